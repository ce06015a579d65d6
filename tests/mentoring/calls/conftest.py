"""A call of the small world: open for two weeks, with a form of three questions."""

from datetime import UTC, datetime, timedelta

import pytest

from mentoring.calls import editions, handing, services, writing
from mentoring.calls.models import Application, Call
from network.core import clock

QUESTIONS = [
    {
        "key": "idea",
        "kind": "text",
        "labels": {"en": "What is your idea?", "fi": "Mikä on ideasi?", "sv": "Vad är din idé?"},
        "required": True,
        "longest": 3000,
    },
    {"key": "people", "kind": "number", "labels": {"en": "How many are you?", "fi": "Montako teitä on?"}},
    {"key": "agreed", "kind": "consent", "labels": {"en": "The incubator may keep this."}, "required": True},
]
ANSWERS = {"idea": "Woven light from the archipelago.", "people": 3, "agreed": True}


@pytest.fixture
def opening() -> datetime:
    """A Monday at eight in Helsinki."""
    return datetime(2027, 2, 1, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _begun(opening):
    """Now is an hour after the call has opened."""
    with clock.at(opening + timedelta(hours=1)):
        yield


def a_call(coordinator, programme, incubator, opening, **fields: object) -> Call:
    given: dict = {
        "titles": {"en": "Spring incubation", "fi": "Kevään hautomo"}, "abouts": {"en": "For crafts and design."}, "languages": ["en", "fi"],
        "time_zone": "Europe/Stockholm", "opens_at": opening, "closes_at": opening + timedelta(days=14), "confirm_days": 14,
    }  # fmt: skip
    return services.make_call(by=coordinator, programme=programme, incubator=incubator, **given | fields)


@pytest.fixture
def draft_call(coordinator, programme, incubator, opening) -> Call:
    """Made, with its form, and seen by nobody else."""
    made = a_call(coordinator, programme, incubator, opening)
    editions.set_questions(call=made, by=coordinator, data=QUESTIONS)
    return made


@pytest.fixture
def call(draft_call, coordinator) -> Call:
    """Published and open."""
    return services.publish(call=draft_call, by=coordinator)


@pytest.fixture
def draft(call, company, founder) -> Application:
    """A draft without answers."""
    return writing.begin(call=call, company=company, by=founder)


@pytest.fixture
def filled(draft, founder) -> Application:
    """A draft that could be handed in."""
    return writing.write(application=draft, by=founder, answers=ANSWERS, seen=draft.version).application


@pytest.fixture
def handed_in(filled, founder) -> Application:
    """Handed in."""
    return handing.submit(application=filled, by=founder)
