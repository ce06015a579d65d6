"""A running call of the small world with the ready pipeline of one stage, and applications wherever a test wants them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from mentoring.calls.models import Application, Call, FormVersion, Stage
from mentoring.calls.pipelines import apply_template
from network.accounts.models import User
from network.core import clock
from network.organisations.models import Organisation
from network.programmes.models import Programme

QUESTIONS = [{"key": "idea", "kind": "text", "labels": {"en": "Your idea"}, "required": True}]


def made_call(incubator: Organisation, programme: Programme, by: User, *, template: str = "one-stage", **fields: object) -> Call:
    """A published call that closes in ten days."""
    now = clock.now()
    texts = {"titles": {"en": "Spring call", "fi": "Kevään haku"}, "languages": ["en", "fi"], "time_zone": "Europe/Stockholm"}
    dates = {"opens_at": now - timedelta(days=10), "closes_at": now + timedelta(days=10), "published_at": now - timedelta(days=10)}
    call = Call.objects.create(programme=programme, incubator=incubator, made_by=by, state="published", **(texts | dates | fields))
    FormVersion.objects.create(call=call, number=1, questions=QUESTIONS, made_by=by)
    apply_template(call=call, key=template, by=by)
    return call


def applied(call: Call, company: Organisation, by: User, *, stage: str = "submitted", **fields: object) -> Application:
    """An application of a company in that stage."""
    row = Stage.objects.get(call=call, key=stage)
    number = Application.objects.filter(call=call).count() + 1
    answers = {"answers": {"idea": "A workshop for felt."}, "submitted_at": None if stage == "draft" else clock.now()}
    return Application.objects.create(call=call, company=company, made_by=by, number=number, stage=row, form=call.forms.get(number=1), **(answers | fields))


@pytest.fixture
def wednesday() -> datetime:
    """Ten o'clock in Umeå on a Wednesday, within everybody's working hours."""
    return datetime.fromisoformat("2027-02-17T09:00:00+00:00")


@pytest.fixture(autouse=True)
def _on_wednesday(wednesday):
    with clock.at(wednesday):
        yield


@pytest.fixture
def call(incubator, programme, coordinator) -> Call:
    coordinator.languages = ["en"]
    coordinator.save()
    return made_call(incubator, programme, coordinator)


@pytest.fixture
def application(call, company, founder) -> Application:
    return applied(call, company, founder)


@pytest.fixture
def stage_of() -> Callable[[Application], str]:
    """Where an application stands now, by key."""
    return lambda application: Application.objects.get(pk=application.pk).stage.key
