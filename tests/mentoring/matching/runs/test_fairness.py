"""Rows of runs as cases of fairness, and what is said of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from mentoring.matching.models import MatchRun
from mentoring.matching.runs import fairness
from mentoring.matching.runs import services as runs
from network.core import clock
from network.organisations.models import Organisation
from tests.mentoring.matching.conftest import published, worked
from tests.mentoring.requests.conftest import opened
from tests.world import Kind, Participation, organisation, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def unequal(company, founder, programme, mentor, coordinator, incubator) -> MatchRun:
    """Six Finnish companies whose language the mentor speaks, six Norwegian ones that only work in Finnish."""
    mentor.mentor_profile.places = 12
    mentor.mentor_profile.hours_per_month = 40
    mentor.mentor_profile.save()
    with clock.at(clock.now() - timedelta(days=10)):
        for number in range(12):
            far = number % 2
            owner = person(f"Owner {number}", country="NO" if far else "FI")
            made = organisation(f"Company {number}", Kind.COMPANY, country="NO" if far else "FI", members=(owner,))
            Participation.objects.create(programme=programme, organisation=made)
            opened(made, owner, programme, languages={"fi": 3} if far else {"en": 2})
    Organisation.objects.filter(name__in=["Company 0", "Company 1"]).update(founded_on=clock.today() - timedelta(days=100))
    return worked(runs.start(programme=programme, by=coordinator))


def test_group_that_is_served_worse_is_named_with_both_figures(unequal):
    with translation.override("en"):
        report = fairness.of_run(unequal)
    assert report.companies == 12
    assert report.everybody.share == "50\u00a0%"
    assert "Norway: fewer get somebody, 0\u00a0% against 100\u00a0% of the others." in report.warnings
    country = {line.label: line for line in report.splits[0].lines}
    assert (country["Finland"].group.companies, country["Finland"].share, country["Finland"].days) == (6, "100\u00a0%", "10")
    assert not country["Norway"].group.hidden


def test_small_group_is_kept_back(unequal):
    with translation.override("en"):
        report = fairness.of_run(unequal)
    age = next(split for split in report.splits if split.label == "New or established")
    new = next(line for line in age.lines if line.group.value == fairness.NEW)
    assert (new.group.hidden, new.share, new.days, new.warnings) == (True, "–", "–", ())
    assert report.keeps_back


def test_over_time_counts_each_request_once_and_only_what_was_published(unequal, coordinator):
    assert fairness.of_programme(unequal.programme).companies == 0
    published(unequal, coordinator)
    again = worked(runs.start(programme=unequal.programme, by=coordinator))
    assert fairness.of_programme(unequal.programme).companies == 12
    published(again, coordinator)
    assert fairness.of_programme(unequal.programme).companies == 12
    assert [it.number for it in fairness.published_runs(unequal.programme)] == [2, 1]


def test_asks_the_database_as_often_for_many_as_for_few(unequal, ready):
    def cost(run) -> int:
        with CaptureQueriesContext(connection) as found:
            fairness.of_run(run)
        return sum("network_clockoffset" not in it["sql"] for it in found.captured_queries)

    assert cost(unequal) <= cost(ready)
