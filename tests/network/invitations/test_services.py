"""Journey 3 of the field: invite, move, add, take off, call off; every guest hears just their part."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from network.core import clock
from network.invitations import services
from network.invitations.models import Attendee, Invitation
from network.notifications import outbox
from network.notifications.models import Delivery


@pytest.fixture(autouse=True)
def _at_noon(noon):
    with clock.at(noon):
        yield


@pytest.fixture
def starts(noon):
    return noon + timedelta(days=7)


@pytest.fixture
def meeting(programme, founder, mentor, starts):
    """Any row can be what a meeting is about."""
    agree(programme, founder, mentor, starts)
    return programme


def agree(about, founder, mentor, starts):
    ends = starts + timedelta(hours=1)
    services.invite(about=about, people=[founder, mentor], title="Pricing", starts_at=starts, ends_at=ends, by=mentor, accepted=[mentor], location="Umeå")


def sent():
    """What left since the last call: (person's first name, METHOD, SEQUENCE, ATTENDEEs, STATUS), in order."""
    found = []
    for row in sorted(outbox.deliver_due(clock.now() + timedelta(hours=1)), key=lambda row: row.id):
        if row.calendar:
            calendar = Calendar.from_ical(row.calendar)
            (event,) = calendar.walk("VEVENT")
            guests = event["ATTENDEE"] if isinstance(event["ATTENDEE"], list) else [event["ATTENDEE"]]
            found.append((row.person.first_name, str(calendar["METHOD"]), int(event["SEQUENCE"]), len(guests), str(event.get("STATUS", ""))))
    return found


def uids():
    return {str(next(iter(Calendar.from_ical(row.calendar).walk("VEVENT")))["UID"]) for row in Delivery.objects.exclude(calendar="")}


def test_journey_of_a_meeting(meeting, founder, mentor, coordinator, starts, mailoutbox):
    assert sent() == [("Elli", "REQUEST", 0, 2, "CONFIRMED"), ("Johan", "REQUEST", 0, 2, "CONFIRMED")]
    services.update(about=meeting, by=mentor, starts_at=starts + timedelta(hours=2), ends_at=starts + timedelta(hours=3), accepted=[mentor])
    assert sent() == [("Elli", "REQUEST", 1, 2, "CONFIRMED"), ("Johan", "REQUEST", 1, 2, "CONFIRMED")]
    services.add_guest(about=meeting, person=coordinator, by=mentor)
    assert sent() == [("Maja", "REQUEST", 2, 3, "CONFIRMED")]
    services.remove_guest(about=meeting, person=coordinator, by=mentor)
    assert sent() == [("Maja", "CANCEL", 3, 1, "")]
    services.cancel(about=meeting, by=mentor)
    assert sent() == [("Elli", "CANCEL", 4, 2, "CANCELLED"), ("Johan", "CANCEL", 4, 2, "CANCELLED")]
    services.cancel(about=meeting, by=mentor)
    assert sent() == []
    assert uids() == {Invitation.objects.get().uid}
    methods = [part.get_param("method") for message in mailoutbox for part in message.message().walk() if part.get_content_type() == "text/calendar"]
    assert methods == ["REQUEST", "REQUEST", "REQUEST", "REQUEST", "REQUEST", "CANCEL", "CANCEL", "CANCEL"]


def test_update_without_change_tells_nobody(meeting, starts, mailoutbox):
    sent()
    services.update(about=meeting, by=None, starts_at=starts, location="Umeå")
    assert sent() == []
    assert Invitation.objects.get().sequence == 0


def test_update_of_people_reaches_only_who_comes_or_goes(meeting, founder, mentor, coordinator, mailoutbox):
    sent()
    services.update(about=meeting, by=mentor, people=[mentor, coordinator])
    assert sorted(sent()) == [("Elli", "CANCEL", 1, 1, ""), ("Maja", "REQUEST", 1, 2, "CONFIRMED")]


def test_new_time_asks_again_but_a_new_place_does_not(meeting, founder, mentor, starts):
    guest = Attendee.objects.get(person=founder)
    services.record_answer(attendee_id=guest.pk, answer="accepted")
    services.update(about=meeting, by=mentor, location="Vaasa")
    guest.refresh_from_db()
    assert guest.answer == "accepted"
    services.update(about=meeting, by=mentor, starts_at=starts + timedelta(hours=1), ends_at=starts + timedelta(hours=2), accepted=[mentor])
    guest.refresh_from_db()
    assert (guest.answer, guest.answered_at) == ("needs-action", None)
    assert Attendee.objects.get(person=mentor).answer == "accepted"


def test_who_never_heard_is_invited_once_and_never_cancelled(meeting, founder, mentor, starts, mailoutbox):
    services.update(about=meeting, by=mentor, location="Vaasa")  # before the first mail left
    assert [row[:3] for row in sent()] == [("Elli", "REQUEST", 1), ("Johan", "REQUEST", 1)]
    assert set(Delivery.objects.filter(state="sent").values_list("kind", flat=True)) == {"invitation.request"}
    services.add_guest(about=meeting, person=_third(meeting), by=mentor)
    services.cancel(about=meeting, by=mentor)
    assert [row[:2] for row in sent()] == [("Elli", "CANCEL"), ("Johan", "CANCEL")]


def _third(_meeting):
    from tests.world import person

    return person("Third Guest")


def test_taken_off_and_invited_again_has_a_higher_sequence(meeting, founder, mentor, mailoutbox):
    sent()
    services.remove_guest(about=meeting, person=founder, by=mentor)
    services.add_guest(about=meeting, person=founder, by=mentor)
    assert [row[1:3] for row in sent()] == [("CANCEL", 1), ("REQUEST", 2)]


def test_called_off_meeting_can_be_taken_up_again(meeting, founder, mentor, starts, mailoutbox):
    sent()
    services.cancel(about=meeting, by=mentor)
    sent()
    agree(meeting, founder, mentor, starts)
    assert [row[1:3] for row in sent()] == [("REQUEST", 2), ("REQUEST", 2)]


def test_change_within_24_hours_does_not_wait(meeting, founder, mentor, starts, mailoutbox):
    sent()
    with clock.at(starts.replace(hour=1)):  # at night, before
        services.update(about=meeting, by=mentor, location="Vaasa")
        row = Delivery.objects.filter(person=founder).latest("id")
        assert (row.is_urgent, row.due_at) == (True, clock.now())


def test_invitation_is_in_each_guests_language_and_zone(meeting, founder, mentor, mailoutbox):
    outbox.deliver_due()
    mail = {message.to[0]: message for message in mailoutbox}
    assert mail[founder.email].extra_headers["Content-Language"] == "sv"
    assert "10:00–11:00 (Helsingfors, UTC+2)" in mail[founder.email].body
    assert "09:00 (Stockholm, UTC+1)" in mail[founder.email].body  # the other side's time
    assert "09:00–10:00 (Stockholm, UTC+1)" in mail[mentor.email].body


def test_answer_reaches_whoever_made_the_meeting(meeting, founder, mentor, mailoutbox):
    sent()
    guest = Attendee.objects.get(person=founder)
    services.record_answer(attendee_id=guest.pk, answer="declined")
    services.record_answer(attendee_id=guest.pk, answer="declined")
    (row,) = Delivery.objects.filter(kind="invitation.answered")
    assert row.person == mentor
    assert row.context["answer"] == "declined"


def test_invite_twice_changes_instead_of_doubling(meeting, founder, mentor, starts, mailoutbox):
    sent()
    agree(meeting, founder, mentor, starts)
    assert sent() == []
    assert Invitation.objects.count() == 1
