"""Telling those concerned how a referral or a loan stands, each in their own language. What was handed over is never in a mail."""

from collections.abc import Iterable

from django.urls import reverse

from mentoring.referrals.models import MentorLoan, Referral
from network.accounts.models import User
from network.core import clock
from network.notifications.services import notify
from network.organisations.models import Organisation
from network.organisations.queries import administrators_of
from network.programmes.models import Programme
from network.programmes.queries import coordinators_of

Context = dict[str, object]


def people_of(organisation: Organisation, programme: Programme) -> list[User]:
    """Who acts for an incubator in a programme: its administrators, and whoever is appointed on its behalf."""
    appointed = User.objects.filter(is_active=True, appointments__programme=programme, appointments__organisation=organisation, appointments__ended_at=None)
    return list({person.pk: person for person in [*administrators_of(organisation), *appointed]}.values())


def asks_company(row: Referral) -> None:
    """The company is asked for its consent."""
    notify(to=administrators_of(row.company), kind="referral.asks-company", about=row, occurrence=_now(), context=_facts(row), url=_url(row))


def asks_receiver(row: Referral) -> None:
    """The other incubator is asked."""
    notify(to=people_of(row.receiver, row.programme), kind="referral.asks-receiver", about=row, occurrence=_now(), context=_facts(row), url=_url(row))


def consented(row: Referral) -> None:
    """The first incubator hears that the company agreed."""
    notify(to=people_of(row.giver, row.programme), kind="referral.consented", about=row, occurrence=_now(), context=_facts(row), url=_url(row))


def answered(row: Referral, by: User, *, accepted: bool) -> None:
    """Those who asked hear the answer; what the company did not agree to, the other incubator never hears of."""
    people = [*people_of(row.giver, row.programme), *administrators_of(row.company)]
    refused = row.consented_at is None
    context = _facts(row) | {"accepted": accepted, "refused": refused, "reason": row.answer}
    notify(to=_but(people, by), kind="referral.answered", about=row, occurrence=_now(), context=context, url=_url(row))


def pulled_back(row: Referral, by: User | None) -> None:
    """All who had heard of it hear that it is over."""
    notify(to=_but(_who_heard(row), by), kind="referral.over", about=row, occurrence=_now(), context=_facts(row) | {"expired": False}, url=_url(row))


def expired(row: Referral) -> None:
    """Nobody answered in time."""
    notify(to=_who_heard(row), kind="referral.over", about=row, occurrence=_now(), context=_facts(row) | {"expired": True}, url=_url(row))


def reminds(row: Referral) -> None:
    """Whoever is awaited is reminded once."""
    to = administrators_of(row.company) if row.state == Referral.State.CONSENT else people_of(row.receiver, row.programme)
    notify(to=to, kind="referral.reminder", about=row, occurrence=_now(), context=_facts(row), url=_url(row))


def asks_mentor(row: MentorLoan) -> None:
    """The mentor is asked for their consent."""
    notify(to=row.profile.person, kind="loan.asks-mentor", about=row, occurrence=_now(), context=_loan(row), url=_loan_url(row))


def asks_borrower(row: MentorLoan) -> None:
    """The programme that borrows is asked."""
    notify(to=coordinators_of(row.borrower_programme), kind="loan.asks-borrower", about=row, occurrence=_now(), context=_loan(row), url=_loan_url(row))


def loan_agreed(row: MentorLoan, by: User) -> None:
    """All have agreed; everybody hears from when to when."""
    people = [row.profile.person, *coordinators_of(row.lender_programme), *coordinators_of(row.borrower_programme)]
    notify(to=_but(people, by), kind="loan.agreed", about=row, occurrence=_now(), context=_loan(row), url=_loan_url(row))


def loan_declined(row: MentorLoan, by: User) -> None:
    """The lender, and the mentor who had agreed, hear the no."""
    people = [*coordinators_of(row.lender_programme), *([row.profile.person] if row.mentor_at else [])]
    notify(to=_but(people, by), kind="loan.declined", about=row, occurrence=_now(), context=_loan(row) | {"reason": row.answer}, url=_loan_url(row))


def loan_over(row: MentorLoan, by: User | None) -> None:
    """It ended, or somebody ended it."""
    context = _loan(row) | {"was_ended": row.state != MentorLoan.State.ENDED, "expired": False}
    notify(to=_but(_who_heard_of(row), by), kind="loan.over", about=row, occurrence=_now(), context=context, url=_loan_url(row))


def loan_expired(row: MentorLoan) -> None:
    """Nobody answered in time."""
    context = _loan(row) | {"was_ended": False, "expired": True}
    notify(to=_who_heard_of(row), kind="loan.over", about=row, occurrence=_now(), context=context, url=_loan_url(row))


def loan_reminds(row: MentorLoan) -> None:
    """Whoever is awaited is reminded once."""
    to = [row.profile.person] if row.state == MentorLoan.State.MENTOR else coordinators_of(row.borrower_programme)
    notify(to=to, kind="loan.reminder", about=row, occurrence=_now(), context=_loan(row), url=_loan_url(row))


def _who_heard(row: Referral) -> list[User]:
    people = [*people_of(row.giver, row.programme), *administrators_of(row.company)]
    return people + (people_of(row.receiver, row.programme) if row.consented_at else [])


def _who_heard_of(row: MentorLoan) -> list[User]:
    people = [row.profile.person, *coordinators_of(row.lender_programme)]
    return people + (list(coordinators_of(row.borrower_programme)) if row.mentor_at else [])


def _but(people: Iterable[User], by: User | None) -> list[User]:
    return list({person.pk: person for person in people if by is None or person.pk != by.pk}.values())


def _facts(row: Referral) -> Context:
    return {
        "company": row.company.name, "giver": row.giver.name, "receiver": row.receiver.name, "programme": row.programme.name,
        "reason": row.reason, "due": row.answer_by.isoformat() if row.answer_by else "",
    }  # fmt: skip


def _loan(row: MentorLoan) -> Context:
    return {
        "mentor": str(row.profile.person), "lender": row.lender.name, "borrower": row.borrower.name, "programme": row.borrower_programme.name,
        "reason": row.reason, "starts_on": row.starts_on.isoformat(), "ends_on": row.ends_on.isoformat(), "due": row.answer_by.isoformat(),
    }  # fmt: skip


def _now() -> str:
    return f"{clock.now():%Y%m%d%H%M%S%f}"


def _url(row: Referral) -> str:
    return reverse("referral", args=[row.pk])


def _loan_url(row: MentorLoan) -> str:
    return reverse("mentor-loan", args=[row.pk])
