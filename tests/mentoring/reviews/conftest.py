"""A blind call under review: five applications, three reviewers, a rubric of three criteria, one open phase."""

from datetime import datetime, timedelta

import pytest

from mentoring.calls.models import Application, Call, Submission
from mentoring.reviews.models import Criterion, Reviewer, ReviewPhase
from network.accounts.models import User
from network.core import clock
from network.organisations.models import Kind
from network.programmes.models import Participation
from tests.mentoring.calls.pipeline.conftest import applied, made_call
from tests.world import organisation, person

WEDNESDAY = datetime.fromisoformat("2027-02-17T09:00:00+00:00")
NAMES = ("Verkstad Sund", "Kolme Kaikua", "Duodji Árran", "Lyd og Lys", "Savi ja Sammal")


@pytest.fixture(autouse=True)
def _on_wednesday():
    with clock.at(WEDNESDAY):
        yield


@pytest.fixture
def call(incubator, programme, coordinator) -> Call:
    made = made_call(incubator, programme, coordinator, is_blind=True, places=2)
    for position, (key, weight, beside) in enumerate((("idea", 2, False), ("market", 1, False), ("team", 1, True))):
        Criterion.objects.create(call=made, key=key, position=position, labels={"en": key.title()}, weight=weight, is_independent=beside)
    ReviewPhase.objects.create(call=made, starts_at=WEDNESDAY - timedelta(days=1), ends_at=WEDNESDAY + timedelta(days=9))
    return made


@pytest.fixture
def applications(call, company, founder, programme) -> list[Application]:
    """In review, by number; the first is the founder's company's."""
    rows = [applied(call, company, founder, stage="review")]
    for name in NAMES[1:]:
        writer = person(f"{name.split()[0]} Writer")
        other = organisation(name, Kind.COMPANY, members=(writer,))
        Participation.objects.create(programme=programme, organisation=other)
        rows.append(applied(call, other, writer, stage="review"))
    for row in rows:
        answers = {"idea": f"{row.company.name} makes things. Write to {row.made_by.email}."}
        Submission.objects.create(application=row, number=1, form=row.form, answers=answers, made_by=row.made_by)
    return rows


@pytest.fixture
def reviewers(call, mentor, mentor2, support) -> list[User]:
    for user in (mentor, mentor2, support):
        Reviewer.objects.create(call=call, person=user)
    return [mentor, mentor2, support]
