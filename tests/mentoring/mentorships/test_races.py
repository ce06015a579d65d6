"""Real parallel connections: one slot, one record, one agreement, each question once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from mentoring.followups import services as followups
from mentoring.followups.models import FollowUp, FollowUpRule
from mentoring.mentorships import records, services, sessions
from mentoring.mentorships.models import Mentorship, ProposedTime, Session
from network.calendars.models import Booking
from network.core import clock
from network.core.errors import DomainError
from network.ledger.models import SupportRecord
from network.notifications.models import Delivery
from tests.pairs import agree
from tests.parallel import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 100


def rounds(pairs: list[tuple[Callable[[], object], Callable[[], object]]]) -> Iterator[tuple[object, object]]:
    """Many races in two threads that live through all of them: the round's two works start together."""
    ready, now = Barrier(2), clock.now()

    def run(side: int) -> list[object]:
        results: list[object] = []
        with clock.at(now):
            for pair in pairs:
                ready.wait(60)
                try:
                    results.append(pair[side]())
                except DomainError as refusal:
                    results.append(refusal)
        connection.close()
        return results

    with ThreadPoolExecutor(2) as pool:
        left, right = pool.submit(run, 0), pool.submit(run, 1)
        yield from zip(left.result(500), right.result(500), strict=True)


@pytest.fixture
def second(mentorship, programme, company2, founder2, mentor) -> Mentorship:
    """The same mentor with another company."""
    return agree(
        services.open_mentorship(
            programme=programme, company=company2, contact=founder2, mentor=mentor, request_id=None, hours_per_month=2, goals="Sell abroad", by=mentor
        )
    )


def offers(mentorship: Mentorship, times: list) -> list[Session]:
    """One proposal of the mentor for each time, written straight into the tables."""
    made = [Session(mentorship=mentorship, topic=f"Round {n}", proposed_by=mentorship.mentor, minutes=45) for n, _time in enumerate(times)]
    Session.objects.bulk_create(made)
    ProposedTime.objects.bulk_create(ProposedTime(session=session, starts_at=time) for session, time in zip(made, times, strict=True))
    return made


@pytest.mark.timeout(600)  # also on a busy machine
def test_one_slot_accepted_by_two_companies_goes_to_one_of_them_a_hundred_times(mentorship, second, founder, founder2, mentor, noon):
    times = [noon + timedelta(hours=1 + n) for n in range(ROUNDS)]

    def taking(session, person, time):
        return lambda: sessions.accept(session=session, by=person, time=time)

    pairs = [
        (taking(mine, founder, time), taking(yours, founder2, time))
        for mine, yours, time in zip(offers(mentorship, times), offers(second, times), times, strict=True)
    ]
    for left, right in rounds(pairs):
        won, lost = (left, right) if isinstance(left, Session) else (right, left)
        assert isinstance(won, Session)
        assert getattr(lost, "code", "") == "slot-taken"
        assert lost.details["slots"]
    assert Booking.objects.filter(person=mentor, state="confirmed").count() == ROUNDS
    assert Session.objects.filter(state="confirmed").count() == ROUNDS


def test_accepting_two_times_of_one_proposal_at_once_takes_one(proposed, mentor, noon):
    works = [lambda days=days: sessions.accept(session=proposed, by=mentor, time=noon + timedelta(days=days)) for days in (2, 5)]
    outcomes = at_once(*works)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "Session"]
    assert Booking.objects.filter(state="confirmed").count() == 2


def test_a_record_sent_twice_at_once_is_one_line(confirmed, founder, mentor):
    with clock.at(confirmed.starts_at + timedelta(hours=1)):
        for _round in range(5):
            outcomes = at_once(
                lambda: records.hold(session=confirmed, by=mentor, minutes=50),
                lambda: records.hold(session=confirmed, by=mentor, minutes=50),
                lambda: records.miss(session=confirmed, by=founder),
            )
            assert any(isinstance(outcome, DomainError) for outcome in outcomes)  # held and missed cannot both be
    assert SupportRecord.objects.count() == 1
    assert FollowUp.objects.filter(rule__event=FollowUpRule.Event.SESSION_HELD).count() <= 1


def test_two_who_accept_the_agreement_at_once_begin_it(agreeing, founder, mentor):
    at_once(*(lambda person=person: services.accept_agreement(mentorship=agreeing, by=person, version=1) for person in (founder, mentor)))
    agreeing.refresh_from_db()
    assert agreeing.state == "active"
    assert FollowUp.objects.count() == 6


def test_an_end_and_an_acceptance_at_once_leave_nothing_booked(proposed, founder, mentor, noon):
    at_once(
        lambda: services.end_mentorship(mentorship=proposed.mentorship, by=founder),
        lambda: sessions.accept(session=proposed, by=mentor, time=noon + timedelta(days=2)),
    )
    assert Session.objects.get().state == "cancelled"
    assert not Booking.objects.filter(state="confirmed").exists()


def test_two_workers_ask_each_question_once(programme, company, founder, founder2, mentor, coordinator, incubator, noon):
    followups.default_rules(programme)
    rule = programme.follow_up_rules.get(key="pulse")
    rows = [
        FollowUp(rule=rule, person=person, subject_type="mentorship", subject_id=company.pk, ordinal=n, nominal_on=noon.date(), due_at=noon)
        for n in range(1, 21)
        for person in (founder, founder2, mentor)
    ]
    FollowUp.objects.bulk_create(rows)
    with clock.at(noon):
        asked = at_once(followups.ask_due, followups.ask_due, followups.ask_due)
    assert sum(asked) == len(rows)
    assert Delivery.objects.filter(kind="followup.question").count() == len(rows)


def test_an_answer_clicked_twice_at_once_is_one(programme, company, founder, coordinator, incubator, noon):
    with clock.at(noon):
        followups.plan(FollowUpRule.Event.MENTORSHIP_STARTED, company, {"company": founder}, noon - timedelta(days=30), programme=programme, context={})
        followups.ask_due()
        question = FollowUp.objects.get(state="asked")
        at_once(*(lambda score=score: followups.answer(follow_up=question, by=None, score=score) for score in (4, 4, 5)))
    assert question.check_in.score in (4, 5)
