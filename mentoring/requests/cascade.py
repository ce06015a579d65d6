"""The cascade: one after the other is asked until somebody accepts or nobody is left.

Every function here works on a request whose row the caller has locked (`locked`): all moves of one request and of its
choices go through that lock, so an answer, a deadline and a withdrawal that meet are put one after the other.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from mentoring.profiles.pauses import not_answered
from mentoring.requests import notices, people, states, timing
from mentoring.requests.availability import available, still_possible
from mentoring.requests.models import Choice, MentoringRequest
from network.calendars.people import working_time_of
from network.core import clock
from network.core.states import move

log = logging.getLogger(__name__)
PENDING = (Choice.State.ASKED, Choice.State.QUESTION)
APART = ("same_organisation", "blocked_by_company", "blocked_by_candidate", "declared_conflict")  # nobody is told that it was this
LEFT = "not_accepting"  # a mentor's approval in the programme ended, or an incubator's part in it


@dataclass(slots=True)
class Advanced:
    """What one sweep did."""

    asked: int = 0
    reminded: int = 0
    expired: int = 0
    resumed: int = 0


def locked(pk: UUID, *, skip: bool = False) -> MentoringRequest | None:
    """The request under its lock; None when `skip` is set and somebody else holds it."""
    held = MentoringRequest.objects.select_for_update(no_key=True, skip_locked=skip).only("pk").filter(pk=pk)
    return _joined().filter(pk=pk).first() if held else None


def locked_all(pks: Collection[UUID]) -> dict[UUID, MentoringRequest]:
    """Many requests under their locks, taken in the order of their keys, so that two who lock several do not wait for each other."""
    held = list(MentoringRequest.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk").values_list("pk", flat=True))
    return {row.pk: row for row in _joined().filter(pk__in=held).order_by("pk")}


def _joined() -> QuerySet[MentoringRequest]:
    """Read when the rows are held (see network.core.locks)."""
    return MentoringRequest.objects.select_related("programme", "company", "created_by")


def choices_of(request: MentoringRequest) -> list[Choice]:
    """All choices of a locked request in the company's order."""
    return list(request.choices.select_related("mentor__person", "incubator__organisation").order_by("rank", "pk"))


def ask_next(request: MentoringRequest) -> Choice | None:
    """Ask the next one who is still available, unless somebody is being asked. Nobody left: the request is exhausted.

    Returns whoever is asked now. Where the programme approves before anyone is asked, the cascade waits at the first
    choice that has no approval yet.
    """
    choices = choices_of(request)
    if any(choice.state in PENDING for choice in choices):
        return None
    for choice in choices:
        if choice.state != Choice.State.WAITING:
            continue
        verdict = available(request, choice.profile, clock.today(choice.mentor.person.time_zone if choice.mentor else None))
        if not verdict:
            release(choice, verdict.code)
        elif request.programme.approval_before_asking and choice.approved_at is None:
            return None
        else:
            return ask(choice)
    move(request, "exhaust", states.REQUEST, closed_at=clock.now())
    notices.exhausted(request)
    return None


def ask(choice: Choice) -> Choice:
    """Put the question to one of them; the time to answer begins now."""
    now = clock.now()
    running = _clock_for(choice, now, choice.request.programme.answer_days)
    move(choice, "ask", states.CHOICE, asked_at=now, **running)
    notices.asked(choice)
    return choice


def release(choice: Choice, reason: str) -> None:
    """Let a choice go. Whoever was being asked hears that it is closed; whoever was not, hears nothing."""
    was_asked = choice.state in PENDING
    move(choice, "release", states.CHOICE, release_reason=reason, next_reminder_at=None)
    if was_asked:
        notices.closed(choice)


def release_all(request: MentoringRequest, reason: str) -> None:
    """Let every open choice of a request go."""
    for choice in choices_of(request):
        if choice.state in (Choice.State.WAITING, *PENDING):
            release(choice, reason)


def resume(choice: Choice, verb: str, **changes: object) -> None:
    """Start the clock of the one asked again after a question, with the days that were left."""
    running = _clock_for(choice, clock.now(), choice.days_left or 1)
    move(choice, verb, states.CHOICE, reminders=0, **running, **changes)


def _clock_for(choice: Choice, begins: datetime, days: int) -> dict:
    """The deadline and the first reminder of the one who has to answer, in that person's working days."""
    asked = people.people_asked(choice)
    until = timing.answering(begins, days, working_time_of(asked[0] if asked else choice.request.created_by))
    return {"clock_from": begins, "answer_due_at": until.until, "next_reminder_at": next(iter(until.reminders), None)}


def advance(request: MentoringRequest, now: datetime, done: Advanced) -> None:
    """Do what fell due on a locked request."""
    if request.state != MentoringRequest.State.ASKING:
        return
    silent = None
    for choice in choices_of(request):
        if choice.is_pending and not (verdict := still_possible(request, choice.profile)):
            release(choice, verdict.code)
            silent = None if verdict.code in APART else choice
        elif choice.state == Choice.State.QUESTION and choice.answer_due_at <= now:
            resume(choice, "lapse")
            notices.no_reply(choice)
            done.resumed += 1
        elif choice.state == Choice.State.ASKED and choice.answer_due_at <= now:
            move(choice, "expire", states.CHOICE, decided_at=now, next_reminder_at=None)
            notices.closed(choice)
            if choice.mentor:
                not_answered(profile=choice.mentor, programme=request.programme)
            silent = choice
            done.expired += 1
        elif choice.state in PENDING and choice.next_reminder_at and choice.next_reminder_at <= now:
            _remind(choice)
            done.reminded += 1
    following = ask_next(request)
    done.asked += following is not None
    if silent:
        notices.moved_on(silent, following)


def _remind(choice: Choice) -> None:
    choice.reminders += 1
    waiting_for = people.contact_of(choice.request) if choice.state == Choice.State.QUESTION else next(iter(people.people_asked(choice)), None)
    later: tuple[datetime, ...] = ()
    if waiting_for:
        later = timing.reminders_between(choice.clock_from, choice.answer_due_at, working_time_of(waiting_for))[choice.reminders :]
    choice.next_reminder_at = next(iter(later), None)
    choice.save(update_fields=["reminders", "next_reminder_at"])
    notices.reminder(choice)


def advance_due(now: datetime | None = None) -> Advanced:
    """Do everything in the cascade that has fallen due: deadlines, reminders, the next question.

    The rows are the queue: a lost wake-up loses nothing, two sweeps at once do nothing twice (a request that another
    one holds is skipped). One request that fails does not hold up the others.
    """
    now, done = now or clock.now(), Advanced()
    for pk in due_requests(now):
        try:
            with transaction.atomic():
                if request := locked(pk, skip=True):
                    advance(request, now, done)
        except Exception:
            log.exception("The cascade of request %s could not go on.", pk)
    return done


def due_requests(now: datetime) -> list[UUID]:
    """Requests in the cascade with something to do: a deadline, a reminder, or nobody being asked."""
    pending = Choice.objects.filter(request=OuterRef("pk"), state__in=PENDING)
    waiting = Choice.objects.filter(request=OuterRef("pk"), state=Choice.State.WAITING)
    approved = waiting.filter(approved_at__isnull=False) | waiting.filter(request__programme__approval_before_asking=False)
    due = pending.filter(Q(answer_due_at__lte=now) | Q(next_reminder_at__lte=now))
    stalled = ~Exists(pending) & (Exists(approved) | ~Exists(waiting))
    return list(MentoringRequest.objects.filter(Exists(due) | stalled, state=MentoringRequest.State.ASKING).order_by("pk").values_list("pk", flat=True))


def look_again(**asked: object) -> None:
    """Let the next sweep look at the open questions that `asked` names: a last place may have gone, or two are kept apart now.

    Called after the commit that changed it. Within it, these rows would be locked in no fixed order, and two
    acceptances could wait for each other.
    """
    others = Choice.objects.filter(state__in=PENDING, **asked)
    with transaction.atomic():
        # Two that look again at once would lock the same rows: in one order, and what is busy is being looked at anyway.
        rows = others.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("pk")
        Choice.objects.filter(pk__in=[row.pk for row in rows]).update(next_reminder_at=clock.now())


def next_due_at(after: datetime) -> datetime | None:
    """The first moment after `after` at which the cascade has something to do (the demo steps from one to the next)."""
    rows = Choice.objects.filter(state__in=PENDING, request__state=MentoringRequest.State.ASKING)
    moments = [m for pair in rows.values_list("answer_due_at", "next_reminder_at") for m in pair if m and m > after]
    return min(moments, default=None)
