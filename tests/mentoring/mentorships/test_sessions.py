from datetime import UTC, datetime, timedelta

import pytest

from mentoring.mentorships import queries, services, session_notices, sessions
from mentoring.mentorships.models import Session
from network.calendars.models import Booking
from network.calendars.people import working_time_of
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.invitations.models import Invitation
from network.notifications.models import Delivery

DUE = Delivery.State.DUE


def due(session, *kinds) -> set[tuple[str, str]]:
    rows = Delivery.objects.filter(subject_id=session.pk, state=DUE, kind__in=kinds or session_notices.REMINDERS)
    return {(row.kind, row.person.first_name) for row in rows}


def test_a_proposal_blocks_nobody_and_tells_the_other(proposed, founder, mentor):
    assert proposed.state == "proposed"
    assert not Booking.objects.exists()
    assert due(proposed, "session.proposed") == {("session.proposed", "Johan")}


def test_the_same_proposal_sent_twice_is_one(proposed, mentorship, founder, plan, noon):
    again = sessions.propose(mentorship=mentorship, by=founder, plan=plan, times=[noon + timedelta(days=5), noon + timedelta(days=2)])
    assert again == proposed
    assert Session.objects.count() == 1


def test_sessions_wait_for_the_agreement(agreeing, founder, plan, noon):
    with pytest.raises(Conflict) as refusal:
        sessions.propose(mentorship=agreeing, by=founder, plan=plan, times=[noon + timedelta(days=1)])
    assert refusal.value.code == "not-agreed"


@pytest.mark.parametrize(
    ("days", "names"), [([], ["times"]), ([1, 1], ["times"]), ([1, 2, 3, 4, 5, 6], ["times"]), ([1, -1], ["times.1"]), ([500, 2, -1], ["times.0", "times.2"])]
)
def test_times_that_make_no_sense_are_refused_beside_the_field(mentorship, founder, plan, noon, days, names):
    with pytest.raises(Invalid) as refusal:
        sessions.propose(mentorship=mentorship, by=founder, plan=plan, times=[noon + timedelta(days=day) for day in days])
    assert list(refusal.value.errors) == names


def test_meeting_in_person_needs_a_place(mentorship, founder, noon):
    with pytest.raises(Invalid) as refusal:
        sessions.propose(mentorship=mentorship, by=founder, plan=sessions.Plan(topic="Tour", format="in-person"), times=[noon + timedelta(days=1)])
    assert list(refusal.value.errors) == ["place"]


def test_accept_books_both_and_invites_both_calendars(confirmed, founder, mentor, noon):
    assert (confirmed.state, confirmed.starts_at) == ("confirmed", noon + timedelta(days=2))
    assert {row.person for row in Booking.objects.filter(state="confirmed")} == {founder, mentor}
    invitation = Invitation.objects.get()
    assert (invitation.sequence, invitation.starts_at) == (0, confirmed.starts_at)
    requests = Delivery.objects.filter(kind="invitation.request")
    assert {row.person for row in requests} == {founder, mentor}
    assert all("METHOD:REQUEST" in row.calendar for row in requests)
    assert due(confirmed, "session.proposed") == set()


def test_accepting_the_same_time_twice_is_harmless(confirmed, mentor):
    again = sessions.accept(session=confirmed, by=mentor, time=confirmed.starts_at)
    assert again.state == "confirmed"
    assert Booking.objects.count() == 2


def test_the_one_who_proposed_cannot_accept(proposed, founder, noon):
    with pytest.raises(Refused):
        sessions.accept(session=proposed, by=founder, time=noon + timedelta(days=2))


def test_a_time_that_was_not_proposed_cannot_be_accepted(proposed, mentor, noon):
    with pytest.raises(Invalid):
        sessions.accept(session=proposed, by=mentor, time=noon + timedelta(days=3))


def test_a_proposed_time_that_has_passed_cannot_be_accepted(proposed, mentor, noon):
    with clock.at(noon + timedelta(days=3)), pytest.raises(Conflict) as refusal:
        sessions.accept(session=proposed, by=mentor, time=noon + timedelta(days=2))
    assert refusal.value.code == "past"


def test_a_time_taken_meanwhile_answers_with_fresh_slots(proposed, mentor, noon):
    from network.calendars.services import book

    start = noon + timedelta(days=2)
    book([mentor], start, start + timedelta(hours=1), source=mentor.mentor_profile, by=mentor)
    with pytest.raises(Conflict) as refusal:
        sessions.accept(session=proposed, by=mentor, time=start)
    assert refusal.value.code == "slot-taken"
    assert refusal.value.details["slots"]
    assert Session.objects.get().state == "proposed"


def test_reminders_are_planned_with_the_confirmation(confirmed, noon):
    assert due(confirmed) == {(kind, name) for kind in session_notices.REMINDERS for name in ("Elli", "Johan")}
    hour = Delivery.objects.filter(kind=session_notices.HOUR).first()
    assert hour.due_at == confirmed.starts_at - timedelta(hours=1)


def test_day_before_a_monday_is_the_friday(founder):
    monday = datetime(2027, 2, 15, 8, tzinfo=UTC)
    assert session_notices.day_before(monday, working_time_of(founder)) == datetime(2027, 2, 12, 13, tzinfo=UTC)  # 15.00 in Vaasa, its last working hour


def test_move_keeps_the_old_time_until_a_new_one_is_accepted(confirmed, founder, mentor, noon):
    old = confirmed.starts_at
    moved = sessions.move(session=confirmed, by=mentor, times=[noon + timedelta(days=6)])
    assert (moved.state, moved.starts_at) == ("proposed", old)
    assert Booking.objects.filter(state="confirmed", during__contains=old).count() == 2
    done = sessions.accept(session=moved, by=founder, time=noon + timedelta(days=6))
    assert done.starts_at == noon + timedelta(days=6)
    assert not Booking.objects.filter(state="confirmed", during__contains=old).exists()
    assert Invitation.objects.get().sequence == 1
    assert {row.due_at for row in Delivery.objects.filter(kind=session_notices.HOUR, state=DUE)} == {done.starts_at - timedelta(hours=1)}


def test_keep_leaves_it_at_the_time_that_stands(confirmed, founder, mentor, noon):
    moved = sessions.move(session=confirmed, by=mentor, times=[noon + timedelta(days=6)])
    kept = sessions.keep(session=moved, by=founder)
    assert (kept.state, kept.starts_at) == ("confirmed", noon + timedelta(days=2))
    assert Invitation.objects.get().sequence == 0


def test_a_counter_proposal_turns_the_question_round(proposed, founder, mentor, noon):
    sessions.move(session=proposed, by=mentor, times=[noon + timedelta(days=7)])
    with pytest.raises(Refused):
        sessions.accept(session=proposed, by=mentor, time=noon + timedelta(days=7))
    assert sessions.accept(session=proposed, by=founder, time=noon + timedelta(days=7)).state == "confirmed"


def test_cancel_frees_the_time_and_takes_every_reminder_back(confirmed, founder, mentor):
    sessions.cancel(session=confirmed, by=founder, note="I am ill")
    assert not Booking.objects.exclude(state="cancelled").exists()
    assert due(confirmed) == set()
    assert Invitation.objects.get().status == "cancelled"


def test_cancel_of_what_was_mailed_goes_to_the_calendars_with_the_word(confirmed, founder, mentor):
    Delivery.objects.filter(kind="invitation.request").update(state=Delivery.State.SENT)
    sessions.cancel(session=confirmed, by=founder, note="I am ill")
    told = Delivery.objects.get(kind="invitation.cancelled", person=mentor)
    assert "METHOD:CANCEL" in told.calendar
    assert (told.context["note"], told.context["who"]) == ("I am ill", "Elli Lund")


def test_a_proposal_taken_back_is_told_in_words(proposed, founder):
    sessions.cancel(session=proposed, by=founder, note="Later")
    assert due(proposed, "session.proposed", "session.withdrawn") == {("session.withdrawn", "Johan")}


def test_a_session_that_has_begun_is_neither_moved_nor_called_off(confirmed, founder, noon):
    with clock.at(confirmed.starts_at + timedelta(minutes=1)):
        for verb, more in ((sessions.move, {"times": [noon + timedelta(days=9)]}), (sessions.cancel, {})):
            with pytest.raises(Conflict) as refusal:
                verb(session=confirmed, by=founder, **more)
            assert refusal.value.code == "begun"


def test_nothing_is_booked_while_paused(mentorship, proposed, mentor, noon):
    services.pause(mentorship=mentorship, by=mentor)
    with pytest.raises(Conflict) as refusal:
        sessions.accept(session=proposed, by=mentor, time=noon + timedelta(days=2))
    assert refusal.value.code == "paused"


def test_sessions_of_others_are_not_visible(proposed, outsider, founder2, coordinator, founder):
    for person in (outsider, founder2):
        with pytest.raises(NotVisible):
            queries.session_for(person, proposed.pk)
    assert queries.session_for(coordinator, proposed.pk) == queries.session_for(founder, proposed.pk) == proposed


def test_suggestions_suit_both_working_days_in_both_zones(mentorship, founder, mentor):
    slots = queries.suggestions(mentorship, minutes=45)
    assert len(slots) == queries.SUGGESTIONS
    for slot in slots:
        # Both work 8 to 16 on their own clock: 9 to 17 in Finland for the mentor in Sweden.
        assert 7 <= slot.start.hour < 14


@pytest.mark.parametrize(
    ("day", "vaasa_hour"),
    [
        (datetime(2027, 3, 26, 7, tzinfo=UTC), 9),
        (datetime(2027, 3, 30, 7, tzinfo=UTC), 10),
        (datetime(2027, 10, 29, 7, tzinfo=UTC), 10),
        (datetime(2027, 11, 2, 8, tzinfo=UTC), 10),
    ],
)
def test_a_session_stands_at_its_instant_across_the_clock_change(mentorship, founder, mentor, plan, day, vaasa_hour):
    from zoneinfo import ZoneInfo

    with clock.at(day - timedelta(days=7)):
        session = sessions.propose(mentorship=mentorship, by=founder, plan=plan, times=[day])
        session = sessions.accept(session=session, by=mentor, time=day)
    assert session.starts_at.astimezone(ZoneInfo("Europe/Helsinki")).hour == vaasa_hour
    assert session.starts_at.astimezone(ZoneInfo("Europe/Stockholm")).hour == vaasa_hour - 1
    assert f"DTSTART:{day:%Y%m%dT%H%M%SZ}" in Delivery.objects.filter(kind="invitation.request").first().calendar
