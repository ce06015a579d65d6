"""A no to a session from the calendar: told, shown, undone, moved."""

from datetime import timedelta

import pytest
from django.test import Client

from mentoring.insights.next_steps import steps_for
from mentoring.insights.roles import standing_of
from mentoring.mentorships import queries, session_notices, sessions
from mentoring.mentorships.models import Session
from network.calendars import services as calendars
from network.calendars.models import Booking
from network.core.errors import Conflict
from network.invitations import services as invitations
from network.invitations.models import Attendee, Invitation
from network.notifications.models import Delivery


def say(session, person, word: str) -> Session:
    guest = Attendee.objects.get(invitation__source_id=session.pk, person=person, removed_at=None)
    invitations.record_answer(attendee_id=guest.pk, answer=word)
    return Session.objects.get(pk=session.pk)


def booked() -> set:
    return {row.person for row in Booking.objects.exclude(state="cancelled")}


def reminders() -> int:
    return Delivery.objects.filter(kind__in=session_notices.REMINDERS, state="due").count()


def told(kind: str) -> list[str]:
    return [row.person.first_name for row in Delivery.objects.filter(kind=kind)]


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_no_frees_that_persons_time_and_asks_for_other_times(confirmed, founder, mentor):
    declined = say(confirmed, mentor, "declined")
    assert (declined.state, declined.declined_by) == ("proposed", mentor)
    assert booked() == {founder}
    assert reminders() == 0
    assert told("session.declined") == ["Elli"]
    assert told("invitation.answered") == []
    for user in (founder, mentor):
        assert not queries.answers_wanted_from(user).exists()
        assert "propose-other-times" in {step.kind for step in steps_for(user, standing_of(user))}
        assert "/move/" in client_of(user).get(f"/sessions/{confirmed.pk}/").content.decode()


def test_only_the_one_who_said_no_takes_the_time_up_again(confirmed, founder, mentor):
    declined = say(confirmed, mentor, "declined")
    with pytest.raises(Conflict) as refusal:
        sessions.keep(session=declined, by=founder)
    assert refusal.value.code == "declined"
    kept = sessions.keep(session=declined, by=mentor)
    assert (kept.state, kept.declined_by, booked()) == ("confirmed", None, {founder, mentor})
    assert reminders() > 0
    assert Attendee.objects.get(person=mentor).answer == "accepted"
    assert told("session.kept") == ["Elli"]


def test_a_yes_from_the_calendar_takes_it_up_again_too(confirmed, founder, mentor):
    say(confirmed, mentor, "declined")
    again = say(confirmed, mentor, "tentative")
    assert (again.state, booked()) == ("confirmed", {founder, mentor})
    assert Attendee.objects.get(person=mentor).answer == "tentative"
    assert say(confirmed, mentor, "declined").state == "proposed"


def test_time_taken_meanwhile_keeps_the_no_and_offers_others(confirmed, mentor):
    declined = say(confirmed, mentor, "declined")
    calendars.book([mentor], confirmed.starts_at, confirmed.starts_at + timedelta(hours=1), source=mentor, by=mentor)
    with pytest.raises(Conflict) as refusal:
        say(confirmed, mentor, "accepted")
    assert (refusal.value.code, bool(refusal.value.details["slots"])) == ("slot-taken", True)
    page = client_of(mentor).post(f"/sessions/{confirmed.pk}/keep/")
    assert page.status_code == 409
    assert page.context["fresh"]
    declined.refresh_from_db()
    assert declined.state == "proposed"


def test_other_times_after_a_no_book_both_again(confirmed, founder, mentor, noon):
    declined = say(confirmed, mentor, "declined")
    sessions.move(session=declined, by=founder, times=[noon + timedelta(days=6), confirmed.starts_at])
    assert "was" not in Delivery.objects.filter(kind="session.proposed").latest("id").context
    done = sessions.accept(session=declined, by=mentor, time=noon + timedelta(days=6))
    assert (done.state, done.declined_by, booked()) == ("confirmed", None, {founder, mentor})
    assert {guest.answer for guest in Attendee.objects.all()} == {"accepted"}


def test_the_same_time_accepted_after_a_no_counts_as_a_yes(confirmed, founder, mentor):
    declined = say(confirmed, mentor, "declined")
    sessions.move(session=declined, by=founder, times=[confirmed.starts_at])
    sessions.accept(session=declined, by=mentor, time=confirmed.starts_at)
    assert {guest.answer for guest in Attendee.objects.all()} == {"accepted"}
    assert booked() == {founder, mentor}


def test_a_no_from_both_calls_it_off(confirmed, founder, mentor):
    say(confirmed, mentor, "declined")
    assert say(confirmed, founder, "declined").state == "cancelled"
    assert booked() == set()
    assert Invitation.objects.get().status == "cancelled"
