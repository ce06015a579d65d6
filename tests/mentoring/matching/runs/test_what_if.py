"""What-if is shown and never kept; the stable aim stands beside the exact one."""

import pytest

from mentoring.matching.models import Match, MatchRun
from mentoring.matching.runs import queries as run_queries
from mentoring.matching.runs import services as runs
from mentoring.matching.runs.what_if import Added, what_if
from mentoring.profiles.models import MentorPause, MentorProfile
from network.core import clock
from network.core.errors import Conflict, Invalid, Refused
from tests.mentoring.matching.conftest import worked

pytestmark = pytest.mark.django_db
TWO = Added(country="NO", languages={"nb": 4, "en": 3}, expertise={"internationalisation_export": 4, "pricing": 4}, places=1, hours=4, count=2)


@pytest.fixture
def scarce(cohort, programme, coordinator, mentor, mentor2):
    """One place for two companies."""
    MentorPause.objects.create(profile=mentor2.mentor_profile, starts_on=clock.today())
    mentor.mentor_profile.places = 1
    mentor.mentor_profile.save()
    return worked(runs.start(programme=programme, by=coordinator))


def test_two_more_mentors_serve_everybody(scarce, coordinator):
    found = what_if(run=scarce, by=coordinator, added=[TWO])
    assert {figure.key: (figure.one, figure.two) for figure in found.figures}["served"] == (1, 2)
    assert (found.used, found.places) == (2, 2) or found.used == 1
    assert any(change.is_added and change.points_after for change in found.changes)


def test_nothing_of_it_is_kept(scarce, coordinator):
    before = (MatchRun.objects.count(), Match.objects.count(), MentorProfile.objects.count())
    what_if(run=scarce, by=coordinator, added=[TWO])
    assert (MatchRun.objects.count(), Match.objects.count(), MentorProfile.objects.count()) == before


def test_those_nobody_can_use_change_nothing(scarce, coordinator):
    found = what_if(run=scarce, by=coordinator, added=[Added(country="FI", languages={"se": 4}, places=5)])
    assert (found.used, found.changes) == (0, ())


@pytest.mark.parametrize(
    ("added", "field"),
    [
        ([], "added"),
        ([Added(country="FI", count=51)], "added"),
        ([Added(country="FI", count=0)], "added"),
        ([Added(country="XX")], "country"),
        ([Added(country="FI", languages={"tlh": 3})], "languages"),
        ([Added(country="FI", languages={"fi": 9})], "languages"),
        ([Added(country="FI", expertise={"magic": 3})], "expertise"),
        ([Added(country="FI", expertise={"pricing": 5})], "expertise"),
        ([Added(country="FI", places=0)], "places"),
        ([Added(country="FI", hours=float("nan"))], "hours"),
    ],
)
def test_those_who_cannot_be_are_refused_beside_the_field(scarce, coordinator, added, field):
    with pytest.raises(Invalid) as error:
        what_if(run=scarce, by=coordinator, added=added)
    assert list(error.value.errors) == [field]


def test_only_coordinators_and_only_with_a_result(scarce, founder, coordinator):
    with pytest.raises(Refused):
        what_if(run=scarce, by=founder, added=[TWO])
    waiting = runs.rerun(run=scarce, by=coordinator)
    with pytest.raises(Conflict):
        what_if(run=waiting, by=coordinator, added=[TWO])


def test_stable_run_shows_what_the_exact_one_would_have_come_to(ready, coordinator):
    again = worked(runs.rerun(run=ready, by=coordinator, aim="stable"))
    assert (again.state, again.aim, again.summary["blocking"], again.summary["certificate"]) == ("ready", "stable", 0, None)
    assert again.summary["other"]["total"] == ready.summary["total"]
    assert ready.summary["other"]["total"] == again.summary["total"]
    assert run_queries.compare(ready, again).figures
