"""A mentor lent to an incubator of another programme: by three consents, for a time, and back by itself."""

from datetime import timedelta

import pytest

from mentoring.matching.facts import profiles_in
from mentoring.profiles.approvals import end_approval
from mentoring.profiles.models import MentorApproval
from mentoring.referrals import loans, queries
from mentoring.referrals.models import MentorLoan
from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible, Refused
from network.notifications.models import Notification


@pytest.fixture
def offered(programme, incubator, coordinator, mentor, borrowing):
    approval = queries.mentor_to_lend(coordinator, mentor.mentor_profile.pk, programme.pk)
    days = {"starts_on": clock.today(), "ends_on": clock.today() + timedelta(days=60)}
    return loans.offer(by=coordinator, approval=approval, borrower=queries.borrower_for(coordinator, borrowing.pk), reason="They lack exporters.", **days)


def can_be_proposed(mentor, programme):
    return mentor.mentor_profile in profiles_in(programme.pk, "mentor")


def test_loan_runs_by_three_consents_and_ends_by_itself(offered, mentor, borrower, elsewhere, coordinator):
    with pytest.raises(NotVisible):
        queries.loan_for(borrower, offered.pk)
    with pytest.raises(Refused):
        loans.consent(loan=offered, by=coordinator)
    waiting = loans.consent(loan=offered, by=mentor)
    assert not can_be_proposed(mentor, elsewhere)
    with pytest.raises(Refused):
        loans.accept(loan=waiting, by=coordinator)
    running = loans.accept(loan=queries.loan_for(borrower, waiting.pk), by=borrower)
    assert running.state == "running"
    assert can_be_proposed(mentor, elsewhere)
    with clock.at(clock.now() + timedelta(days=60)):
        assert loans.advance_due() == 0
    with clock.at(clock.now() + timedelta(days=61)):
        assert loans.advance_due() == 1
    assert MentorLoan.objects.get().state == "ended"
    assert not can_be_proposed(mentor, elsewhere)
    assert Notification.objects.filter(kind="loan.over", person=mentor).count() == 1


@pytest.mark.parametrize("who", ["mentor", "borrower", "coordinator"])
def test_any_of_the_three_ends_a_running_loan_at_once(who, request, offered, mentor, borrower, elsewhere):
    running = loans.accept(loan=loans.consent(loan=offered, by=mentor), by=borrower)
    ended = loans.pull_back(loan=running, by=request.getfixturevalue(who), answer="Thank you.")
    assert ended.state == "withdrawn"
    assert not can_be_proposed(mentor, elsewhere)
    with pytest.raises(Conflict):
        loans.pull_back(loan=ended, by=mentor)


def test_what_nobody_answers_runs_out_and_a_no_ends_it(offered, mentor, borrower, coordinator, borrowing, programme):
    with clock.at(offered.answer_by - timedelta(days=1)):
        assert loans.advance_due() == 1
        assert loans.advance_due() == 0
    with clock.at(offered.answer_by):
        assert loans.advance_due() == 1
    assert MentorLoan.objects.get().state == "expired"
    days = {"starts_on": clock.today() + timedelta(days=5), "ends_on": clock.today() + timedelta(days=9)}
    approval = queries.mentor_to_lend(coordinator, mentor.mentor_profile.pk, programme.pk)
    again = loans.offer(by=coordinator, approval=approval, borrower=borrowing, reason="Again.", **days)
    with pytest.raises(Conflict):
        loans.offer(by=coordinator, approval=approval, borrower=borrowing, reason="Twice.", **days)
    agreed = loans.accept(loan=loans.consent(loan=again, by=mentor), by=borrower)
    assert agreed.state == "agreed"
    with clock.at(clock.now() + timedelta(days=5)):
        assert loans.advance_due() == 1
    agreed.refresh_from_db()
    assert agreed.state == "running"
    loans.pull_back(loan=agreed, by=borrower)
    third = loans.offer(by=coordinator, approval=approval, borrower=borrowing, reason="Third.", **days)
    assert loans.decline(loan=third, by=mentor).state == "declined"


def test_mentor_who_leaves_either_programme_is_not_on_loan_any_more(offered, mentor, borrower, coordinator, elsewhere, programme):
    loans.accept(loan=loans.consent(loan=offered, by=mentor), by=borrower)
    end_approval(approval=MentorApproval.objects.get(programme=programme, profile__person=mentor), by=mentor)
    assert MentorLoan.objects.get().state == "withdrawn"
    assert not can_be_proposed(mentor, elsewhere)


def test_loan_is_offered_by_coordinators_with_dates_that_can_be(programme, incubator, coordinator, founder, company, mentor, borrowing, elsewhere):
    approval = MentorApproval.objects.get(profile__person=mentor)
    today = clock.today()
    with pytest.raises(Refused):
        loans.offer(by=founder, approval=approval, borrower=borrowing, reason="Mine.", starts_on=today, ends_on=today)
    with pytest.raises(Invalid) as wrong:
        loans.offer(
            by=coordinator,
            approval=approval,
            borrower=borrowing,
            reason="",
            starts_on=today - timedelta(days=1),
            ends_on=today - timedelta(days=2),
            answer_days=0,
        )
    assert set(wrong.value.errors) == {"reason", "starts_on", "ends_on", "answer_days"}
    MentorApproval.objects.create(profile=approval.profile, programme=elsewhere, state="approved")
    with pytest.raises(Conflict) as refusal:
        loans.offer(by=coordinator, approval=approval, borrower=borrowing, reason="Why.", starts_on=today, ends_on=today)
    assert refusal.value.code == "approved-there"
    with pytest.raises(NotVisible):
        queries.mentor_to_lend(founder, approval.profile_id, programme.pk)
