from datetime import timedelta

import pytest

from mentoring.followups.models import FollowUp
from mentoring.mentorships import queries, records, services
from mentoring.mentorships.models import Session
from network.core import clock
from network.core.errors import Conflict, Invalid, Refused
from network.ledger.models import SupportRecord
from network.notifications.models import Delivery, Notification


@pytest.fixture
def over(confirmed):
    """The session is over, for as long as the test runs."""
    with clock.at(confirmed.starts_at + timedelta(hours=1)):
        yield confirmed


@pytest.fixture
def held(over, mentor) -> Session:
    return records.hold(session=over, by=mentor, minutes=50, notes="Two price lists")


def test_a_held_session_writes_its_line(held, mentorship, founder, mentor):
    line = SupportRecord.objects.get()
    assert (line.minutes, line.kind, line.attendance, line.starts_at, line.source_id) == (50, "mentoring", "attended", held.starts_at, held.pk)
    assert (line.receiver, line.provider_person.person, line.receiver_country, line.provider_country) == (mentorship.company, mentor, "FI", "SE")


def test_holding_tells_the_other_and_asks_the_company_the_next_day(held, founder):
    assert Notification.objects.filter(person=founder, kind="session.held").exists()
    question = FollowUp.objects.get(subject_id=held.pk)
    assert (question.person, question.context["topic"], question.nominal_on) == (founder, "Price list", (held.starts_at + timedelta(days=1)).date())


def test_holding_takes_the_reminder_to_write_it_down_back(held):
    assert not Delivery.objects.filter(kind="session.write-down", state="due").exists()


def test_it_cannot_be_written_down_before_it_begins(confirmed, mentor):
    with pytest.raises(Conflict) as refusal:
        records.hold(session=confirmed, by=mentor, minutes=50)
    assert refusal.value.code == "not-begun"


def test_the_same_record_sent_twice_is_one(held, mentor):
    assert records.hold(session=held, by=mentor, minutes=50).state == "held"
    assert SupportRecord.objects.count() == 1


def test_it_is_written_down_once(held, founder):
    for verb, more in ((records.hold, {"minutes": 40}), (records.miss, {})):
        with pytest.raises(Conflict):
            verb(session=held, by=founder, **more)
    assert SupportRecord.objects.count() == 1


@pytest.mark.parametrize("minutes", [0, -5, 721])
def test_impossible_minutes_are_refused_beside_the_field(over, mentor, minutes):
    with pytest.raises(Invalid) as refusal:
        records.hold(session=over, by=mentor, minutes=minutes)
    assert "minutes" in refusal.value.errors


def test_a_missed_session_leaves_a_line_without_minutes_and_asks_nobody(over, founder):
    records.miss(session=over, by=founder)
    line = SupportRecord.objects.get()
    assert (line.minutes, line.attendance) == (0, "missed")
    assert not FollowUp.objects.filter(subject_id=over.pk).exists()


def test_a_contest_writes_a_correction_and_tells_the_coordinator(held, founder, mentor, coordinator):
    records.contest(session=held, by=founder, minutes=30, note="We began late")
    first, second = SupportRecord.objects.order_by("version")
    assert (second.corrects, second.minutes, second.recorded_by.person) == (first, 30, founder)
    assert Notification.objects.filter(person=coordinator, kind="session.contested-coordinator").exists()
    assert Notification.objects.filter(person=mentor, kind="session.contested").exists()


def test_a_contest_of_zero_minutes_says_it_was_missed(held, founder):
    records.contest(session=held, by=founder, minutes=0, note="Nobody came")
    assert SupportRecord.objects.get(version=2).attendance == "missed"


def test_a_missed_session_can_be_contested_as_held(over, founder, mentor):
    records.miss(session=over, by=founder)
    records.contest(session=over, by=mentor, minutes=45, note="We met in the café")
    assert SupportRecord.objects.get(version=2).attendance == "attended"


def test_the_one_who_wrote_it_down_cannot_contest(held, mentor):
    with pytest.raises(Refused):
        records.contest(session=held, by=mentor, minutes=30, note="Hm")


def test_a_contest_needs_other_minutes_and_a_reason(held, founder):
    for minutes, note, field in ((50, "Late", "minutes"), (30, " ", "note")):
        with pytest.raises(Invalid) as refusal:
            records.contest(session=held, by=founder, minutes=minutes, note=note)
        assert field in refusal.value.errors


def test_a_contest_comes_within_seven_days(held, founder):
    with clock.at(held.recorded_at + timedelta(days=7)), pytest.raises(Conflict) as refusal:
        records.contest(session=held, by=founder, minutes=30, note="Late")
    assert refusal.value.code == "too-late"


def test_feedback_goes_to_the_coordinator_alone(held, founder, mentor, coordinator, programme_manager, outsider):
    records.give_feedback(session=held, by=founder, score=4, comment="Clear")
    assert queries.feedback_visible_to(coordinator).get().comment == "Clear"
    assert queries.feedback_visible_to(founder).count() == 1
    for person in (mentor, programme_manager, outsider):
        assert not queries.feedback_visible_to(person).exists()
    assert not Notification.objects.filter(person=coordinator, kind="feedback.low").exists()


def test_low_feedback_is_told_to_the_coordinator(held, founder, coordinator, programme_manager, mentor):
    records.give_feedback(session=held, by=founder, score=2)
    assert Notification.objects.filter(kind="feedback.low").get().person == coordinator


@pytest.mark.parametrize(("words", "state"), [({}, "cancelled"), ({"en": "Did you get a plan?"}, "planned")])
def test_who_gave_feedback_is_not_asked_the_same_the_day_after(held, founder, words, state):
    planned = FollowUp.objects.filter(subject_id=held.pk, person=founder, rule__key="after-session")
    planned.get().rule.__class__.objects.filter(key="after-session").update(question=words)
    records.give_feedback(session=held, by=founder, score=4)
    assert planned.get().state == state


def test_feedback_is_given_once(held, founder):
    records.give_feedback(session=held, by=founder, score=4)
    with pytest.raises(Conflict):
        records.give_feedback(session=held, by=founder, score=1)


def test_it_can_be_written_down_after_the_mentorship_has_ended(over, mentorship, founder, mentor):
    services.end_mentorship(mentorship=mentorship, by=founder)
    over.refresh_from_db()
    assert over.state == "confirmed"
    assert records.hold(session=over, by=mentor, minutes=45).state == "held"
