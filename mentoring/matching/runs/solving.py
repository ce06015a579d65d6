"""The work of a run, in a worker: read the facts, solve, keep what came out.

It can be stopped between any two steps. A worker that dies leaves the job running; when it has been silent for a while
the job waits again, and the next worker begins anew from the facts that were frozen first, so the result is the same.
What came out is written in one transaction together with the state.
"""

import logging
import time
import zlib
from collections.abc import Iterator
from uuid import UUID

import numpy as np
from django.db import transaction
from django.utils import translation
from numpy.typing import NDArray

from mentoring.matching import states, taking_part
from mentoring.matching.engine import run as engine
from mentoring.matching.engine.assignment import Cancelled, Contradiction
from mentoring.matching.engine.explanation import explain
from mentoring.matching.engine.inputs import Inputs, fingerprint, freeze, read_terms, thaw
from mentoring.matching.kept import kept
from mentoring.matching.models import Match, MatchRun
from mentoring.matching.runs import rules, wording
from mentoring.matching.runs.services import locked, settle, under_way
from network.core import clock
from network.core.states import move
from network.jobs import services as jobs
from network.jobs.models import Job

log = logging.getLogger(__name__)
State = MatchRun.State

STEPS = 7  # facts, four of the solver, explanations, kept
MOST_TRIES = 3  # of workers that died over one run
MOST_PAIRS = 4_000_000  # kept with the run as an array; beyond it a pair is computed again from the facts
ASK_EVERY = 2.0  # real seconds between two looks at whether it was cancelled
ROWS_AT_ONCE = 1000


class Watch:
    """The job of a run: told how far it is, and asked whether it was cancelled."""

    def __init__(self, job: Job) -> None:
        self.job, self.done, self._asked = job, 0, time.monotonic()

    def step(self, done: int) -> None:
        """This many steps are done. Raises Cancelled when the job was cancelled."""
        self.done, self._asked = done, time.monotonic()
        if not jobs.report(job=self.job, done=done, total=STEPS):
            raise Cancelled

    def cancelled(self) -> bool:
        """For the solver, between its rounds; it is also the sign of life during a long one."""
        if time.monotonic() - self._asked < ASK_EVERY:
            return False
        self._asked = time.monotonic()
        return not jobs.report(job=self.job, done=self.done, total=STEPS)


def work(job_id: UUID | str) -> None:
    """Do a run's job. Whatever happens, the run ends in a state that a person can read."""
    job = jobs.begin(job_id=job_id)
    if job is None:
        for run in MatchRun.objects.filter(job=job_id, state__in=rules.UNDER_WAY):
            settle(run)  # woken because it was cancelled
        return
    run = _taken(job)
    if run is None:
        return
    try:
        _solve(run, Watch(job))
    except Cancelled:
        settle(run)
    except Contradiction as contradiction:
        _fail(run, {"code": "contradiction", "faults": _named(run, contradiction)})
    except Exception:
        log.exception("Match run %s could not be worked out.", run.pk)
        _fail(run, {"code": "broken"})


@transaction.atomic
def _taken(job: Job) -> MatchRun | None:
    """The job's run, being solved from now on. None when it cannot be."""
    run = locked(MatchRun.objects.only("pk").get(job=job).pk)
    tries = int(job.cursor.get("tries", 0)) + 1
    if run.state in (State.FAILED, State.CANCELLED):  # its job was let go on
        other = under_way(run.programme)
        if other is not None:
            jobs.fail(job=job, message=_told(run, {"code": "other-run", "number": other.number}))
            return None
        move(run, "resume", states.RUN, fault={})
        tries = 1
    if run.state == State.WAITING:
        move(run, "begin", states.RUN)
    if run.state != State.SOLVING or tries > MOST_TRIES:
        _fail(run, {"code": "killed"})
        return None
    jobs.report(job=job, done=0, total=STEPS, cursor=job.cursor | {"tries": tries})
    return run


def _solve(run: MatchRun, watch: Watch) -> None:
    inputs, terms = _facts(run), read_terms(run.terms)
    watch.step(1)
    outcome = engine.solve(inputs, terms, progress=lambda done, _total: watch.step(1 + done), cancelled=watch.cancelled)
    matches = []
    for match in _matches(run, outcome):
        matches.append(match)
        if watch.cancelled():
            raise Cancelled
    pairs = _packed(*engine.pairs(outcome)) if len(inputs.wishes) * len(inputs.candidates) <= MOST_PAIRS else b""
    watch.step(6)
    with transaction.atomic():
        run = locked(run.pk)
        if run.state != State.SOLVING or jobs.finish(job=watch.job).state != Job.State.DONE:
            raise Cancelled
        Match.objects.bulk_create(matches, batch_size=ROWS_AT_ONCE)
        move(run, "finish", states.RUN, summary=engine.summary(outcome), pairs=pairs, solved_at=clock.now(), fault={})


def _facts(run: MatchRun) -> Inputs:
    """The run's frozen facts, read and frozen now when it has none: from then on the result is settled."""
    kept_bytes = bytes(MatchRun.objects.values_list("inputs", flat=True).get(pk=run.pk))
    inputs = thaw(kept_bytes) if kept_bytes else taking_part.gathered(run.programme, run.target, run.companies)
    frozen = {"fingerprint": fingerprint(inputs, read_terms(run.terms))} | ({} if kept_bytes else {"inputs": freeze(inputs)})
    MatchRun.objects.filter(pk=run.pk).update(**frozen)
    return inputs


def _matches(run: MatchRun, outcome: engine.Outcome) -> Iterator[Match]:
    """A row for every request: whom it got with the reasons, or why nobody."""
    side, pinned = taking_part.side_of(run.target), dict(outcome.terms.pinned)
    for row, wish in enumerate(outcome.inputs.wishes):
        match = Match(run=run, request_id=wish.key, able=int(outcome.able[row]))
        if (it := outcome.candidate_of(row)) is not None:
            match.outcome = Match.Outcome.PINNED if pinned.get(wish.key) == it.key else Match.Outcome.MATCHED
            match.points, match.rank = int(outcome.points[row]), int(outcome.ranks[row])
            match.explanation = kept(explain(wish, it, outcome.terms.weights))
            setattr(match, f"{side}_id", it.key)
        else:
            match.outcome = Match.Outcome.TAKEN if match.able else Match.Outcome.NOBODY
            match.reason = {"counts": outcome.counts[row], "short": outcome.is_short(row)}
        yield match


def _packed(points: NDArray[np.int16], codes: NDArray[np.int8]) -> bytes:
    return zlib.compress(points.astype("<i2").tobytes() + codes.tobytes(), 6)


def unpacked(kept_bytes: bytes, rows: int, columns: int) -> tuple[NDArray[np.int16], NDArray[np.int8]]:
    """Points and first reasons (numbers in `engine.run.CODES`) as they were kept with a run."""
    plain = zlib.decompress(kept_bytes)
    points = np.frombuffer(plain, "<i2", count=rows * columns).reshape(rows, columns)
    return points, np.frombuffer(plain, np.int8, offset=2 * rows * columns).reshape(rows, columns)


def _named(run: MatchRun, contradiction: Contradiction) -> list[dict]:
    """What speaks against the pins, with the keys of the pairs."""
    inputs = _facts(run)
    return [{"code": code, "pairs": [[inputs.wishes[row].key, inputs.candidates[column].key] for row, column in pairs]} for code, pairs in contradiction.faults]


@transaction.atomic
def _fail(run: MatchRun, fault: dict) -> None:
    """End a run with a sentence; what was cancelled meanwhile stays cancelled."""
    run = locked(run.pk)
    if run.state not in rules.UNDER_WAY:
        return
    if run.job and jobs.fail(job=run.job, message=_told(run, fault)).state == Job.State.CANCELLED:
        move(run, "cancel", states.RUN)
        return
    move(run, "fail", states.RUN, fault=fault)


def _told(run: MatchRun, fault: dict) -> str:
    """The sentence in the language of whoever started the run: the job shows it."""
    with translation.override(run.created_by.language):
        return wording.fault(fault)
