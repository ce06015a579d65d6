"""A company with a plan, an adviser of the incubator, and the person who is told when a report stays out."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, time

import pytest

from mentoring.plans import goals, reports, services
from mentoring.plans.models import ProgressReport
from network.core import clock
from network.organisations.models import Membership
from tests.world import person

START = date(2025, 1, 15)
BASELINE = {"situation": "We weave.", "people": 4, "change": "Half of our sales across the border."}


@contextmanager
def on(day: date, hour: int = 9):
    """At an hour (UTC) of a day: within working hours on working days."""
    with clock.at(datetime.combine(day, time(hour), UTC)):
        yield


def written(report: ProgressReport, percent: int = 20, **answers: object) -> dict:
    """What is given for a report: its answers and how far each goal is."""
    told = {str(goal.pk): {"percent": percent, "note": ""} for goal in report.plan.goals.all()}
    return {"answers": {"done": "We talked to two retailers.", "mood": "as-planned"} | answers, "progress": told}


def hand_in(report: ProgressReport, by, percent: int = 20) -> ProgressReport:
    """As the company does it."""
    return reports.submit(report=report, by=by, **written(report, percent))


@pytest.fixture
def adviser(incubator):
    made = person("Liisa Neuvola", languages=("fi", "en"))
    Membership.objects.create(organisation=incubator, person=made, role=Membership.Role.MEMBER)
    return made


@pytest.fixture
def regional(programme_manager):
    return programme_manager


@pytest.fixture
def plan(company, founder, coordinator, adviser, regional, programme):
    """Begun on 15 January 2025, with a baseline and two goals; not handed in."""
    with on(START):
        made = services.start(by=coordinator, programme=programme, company=company, adviser=adviser, regional=regional, starts_on=START)
        services.change(plan=made, by=founder, answers=BASELINE)
        goals.add_goal(plan=made, by=founder, what="Two retailers in Sweden", known_by="Two contracts", by_when=date(2026, 6, 30))
        goals.add_goal(plan=made, by=founder, what="Prices that pay", known_by="Every hour is paid", by_when=date(2025, 12, 31))
    return services.DevelopmentPlan.objects.get(pk=made.pk)


@pytest.fixture
def running(plan, founder, adviser):
    """Approved: eight quarterly reports."""
    with on(date(2025, 1, 20)):
        services.submit(plan=plan, by=founder)
        services.approve(plan=plan, by=adviser)
    plan.refresh_from_db()
    return plan


@pytest.fixture
def first(running) -> ProgressReport:
    """The first quarter's report, until 31 March 2025; due on 14 April."""
    return ProgressReport.objects.select_related("plan__company", "plan__programme", "version").get(plan=running, number=1)
