"""Pairs that a coordinator keeps or rules out before a run is made again. Every one is checked against the run's facts."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentoring.matching.engine.facts import Candidate, Wish
from mentoring.matching.engine.inputs import Inputs
from mentoring.matching.engine.rules import reasons_against
from mentoring.matching.models import MatchRun, Pin
from mentoring.matching.runs import rules, wording
from mentoring.matching.runs.queries import Facts
from mentoring.matching.runs.services import locked
from mentoring.matching.taking_part import side_of
from network.accounts.models import User
from network.core.errors import Conflict, Invalid, require

LONGEST_REASON = 1000


def pin(*, run: MatchRun, by: User, request: UUID, candidate: UUID, reason: str = "") -> Pin:
    """Keep two together in the run that is made again from this one.

    Raises Invalid for a pair that is not in the run, Conflict (with the code of the reason) for one that a hard rule
    bars, that is ruled out by hand, or that leaves more companies with a candidate than there is room for.
    """
    return _set(run, by, request, candidate, Pin.Kind.PIN, reason)


def forbid(*, run: MatchRun, by: User, request: UUID, candidate: UUID, reason: str = "") -> Pin:
    """Rule a pair out in the run that is made again from this one."""
    return _set(run, by, request, candidate, Pin.Kind.FORBID, reason)


@transaction.atomic
def unpin(*, pin: Pin, by: User) -> None:
    """Take a pair back that was kept or ruled out."""
    run = locked(pin.run_id)
    require(rules.can_pin(by, run))
    Pin.objects.filter(pk=pin.pk).delete()


@transaction.atomic
def _set(run: MatchRun, by: User, request: UUID, candidate: UUID, kind: str, reason: str) -> Pin:
    run = locked(run.pk)
    require(rules.can_pin(by, run))
    facts = Facts(run)
    wish, it = _pair(facts.inputs, str(request), str(candidate))
    if len(reason := reason.strip()) > LONGEST_REASON:
        raise Invalid({"reason": [_("Keep it under %(most)d characters.") % {"most": LONGEST_REASON}]})
    side = side_of(run.target)
    others = [other for other in run.pins.all() if (str(other.request_id), str(getattr(other, f"{side}_id"))) != (wish.key, it.key)]
    before = run.pins.filter(request=request, **{side: candidate}).first()
    if before and before.kind != kind:
        words = _("You keep these two together. Take that back first.") if before.kind == Pin.Kind.PIN else _("You ruled these two out. Take that back first.")
        raise Conflict(words, code="pinned-and-forbidden")
    if kind == Pin.Kind.PIN:
        _check(facts, wish, it, [other for other in others if other.kind == Pin.Kind.PIN], side)
    if before:
        before.reason = reason
        before.save(update_fields=["reason"])
        return before
    return Pin.objects.create(run=run, request_id=request, kind=kind, reason=reason, by=by, **{f"{side}_id": candidate})


def _pair(inputs: Inputs, request: str, candidate: str) -> tuple[Wish, Candidate]:
    wish = next((it for it in inputs.wishes if it.key == request), None)
    found = next((it for it in inputs.candidates if it.key == candidate), None)
    errors = {}
    if wish is None:
        errors["request"] = [_("This request takes no part in the run.")]
    if found is None:
        errors["candidate"] = [_("This one takes no part in the run.")]
    if wish is None or found is None:
        raise Invalid(errors)
    return wish, found


def _check(facts: Facts, wish: Wish, it: Candidate, others: list[Pin], side: str) -> None:
    """Refuse what no run could keep. Raises Conflict with the code of the reason."""
    if against := next(reasons_against(wish, it, facts.terms.musts), None):
        raise Conflict(wording.barred(against.code), code=against.code)
    if any((apart.wish, apart.candidate) == (wish.key, it.key) for apart in facts.inputs.apart):
        raise Conflict(wording.barred("asked_before"), code="asked_before")
    if any(str(other.request_id) == wish.key for other in others):
        raise Conflict(_("The company is kept with somebody else. Take that back first."), code="row_pinned_twice")
    promise = next((p for p in facts.inputs.promised if p.candidate == it.key), None)
    hours_of = {other.key: other.hours_a_month or 0.0 for other in facts.inputs.wishes}
    here = [str(other.request_id) for other in others if str(getattr(other, f"{side}_id")) == it.key]
    if it.places is not None and it.active + len(here) + (promise.places if promise else 0) >= it.places:
        raise Conflict(wording.contradiction("more_pins_than_places"), code="more_pins_than_places")
    asked = sum(hours_of.get(key, 0.0) for key in (*here, wish.key)) + it.hours_agreed + (promise.hours if promise else 0.0)
    if it.hours_offered is not None and asked > it.hours_offered:
        raise Conflict(wording.contradiction("more_pins_than_hours"), code="more_pins_than_hours")
