"""What other weights would change, tried on the last cohort: shown, and nothing of it kept as weights.

A cohort of a few hundred companies is worked out at once; a larger one by a job, whose cursor holds what was asked and
then what came out. Only whoever asked sees it.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from mentoring.matching import rules
from mentoring.matching.company_age import age_of
from mentoring.matching.engine.assignment import Cancelled, Contradiction
from mentoring.matching.engine.comparison import compared
from mentoring.matching.engine.facts import Weights
from mentoring.matching.engine.inputs import Inputs, Terms, read_terms, thaw
from mentoring.matching.facts import musts_of
from mentoring.matching.models import MatchRun, Pin
from mentoring.matching.taking_part import gathered
from mentoring.matching.weights.queries import weighed
from mentoring.requests.models import MentoringRequest
from network.accounts.models import User
from network.core import clock
from network.core.errors import NotVisible, require
from network.jobs import services as jobs
from network.jobs.models import Job
from network.jobs.queries import job_for
from network.programmes.models import Programme

log = logging.getLogger(__name__)
KIND = "weight-preview"
AT_ONCE = 300  # companies that a page works out itself, together with
PAIRS_AT_ONCE = 100_000  # so many pairs: both weightings within about a second
ASK_EVERY = 2.0  # real seconds between two looks at whether it was cancelled


@dataclass(frozen=True, slots=True)
class Basis:
    """The cohort that weights are tried on: that of a run, or of now where there was none."""

    inputs: Inputs
    terms: Terms
    target: str
    run: MatchRun | None = None

    @property
    def is_large(self) -> bool:
        """Whether it would hold a page up."""
        companies = len(self.inputs.wishes)
        return companies > AT_ONCE or companies * len(self.inputs.candidates) > PAIRS_AT_ONCE


@dataclass(frozen=True, slots=True)
class Preview:
    """What came out (`engine.comparison`), on which cohort, and under which weights; `number` is the version of
    those before. `found` is None without a cohort."""

    number: int
    before: Weights
    after: Weights
    target: str
    run: MatchRun | None
    found: dict[str, Any] | None


def basis_of(programme: Programme) -> Basis:
    """The frozen facts of the programme's last run that has a result; without one the requests that are open now."""
    done = MatchRun.objects.filter(programme=programme, state__in=[MatchRun.State.READY, MatchRun.State.PUBLISHING, MatchRun.State.PUBLISHED])
    run = done.defer("pairs", "summary").order_by("-pk").first()
    if run is not None:
        return _basis_of_run(run)
    terms, target = Terms(musts=musts_of(programme)), MentoringRequest.Target
    mentors = Basis(gathered(programme, target.MENTOR), terms, target.MENTOR)
    return mentors if mentors.inputs.wishes else Basis(gathered(programme, target.INCUBATOR), terms, target.INCUBATOR)


def preview(*, programme: Programme, by: User, weights: Weights) -> Preview | Job:
    """What these weights would change against those that hold; for a large cohort the job that works it out."""
    require(rules.can_weigh(by, programme))
    used, basis = weighed(programme), basis_of(programme)
    now = used.weights
    if basis.is_large:
        run = str(basis.run.pk) if basis.run else None
        asked = {"programme": str(programme.pk), "run": run, "number": used.number, "before": _written(now), "after": _written(weights)}
        return jobs.start(kind=KIND, by=by, total=1, cursor=asked)
    found = compared(basis.inputs, basis.terms, now, weights, more=_ages(basis)) if basis.inputs.wishes else None
    return Preview(used.number, now, weights, basis.target, basis.run, found)


def preview_of(*, programme: Programme, by: User, job: UUID | str) -> tuple[Job, Preview | None]:
    """The job of one's own preview of the programme, and what came out when it is done. Raises NotVisible."""
    row = job_for(by, job)
    if row.kind != KIND or row.cursor.get("programme") != str(programme.pk):
        raise NotVisible
    kept = row.cursor
    if row.state != Job.State.DONE or "found" not in kept:
        return row, None
    run = MatchRun.objects.filter(pk=kept["run"]).defer("inputs", "pairs").first() if kept["run"] else None
    return row, Preview(kept["number"], _read(kept["before"]), _read(kept["after"]), kept["target"], run, kept["found"])


def work(job_id: UUID | str) -> None:
    """Work a large preview out. Whatever happens, the job ends in a state that a person can read."""
    job = jobs.begin(job_id=job_id)
    if job is None:
        return
    try:
        asked = job.cursor
        basis = _asked_basis(asked)
        found = compared(basis.inputs, basis.terms, _read(asked["before"]), _read(asked["after"]), more=_ages(basis), cancelled=_watch(job))
        if jobs.report(job=job, done=1, cursor=asked | {"target": basis.target, "found": found}):
            jobs.finish(job=job)
    except Cancelled:
        return
    except Contradiction:
        _fail(job)
    except Exception:
        log.exception("The preview of job %s could not be worked out.", job.pk)
        _fail(job)


def _basis_of_run(run: MatchRun) -> Basis:
    """The run's facts and terms. Pairs that were only kept for a run on the rest are free: else no weight would change them."""
    terms = read_terms(run.terms)
    kept = {(str(it.request_id), str(it.mentor_id or it.incubator_id)) for it in run.pins.filter(kind=Pin.Kind.PIN, reason="")}
    return Basis(thaw(bytes(run.inputs)), replace(terms, pinned=tuple(it for it in terms.pinned if it not in kept)), run.target, run)


def _ages(basis: Basis) -> dict[str, dict[str, tuple[str, ...]]]:
    """Whether each company was new or established when the cohort was matched. One query."""
    day = ((basis.run.solved_at if basis.run else None) or clock.now()).date()
    rows = MentoringRequest.objects.filter(pk__in=[UUID(wish.key) for wish in basis.inputs.wishes]).values_list("pk", "company__founded_on")
    return {"age": {str(pk): (age_of(founded, day),) for pk, founded in rows}}


def _asked_basis(asked: Mapping[str, Any]) -> Basis:
    if asked["run"]:
        run = MatchRun.objects.get(pk=asked["run"])
        return _basis_of_run(run)
    return basis_of(Programme.objects.get(pk=asked["programme"]))


def _watch(job: Job) -> Callable[[], bool]:
    """For the solver, between its rounds: whether the job was cancelled; also the sign of life."""
    asked = time.monotonic()

    def cancelled() -> bool:
        nonlocal asked
        if time.monotonic() - asked < ASK_EVERY:
            return False
        asked = time.monotonic()
        return not jobs.report(job=job, done=0)

    return cancelled


def _fail(job: Job) -> None:
    with translation.override(job.owner.language if job.owner else None):
        jobs.fail(job=job, message=_("Something went wrong on our side. Your weights are not changed. You can try again."))


def _written(weights: Weights) -> dict[str, Any]:
    return weights.by_criterion() | {"importance": list(weights.importance)}


def _read(kept: Mapping[str, Any]) -> Weights:
    return Weights(**{**kept, "importance": tuple(kept["importance"])})
