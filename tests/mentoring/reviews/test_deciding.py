"""Decisions that are held, read and released together."""

import pytest

from mentoring.calls import moving
from mentoring.calls.models import Application
from mentoring.reviews import deciding, letters
from network.core.errors import Conflict
from network.notifications.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(applications, coordinator) -> list[Application]:
    """Two accepted, two declined, not told."""
    deciding.decide(by=coordinator, applications=applications[:2], verb="accept", words="Welcome")
    deciding.decide(by=coordinator, applications=applications[2:4], verb="decline", reason="too early")
    return applications


def told() -> set[str]:
    return set(Delivery.objects.filter(kind__in=["application.accepted", "application.declined"]).values_list("kind", flat=True))


def test_held_decision_moves_nothing_and_tells_nobody(held):
    assert set(Application.objects.values_list("stage__key", flat=True)) == {"review"}
    assert Application.objects.filter(pending__isnull=False).count() == 4
    assert not told()


def test_letters_are_read_in_their_readers_language(held, call, coordinator, founder):
    letter = next(one for one in letters.letters_of(call, coordinator) if one.reader == founder)
    assert letter.language == "sv"
    assert "Welcome" in letter.text
    assert "Expression Nord" in letter.text


def test_all_decisions_leave_at_once_as_they_were_read(held, call, coordinator, founder):
    read = {letter.reader: letter for letter in letters.letters_of(call, coordinator)}
    sent = deciding.release(by=coordinator, call=call, expected=[row.pk for row in held[:4]])
    assert (sent.count, sent.by_stage) == (4, {"accepted": 2, "declined": 2})
    assert told() == {"application.accepted", "application.declined"}
    assert Delivery.objects.filter(kind="application.accepted", person=founder).count() == 1
    assert read[founder].subject
    line = held[0].moves.first()
    assert (line.was_pending, line.made_by) == (True, coordinator)


def test_nothing_leaves_unread(held, call, coordinator, applications):
    with pytest.raises(Conflict) as refusal:
        deciding.release(by=coordinator, call=call, expected=[row.pk for row in held[:3]])
    assert refusal.value.code == "changed"
    assert not told()


def test_none_leaves_when_one_cannot(held, call, coordinator):
    call.places = 1
    call.save(update_fields=["places"])
    with pytest.raises(Conflict) as refusal:
        deciding.release(by=coordinator, call=call)
    assert set(refusal.value.details["refused"]) == {1, 2}
    assert not told()
    assert set(Application.objects.values_list("stage__key", flat=True)) == {"review"}


def test_what_lacks_is_named_for_each(applications, coordinator):
    results = deciding.decide(by=coordinator, applications=applications[:2], verb="decline")
    assert [result.refusal for result in results] == ["Say why, so that the others understand."] * 2


def test_more_accepted_than_places_is_refused_one_by_one(applications, coordinator):
    results = deciding.decide(by=coordinator, applications=applications[:3], verb="accept")
    assert [bool(result.refusal) for result in results] == [False, False, True]


def test_accepted_are_reminded_until_they_confirm(held, call, coordinator, founder):
    deciding.release(by=coordinator, call=call)
    reminders = Delivery.objects.filter(kind="application.confirm", person=founder)
    assert reminders.filter(state="due").count() == 2
    assert Delivery.objects.filter(kind="application.unconfirmed", state="due").exists()
    moving.move(application=held[0], verb="confirm", by=founder)
    assert not reminders.filter(state="due").exists()
