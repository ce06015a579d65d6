"""What a coordinator does with a run: start it, make it again, cancel it, put it aside. `solving` does the work.

One run of a programme is being worked out at a time: all that begin one go through the programme's row. Locks are taken
in the order programme, run, job.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from mentoring.matching import states
from mentoring.matching.engine.facts import HOURS_IN_WEEK, Musts, Weights
from mentoring.matching.engine.inputs import Aim, Terms, read_terms, written_terms
from mentoring.matching.facts import musts_of
from mentoring.matching.models import MatchRun, Pin
from mentoring.matching.rules import can_match
from mentoring.matching.runs import rules
from mentoring.matching.runs.keeping import kept_pairs
from mentoring.matching.taking_part import requests_taking_part
from mentoring.matching.weights.queries import weighed
from mentoring.requests.models import MentoringRequest
from network.accounts.models import User
from network.core.errors import Conflict, Invalid, require
from network.core.locks import hold_row
from network.core.states import move
from network.jobs import services as jobs
from network.jobs.models import Job
from network.programmes.models import Programme
from network.programmes.rules import open_for

KIND = "match-run"
SAME, NOW = "same", "now"
State = MatchRun.State
MENTOR = MentoringRequest.Target.MENTOR


@transaction.atomic
def start(
    *,
    programme: Programme,
    by: User,
    target: str = MENTOR,
    aim: str = Aim.EXACT,
    weights: Mapping[str, float] | None = None,
    musts: Mapping[str, Any] | None = None,
    companies: Iterable[UUID] = (),
) -> MatchRun:
    """Begin a run over the programme's requests that look for somebody. A worker solves it; the job tells how far it is.

    With `companies` (a cohort's) only their requests take part.

    Without `weights` and `musts` the programme's own hold. Raises Invalid for terms that nothing can be judged by,
    Conflict when nothing is to be matched, or when another run is being worked out (`details["run"]` says which).
    """
    require(can_match(by, programme))
    require(open_for(programme, "match-runs"))
    used = weighed(programme)
    terms = terms_of(programme, aim, used.weights if weights is None else weights, musts)
    if target not in MentoringRequest.Target.values:
        raise Invalid({"target": [_("Choose mentors or incubators.")]})
    _room_for_one(programme)
    only = sorted(set(companies))
    if not requests_taking_part(programme, target, only).exists():
        raise Conflict(_("No request of this programme is looking for somebody now, so there is nothing to match."), code="nothing-to-match")
    return _begun(MatchRun(programme=programme, target=target, companies=only, created_by=by, weighting=used.version if weights is None else None), terms)


@transaction.atomic
def rerun(*, run: MatchRun, by: User, inputs: str = SAME, keep: Iterable[UUID] = (), aim: str = "") -> MatchRun:
    """A new run under the same terms, with the pairs that were set by hand since. The first one stays as it is.

    `inputs` are the same facts as before, or those of now; then requests that a published run has served, or that ended,
    take no part, and the rest is matched anew. `keep` are requests that shall keep whom they got in this run, as far as
    what is set by hand leaves it to them (`keeping`); `aim` is another aim than before.
    """
    if inputs not in (SAME, NOW):
        raise Invalid({"inputs": [_("Choose the same facts as before, or those of now.")]})
    if aim and aim not in MatchRun.Aim.values:
        raise Invalid({"aim": [_("Choose one of the offered aims.")]})
    require(rules.can_rerun(by, run))
    _room_for_one(run.programme)
    run = locked(run.pk)
    require(rules.can_rerun(by, run))
    pins = list(run.pins.all())
    pins += [
        Pin(request_id=it.request_id, mentor_id=it.mentor_id, incubator_id=it.incubator_id, kind=Pin.Kind.PIN, by=by) for it in kept_pairs(run, keep, pins)
    ]
    again = MatchRun(programme=run.programme, target=run.target, companies=run.companies, base=run, created_by=by, weighting_id=run.weighting_id)
    again.inputs = run.inputs if inputs == SAME else b""
    terms = read_terms(run.terms)
    again = _begun(again, _with_pins(replace(terms, aim=Aim(aim or terms.aim)), pins))
    Pin.objects.bulk_create(
        Pin(run=again, request_id=pin.request_id, mentor_id=pin.mentor_id, incubator_id=pin.incubator_id, kind=pin.kind, reason=pin.reason, by_id=pin.by_id)
        for pin in pins
    )
    return again


@transaction.atomic
def cancel(*, run: MatchRun, by: User) -> MatchRun:
    """Stop a run; its worker notices at its next step. Nothing of it is kept but that it was."""
    run = locked(run.pk)
    require(rules.can_cancel(by, run))
    move(run, "cancel", states.RUN)
    if run.job and run.job.state in (Job.State.WAITING, Job.State.RUNNING):
        jobs.cancel(by=run.created_by, job=run.job)  # its owner: this run's own rule has been asked
    return run


@transaction.atomic
def discard(*, run: MatchRun, by: User) -> MatchRun:
    """Put a run aside that will not be published."""
    run = locked(run.pk)
    require(rules.can_discard(by, run))
    move(run, "discard", states.RUN)
    return run


def terms_of(programme: Programme, aim: str, weights: Mapping[str, float] | Weights, musts: Mapping[str, Any] | None) -> Terms:
    """The terms of a new run. Raises Invalid for weights or musts that nothing can be judged by."""
    errors: dict[str, list] = {}
    if aim not in MatchRun.Aim.values:
        errors["aim"] = [_("Choose one of the offered aims.")]
    judged, demanded = Weights(), musts_of(programme)
    try:
        judged = weights if isinstance(weights, Weights) else Weights(**{name: _number(value) for name, value in weights.items()})
    except (TypeError, ValueError):
        errors["weights"] = [_("Weights are numbers, none below zero, and at least one above. Nothing was changed.")]
    try:
        demanded = demanded if musts is None else _musts(musts)
    except TypeError:
        errors["musts"] = [_("This is not something a programme can demand.")]
    if errors:
        raise Invalid(errors)
    return Terms(weights=judged, musts=demanded, aim=Aim(aim))


def _number(value: object) -> float:
    if isinstance(value, bool):
        raise TypeError
    return float(value)  # type: ignore[arg-type]


def _musts(given: Mapping[str, Any]) -> Musts:
    found = Musts(**given)
    if any(type(getattr(found, it.name)) is not it.type for it in fields(found)) or not 0 <= found.overlap_hours <= HOURS_IN_WEEK:
        raise TypeError
    return found


def locked(pk: UUID) -> MatchRun:
    """The run under its lock: a worker that ends, a coordinator who cancels and one who publishes come one after the other."""
    return hold_row(MatchRun.objects.defer("inputs", "pairs").select_related("programme", "job", "created_by"), pk)


@transaction.atomic
def settle(run: MatchRun) -> MatchRun:
    """Bring a run to where its job is: cancelled with it, failed with it."""
    run = locked(run.pk)
    if run.state not in rules.UNDER_WAY:
        return run
    if run.job is None or run.job.state == Job.State.FAILED:
        move(run, "fail", states.RUN, fault=run.fault or {"code": "stopped"})
    elif run.job.state == Job.State.CANCELLED:
        move(run, "cancel", states.RUN)
    return run


def _room_for_one(programme: Programme) -> None:
    """Lock the programme, so that of two starts at once the second sees the first. Raises Conflict, naming it."""
    Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)
    if (first := under_way(programme)) is None:
        return
    words = _("Run %(number)d of this programme is being worked out. Wait for it, or cancel it, before you start another.") % {"number": first.number}
    raise Conflict(words, code="run-under-way", run=str(first.pk), number=first.number)


def under_way(programme: Programme) -> MatchRun | None:
    """The run of the programme that is being worked out; one whose job has ended is settled first."""
    for run in MatchRun.objects.filter(programme=programme, state__in=rules.UNDER_WAY):
        if settle(run).state in rules.UNDER_WAY:
            return run
    return None


def _begun(run: MatchRun, terms: Terms) -> MatchRun:
    """Number it within its programme (whose row is locked), and put its job down."""
    last = MatchRun.objects.filter(programme=run.programme).aggregate(last=Max("number"))["last"] or 0
    run.number, run.terms, run.aim = last + 1, written_terms(terms), terms.aim.value
    run.job = jobs.start(kind=KIND, total=0, by=run.created_by, cursor={"run": str(run.pk)})
    run.save(force_insert=True)
    return run


def _with_pins(terms: Terms, pins: Iterable[Pin]) -> Terms:
    """Terms with the pairs that are set by hand now."""
    pairs = {kind: tuple(sorted((str(p.request_id), str(p.mentor_id or p.incubator_id)) for p in pins if p.kind == kind)) for kind in Pin.Kind.values}
    return replace(terms, pinned=pairs[Pin.Kind.PIN], forbidden=pairs[Pin.Kind.FORBID])
