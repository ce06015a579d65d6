"""Referring a company: by the wish of its incubator, with its own consent, to an incubator that says yes; pulled back at any moment."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentoring.referrals import notices, rules, shared, states
from mentoring.referrals.models import ANSWER_DAYS, OPEN_DAYS, Referral
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, require
from network.core.locks import hold_row, hold_row_if_free
from network.core.states import move
from network.organisations.models import Organisation
from network.programmes.models import Participation, Programme
from network.programmes.queries import incubators_of

State = Referral.State
AWAITED = (State.CONSENT, State.ASKED)
LONGEST = {"reason": 2000, "note": 4000, "answer": 1000}
REMIND_BEFORE = timedelta(days=3)


@transaction.atomic
def prepare(
    *, by: User, programme: Programme, company: Organisation, giver: Organisation, receiver: Organisation, reason: str,
    fields: Collection[str], note: str = "", answer_days: int = 14, open_days: int = 90,
) -> Referral:  # fmt: skip
    """Write a referral; nobody is told before it is sent. Raises Refused, Conflict, and Invalid by field."""
    require(rules.can_refer(by, programme, company, giver, receiver))
    _check(reason, note, fields, answer_days, open_days)
    return Referral.objects.create(
        programme=programme, company=company, giver=giver, receiver=receiver, made_by=by, reason=reason.strip(), note=note.strip(),
        shared=[key for key in shared.KINDS if key in fields], answer_days=answer_days, open_days=open_days,
    )  # fmt: skip


@transaction.atomic
def send(*, referral: Referral, by: User) -> Referral:
    """Ask the company for its consent; the other incubator hears nothing before that."""
    row = _locked(referral)
    require(rules.can(by, row, "send"))
    require(rules.can_refer(by, row.programme, row.company, row.giver, row.receiver))
    now = clock.now()
    try:
        with transaction.atomic():
            move(row, "send", states.REFERRAL, sent_at=now, answer_by=now + timedelta(days=row.answer_days))
    except IntegrityError:  # referral_one_at_a_time: sent in another window
        raise Conflict(_("Another referral of this company waits for an answer already."), code="referred") from None
    notices.asks_company(row)
    return row


@transaction.atomic
def consent(*, referral: Referral, by: User, fields: Collection[str] | None = None) -> Referral:
    """The company agrees; `fields` are those of what was proposed that it lets go, all of them where none are named.

    What is handed over is what they say at this moment. The other incubator is asked from now on.
    """
    row = _locked(referral)
    require(rules.can(by, row, "consent"))
    agreed = [key for key in row.shared if fields is None or key in fields]
    if fields is not None and set(fields) - set(row.shared):
        raise Invalid({"fields": [_("Choose among what the incubator proposed to hand over.")]})
    now = clock.now()
    move(
        row, "consent", states.REFERRAL, consented_at=now, consented_by=by, shared=agreed, reminded_at=None,
        answer_by=now + timedelta(days=row.answer_days), data=shared.collected(agreed, row.company, row.programme),
    )  # fmt: skip
    notices.asks_receiver(row)
    notices.consented(row)
    return row


@transaction.atomic
def refuse(*, referral: Referral, by: User, answer: str = "") -> Referral:
    """The company does not agree; the other incubator never hears of it."""
    return _close(referral, by, "refuse", answer)


@transaction.atomic
def accept(*, referral: Referral, by: User, answer: str = "") -> Referral:
    """The other incubator takes the company: it follows it from now on, and what was handed over stays open to it for the time agreed.

    The race: the first incubator pulls back, or the company takes its consent back, at this moment. Whoever locks the row
    first is heard; the other is told how it stands.
    """
    row = _locked(referral)
    require(rules.can(by, row, "accept"))
    answer = _worded(answer)
    if not incubators_of(row.programme).filter(pk=row.receiver_id).exists():
        raise Conflict(_("Your incubator is no partner of the programme any more."), code="receiver")
    now = clock.now()
    _follow(row, before=row.giver, now=row.receiver)
    move(row, "accept", states.REFERRAL, answered_at=now, answered_by=by, answer=answer, open_until=now + timedelta(days=row.open_days))
    notices.answered(row, by, accepted=True)
    return row


@transaction.atomic
def decline(*, referral: Referral, by: User, answer: str = "") -> Referral:
    """The other incubator cannot take it; what was handed over is closed to it from this moment."""
    return _close(referral, by, "decline", answer)


@transaction.atomic
def pull_back(*, referral: Referral, by: User, answer: str = "") -> Referral:
    """The first incubator takes it back before it was accepted; what was handed over is closed from this moment."""
    return _close(referral, by, "pull_back", answer)


@transaction.atomic
def withdraw(*, referral: Referral, by: User, answer: str = "") -> Referral:
    """The company takes its consent back, also after the other incubator accepted: what was handed over is closed, and it is followed as before."""
    row = _locked(referral)
    if row.state == State.ACCEPTED:
        _follow(row, before=row.receiver, now=row.giver)
    return _close(referral, by, "withdraw", answer)


def advance_due() -> int:
    """Let run out what nobody answered in time, and remind whoever is awaited three days before. Returns how many were touched.

    Each in a transaction of its own; two workers at once share the work (`skip locked`).
    """
    now = clock.now()
    waiting = Referral.objects.filter(state__in=AWAITED, programme__archived_at=None)
    over = waiting.filter(answer_by__lte=now).order_by("pk").values_list("pk", flat=True)
    soon = waiting.filter(answer_by__gt=now, answer_by__lte=now + REMIND_BEFORE, reminded_at=None).order_by("pk").values_list("pk", flat=True)
    return sum(_expire(pk) for pk in list(over)) + sum(_remind(pk) for pk in list(soon))


def _expire(pk: UUID) -> bool:
    with transaction.atomic():
        row = hold_row_if_free(_rows().filter(state__in=AWAITED, answer_by__lte=clock.now()), pk)
        if row is None:
            return False
        move(row, "expire", states.REFERRAL, closed_at=clock.now())
        notices.expired(row)
    return True


def _remind(pk: UUID) -> bool:
    with transaction.atomic():
        row = hold_row_if_free(_rows().filter(state__in=AWAITED, reminded_at=None), pk)
        if row is None:
            return False
        row.reminded_at = clock.now()
        row.save(update_fields=["reminded_at"])
        notices.reminds(row)
    return True


def partner_left(*, programme: Programme, organisation: Organisation) -> None:
    """An incubator that left the programme is asked nothing more and asks nothing more. Named in the settings (PARTNER_LEFT)."""
    rows = Referral.objects.filter(programme=programme, state__in=[State.DRAFT, *AWAITED])
    for pk in [row.pk for row in rows if organisation.pk in (row.giver_id, row.receiver_id)]:
        row = _locked(Referral(pk=pk))
        if row.state in (State.DRAFT, *AWAITED):
            was_sent = row.state != State.DRAFT
            move(row, "pull_back", states.REFERRAL, closed_at=clock.now())
            if was_sent:
                notices.pulled_back(row, None)


def _close(referral: Referral, by: User, verb: str, answer: str) -> Referral:
    row = _locked(referral)
    require(rules.can(by, row, verb))
    answer, was = _worded(answer), row.state
    is_answer = verb in ("refuse", "decline")
    now = clock.now()
    who = {"answered_at": now, "answered_by": by} if is_answer else {}
    move(row, verb, states.REFERRAL, closed_at=now, answer=answer, **who)
    if is_answer:
        notices.answered(row, by, accepted=False)
    elif was != State.DRAFT:
        notices.pulled_back(row, by)
    return row


def _follow(row: Referral, *, before: Organisation, now: Organisation) -> None:
    """The company is followed by another incubator of the programme. Locked after the referral, as everywhere here."""
    rows = Participation.objects.select_for_update(of=("self",), no_key=True)
    part = rows.filter(programme=row.programme, organisation=row.company, incubator=before, ended_at=None).first()
    if part is None:
        if row.state == State.ASKED:
            raise Conflict(_("The company is not followed by the incubator that referred it any more."), code="not-followed")
        return
    part.incubator = now if incubators_of(row.programme).filter(pk=now.pk).exists() else None
    part.save(update_fields=["incubator"])


def _check(reason: str, note: str, fields: Collection[str], answer_days: int, open_days: int) -> None:
    wrong = {}
    if not reason.strip():
        wrong["reason"] = [_("Say why: the company and the other incubator read it.")]
    for name, text in (("reason", reason), ("note", note)):
        if len(text) > LONGEST[name]:
            wrong[name] = [_("Keep it under %(most)d characters.") % {"most": LONGEST[name]}]
    if set(fields) - set(shared.KINDS):
        wrong["fields"] = [_("Choose among what is offered.")]
    for name, days, (least, most) in (("answer_days", answer_days, ANSWER_DAYS), ("open_days", open_days, OPEN_DAYS)):
        if not least <= days <= most:
            wrong[name] = [_("Choose a number from %(least)d to %(most)d.") % {"least": least, "most": most}]
    if wrong:
        raise Invalid(wrong)


def _worded(answer: str) -> str:
    if len(answer := answer.strip()) > LONGEST["answer"]:
        raise Invalid({"answer": [_("Keep it under %(most)d characters.") % {"most": LONGEST["answer"]}]})
    return answer


def _rows():
    return Referral.objects.select_related("programme", "company", "giver", "receiver", "made_by")


def _locked(referral: Referral) -> Referral:
    """The row, locked. The race: one side answers while another pulls back, or time runs out; the second finds it decided."""
    return hold_row(_rows(), referral.pk)
