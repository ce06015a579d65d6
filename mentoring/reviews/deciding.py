"""Decisions of a call: held while they are made, read before they leave, released together, and confirmed by those accepted."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentoring.calls import moving, watching
from mentoring.calls.models import Application, Call, Move, Stage
from mentoring.calls.people import applicants_of, told_of
from mentoring.reviews import letters, notices, releasing, rules, wording
from network.accounts.models import User
from network.core.errors import Conflict, DomainError, Invalid, require
from network.jobs.models import Job

REMINDERS = (timedelta(days=7), timedelta(days=2))  # before the last day to confirm
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Released:
    """What left: applications by the key of the stage they went to."""

    count: int
    by_stage: dict[str, int]


@dataclass(frozen=True)
class Result:
    """What became of one application of several, as it was before: moved or held, or the sentence that says why not."""

    application: Application
    refusal: str = ""


@transaction.atomic
def release(*, by: User, call: Call, expected: Collection[UUID] | None = None, seen: str = "") -> Released:
    """Carry out all held decisions of the call in one transaction: they leave together, or none does.

    `expected` are the applications whose letters were read, `seen` the mark that their outbox had; raises Conflict (`changed`) when
    others, or other ones of the same, are held by now, so that nothing leaves unread, and Conflict (`refused`) naming each
    application that cannot go, with its reason.
    """
    call = Call.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)  # as `moving.locked`: no decision is made meanwhile
    require(rules.can_release(by, call))
    held = list(call.applications.filter(pending__isnull=False).defer(*Application.HEAVY).order_by("number"))
    _check(call, by, {application.pk for application in held}, expected, seen)
    refused: dict[int, str] = {}
    went: Counter[str] = Counter()  # not the applications themselves: each comes back with all its answers
    for application in held:
        try:
            with transaction.atomic():
                went[moving.release(application=application, by=by, is_shown=False).stage.key] += 1
        except DomainError as error:
            refused[application.number] = str(error)
    if refused:
        raise Conflict(wording.refusal(refused), code="refused", refused=refused)
    watching.show_all(call)
    return Released(went.total(), dict(went))


@transaction.atomic
def let_leave(*, by: User, call: Call, expected: Collection[UUID] | None = None, seen: str = "") -> Released | Job:
    """The same; more than a few leave in the background, lot by lot (`releasing`), after all of them were tried. Raises as `release`."""
    row = Call.objects.select_for_update(of=("self",), no_key=True).get(pk=call.pk)  # two who let them leave at once: the second finds it begun
    require(rules.can_release(by, row))
    held = row.applications.filter(pending__isnull=False).count()
    if held <= releasing.AT_ONCE:
        return release(by=by, call=call, expected=expected, seen=seen)
    _check(row, by, set(row.applications.filter(pending__isnull=False).values_list("pk", flat=True)), expected, seen)
    return releasing.start(row, by, held)


def decide(*, by: User, applications: Collection[Application], verb: str, words: str = "", reason: str = "") -> list[Result]:
    """Take one way for several applications, each by itself: what cannot go says why, the others go. Raises Invalid for too many."""
    if len(applications) > MOST_AT_ONCE:
        raise Invalid({"applications": [_("At most %(most)d applications at once.") % {"most": MOST_AT_ONCE}]})
    results = []
    for application in applications:
        try:
            moving.move(application=application, verb=verb, by=by, words=words, reason=reason)
            results.append(Result(application))
        except Invalid as error:  # a reason or words that lack: their own sentences, not that something does
            results.append(Result(application, " ".join(str(sentence) for sentences in error.errors.values() for sentence in sentences)))
        except DomainError as error:
            results.append(Result(application, str(error)))
    return results


def moved(line: Move) -> None:
    """Called for every move of an application: plans the reminders of a place to confirm, and takes them back."""
    application = line.application
    if line.source is not None and line.source.kind == Stage.Kind.ACCEPTED:
        notices.confirming_over(application)
    if line.target.kind == Stage.Kind.ACCEPTED and application.confirm_by is not None and _is_confirmed_by_applicant(line.target):
        ahead = [application.confirm_by - before for before in REMINDERS if application.confirm_by - before > application.in_stage_since]
        notices.plan_confirming(application, applicants_of(application), list(told_of(application)), ahead)


def _is_confirmed_by_applicant(stage: Stage) -> bool:
    return stage.ways_out.filter(target__kind=Stage.Kind.CONFIRMED, takers__contains=["applicant"]).exists()


def _check(call: Call, by: User, held: set[UUID], expected: Collection[UUID] | None, seen: str) -> None:
    """Something is held, and it is what was read: a decision that was taken back and made anew has the same application and another letter."""
    if not held:
        raise Conflict(_("No decision is held in this call."), code="nothing-held")
    is_changed = expected is not None and held != set(expected)
    if is_changed or (seen and seen != letters.outbox_of(call, letters.held_in(call, by)).mark):
        raise Conflict(_("Decisions were added, changed or taken back while you read. Here they are as they stand now."), code="changed")
