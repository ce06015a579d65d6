"""Lending a mentor: offered by the programme that approved them, with the mentor's own consent, to an incubator that says yes.

While a loan runs, the mentor is approved in the borrowing programme and can be proposed there; it ends by itself.
Mentorships that began meanwhile go on, as they do whenever an approval ends.
"""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentoring.profiles import approvals
from mentoring.profiles.models import MentorApproval
from mentoring.referrals import notices, rules, states
from mentoring.referrals.models import ANSWER_DAYS, MentorLoan
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, require
from network.core.locks import hold_row, hold_row_if_free
from network.core.states import move
from network.organisations.models import Organisation
from network.programmes.models import Appointment, Partner, Programme

State = MentorLoan.State
AWAITED = (State.MENTOR, State.BORROWER)
LONGEST_REASON, LONGEST_ANSWER = 2000, 1000
LONGEST = timedelta(days=730)
REMIND_BEFORE = timedelta(days=3)


@transaction.atomic
def offer(*, by: User, approval: MentorApproval, borrower: Partner, starts_on: date, ends_on: date, reason: str, answer_days: int = 14) -> MentorLoan:
    """Lend a mentor to an incubator of another programme. The mentor is asked first; the incubator hears of it when they agree."""
    profile, lending, borrowing = approval.profile, approval.programme, borrower.programme
    require(rules.can_lend(by, profile, lending, borrowing))
    _check(starts_on, ends_on, reason, answer_days)
    try:
        with transaction.atomic():
            row = MentorLoan.objects.create(
                profile=profile, lender=_on_behalf_of(by, lending), lender_programme=lending, borrower=borrower.organisation, borrower_programme=borrowing,
                made_by=by, reason=reason.strip(), starts_on=starts_on, ends_on=ends_on, answer_by=clock.now() + timedelta(days=answer_days),
            )  # fmt: skip
    except IntegrityError:  # mentorloan_one_at_a_time: offered in another window
        raise Conflict(_("A loan of this mentor to that programme is on its way or running already."), code="on-loan") from None
    notices.asks_mentor(row)
    return row


@transaction.atomic
def consent(*, loan: MentorLoan, by: User) -> MentorLoan:
    """The mentor agrees; the incubator that borrows is asked from now on, with as many days to answer."""
    row = _locked(loan)
    require(rules.can_in_loan(by, row, "consent"))
    now = clock.now()
    move(row, "consent", states.LOAN, mentor_at=now, answer_by=now + (row.answer_by - row.created_at), reminded_at=None)
    notices.asks_borrower(row)
    return row


@transaction.atomic
def accept(*, loan: MentorLoan, by: User) -> MentorLoan:
    """The programme that borrows agrees; the loan begins on its first day, at once where that has come."""
    row = _locked(loan)
    require(rules.can_in_loan(by, row, "accept"))
    require(rules.open_for(row.lender_programme))
    if row.ends_on < clock.today():
        raise Conflict(_("The last day of this loan is over. Ask for other dates."), code="past")
    move(row, "accept", states.LOAN, borrower_at=clock.now(), borrower_by=by)
    notices.loan_agreed(row, by)
    if row.starts_on <= clock.today():
        _start(row)
    return row


@transaction.atomic
def decline(*, loan: MentorLoan, by: User, answer: str = "") -> MentorLoan:
    """Whoever is awaited says no."""
    return _close(loan, by, "decline", answer)


@transaction.atomic
def pull_back(*, loan: MentorLoan, by: User, answer: str = "") -> MentorLoan:
    """Any of the three ends it, at any moment: the mentor cannot be proposed there from now on."""
    return _close(loan, by, "pull_back", answer)


def advance_due() -> int:
    """Start, end and expire what is due, and remind whoever is awaited. Returns how many were touched. Each in a transaction of its own."""
    now, today = clock.now(), clock.today()
    rows = MentorLoan.objects.order_by("pk").values_list("pk", flat=True)
    found = [
        (rows.filter(state__in=AWAITED, answer_by__lte=now), _expire),
        (rows.filter(state=State.AGREED, starts_on__lte=today), _start),
        (rows.filter(state=State.RUNNING, ends_on__lt=today), _end),
        (rows.filter(state__in=AWAITED, answer_by__gt=now, answer_by__lte=now + REMIND_BEFORE, reminded_at=None), _remind),
    ]
    return sum(_each(pk, work) for due, work in found for pk in list(due))


def _each(pk: UUID, work: Callable[[MentorLoan], bool]) -> int:
    with transaction.atomic():
        row = hold_row_if_free(_rows(), pk)
        return int(row is not None and work(row) is not False)


def _start(row: MentorLoan) -> bool:
    if row.state != State.AGREED:
        return False
    row.approval = approvals.lend(profile=row.profile, programme=row.borrower_programme, by=row.borrower_by, reason=row.lender.name)
    if row.approval is None:  # left the programmes meanwhile, or is approved there in their own right
        move(row, "pull_back", states.LOAN, closed_at=clock.now())
        return True
    move(row, "start", states.LOAN, approval=row.approval)
    return True


def _end(row: MentorLoan) -> bool:
    if row.state != State.RUNNING:
        return False
    move(row, "end", states.LOAN, closed_at=clock.now())
    _take_back(row)
    notices.loan_over(row, None)
    return True


def _expire(row: MentorLoan) -> bool:
    if row.state not in AWAITED:
        return False
    move(row, "expire", states.LOAN, closed_at=clock.now())
    notices.loan_expired(row)
    return True


def _remind(row: MentorLoan) -> bool:
    if row.state not in AWAITED or row.reminded_at is not None:
        return False
    row.reminded_at = clock.now()
    row.save(update_fields=["reminded_at"])
    notices.loan_reminds(row)
    return True


def approval_ended(*, approval: MentorApproval) -> None:
    """Who leaves the lending programme, or is let go by the borrowing one, is not on loan any more. Named in the settings (APPROVAL_ENDED)."""
    lent = MentorLoan.objects.filter(profile=approval.profile_id, lender_programme=approval.programme_id, state__in=[*AWAITED, State.AGREED, State.RUNNING])
    there = MentorLoan.objects.filter(approval=approval, state=State.RUNNING)
    for row in [_locked(row) for row in (lent | there).order_by("pk")]:
        if row.state in (*AWAITED, State.AGREED, State.RUNNING):
            move(row, "pull_back", states.LOAN, closed_at=clock.now())
            _take_back(row)
            notices.loan_over(row, None)


def _close(loan: MentorLoan, by: User, verb: str, answer: str) -> MentorLoan:
    row = _locked(loan)
    require(rules.can_in_loan(by, row, verb))
    if len(answer := answer.strip()) > LONGEST_ANSWER:
        raise Invalid({"answer": [_("Keep it under %(most)d characters.") % {"most": LONGEST_ANSWER}]})
    move(row, verb, states.LOAN, closed_at=clock.now(), closed_by=by, answer=answer)
    _take_back(row)
    if verb == "decline":
        notices.loan_declined(row, by)
    else:
        notices.loan_over(row, by)
    return row


def _take_back(row: MentorLoan) -> None:
    """The approval that the loan gave ends, and open questions there are let go. The loan is closed before: whoever listens finds it over."""
    if row.approval is not None:
        approvals.end_loan(approval=row.approval)


def _on_behalf_of(by: User, programme: Programme) -> Organisation:
    """The organisation for which the person is appointed in the programme."""
    return Appointment.objects.select_related("organisation").filter(person=by, programme=programme, ended_at=None).order_by("pk")[0].organisation


def _check(starts_on: date, ends_on: date, reason: str, answer_days: int) -> None:
    wrong, today = {}, clock.today()
    if not reason.strip():
        wrong["reason"] = [_("Say why: the mentor and the other incubator read it.")]
    if len(reason) > LONGEST_REASON:
        wrong["reason"] = [_("Keep it under %(most)d characters.") % {"most": LONGEST_REASON}]
    if starts_on < today:
        wrong["starts_on"] = [_("Choose a day from today on.")]
    if ends_on < starts_on:
        wrong["ends_on"] = [_("The end comes before the beginning.")]
    elif ends_on - starts_on > LONGEST:
        wrong["ends_on"] = [_("A loan lasts two years at most. It can be made again.")]
    if not ANSWER_DAYS[0] <= answer_days <= ANSWER_DAYS[1]:
        wrong["answer_days"] = [_("Choose a number from %(least)d to %(most)d.") % {"least": ANSWER_DAYS[0], "most": ANSWER_DAYS[1]}]
    if wrong:
        raise Invalid(wrong)


def _rows():
    return MentorLoan.objects.select_related("profile__person", "lender", "lender_programme", "borrower", "borrower_programme", "approval", "made_by")


def _locked(loan: MentorLoan) -> MentorLoan:
    """The row, locked. The race: one agrees while another pulls back, or its day comes; the second finds it decided."""
    return hold_row(_rows(), loan.pk)
