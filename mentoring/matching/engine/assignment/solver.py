"""The assignment of a cohort: the steps in their order. `docs/matching.md` says the same in prose.

Strictly one after the other: (a) as many companies served as can be, (b) the worst-off as well off as can be, (c) the
highest total, (d) the most even load. Each step keeps what the one before reached and is exact over every pair.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from mentoring.matching.engine.assignment import flow
from mentoring.matching.engine.assignment.arcs import Arcs
from mentoring.matching.engine.assignment.cover import Cover, Forest, cover
from mentoring.matching.engine.assignment.load import evened
from mentoring.matching.engine.assignment.optimum import Optimum, optimum, points_of
from mentoring.matching.engine.assignment.pairs import RULED_OUT, Scores, Whole
from mentoring.matching.engine.assignment.problem import Pair, Problem, hours_as_places, posed
from mentoring.matching.engine.assignment.result import Aim, Assignment, Certificate, Shortage

STEPS = 4
Progress = Callable[[int, int], None]


def assign(
    scores: Scores,
    places: ArrayLike,
    *,
    hours: ArrayLike | None = None,
    asked: ArrayLike | None = None,
    pinned: Iterable[Pair] = (),
    forbidden: Iterable[Pair] = (),
    load: ArrayLike | None = None,
    aim: Aim = Aim.TOGETHER,
    k: int = 50,
    backend: str | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Assignment:
    """Assign the companies (rows) to the mentors (columns).

    `places` are left per column, `hours` left per column and `asked` per row (hours count when both are given), `load` is
    what each column has now. `pinned` pairs are kept and use up place and hours first; `forbidden` pairs are not made.
    `k` pairs of a row are looked at first; the result does not depend on it. `progress(done, total)` is told between
    steps, `cancelled()` asked between rounds and blocks. The same inputs give the same result.
    Raises Contradiction when the pins cannot be kept, Cancelled, and ValueError for arrays of wrong shape.
    """
    problem, pins = posed(scores, places, hours=hours, asked=asked, pinned=pinned, forbidden=forbidden, cancelled=cancelled)
    active = np.zeros(scores.columns, dtype=np.int64) if load is None else np.asarray(load, dtype=np.int64)
    return _solved(hours_as_places(problem), pins, active, aim, k, backend or flow.backends()[0], progress or _silent)


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


def _solved(problem: Problem, pins: tuple[Pair, ...], active: Whole, aim: Aim, k: int, backend: str, progress: Progress) -> Assignment:
    progress(0, STEPS)
    arcs = Arcs.best(problem, k)
    progress(1, STEPS)
    covered = cover(arcs, raise_floor=aim == Aim.TOGETHER)
    progress(2, STEPS)
    best = optimum(arcs, covered.matching, covered.floor, backend, problem.breathe)
    progress(3, STEPS)
    pinned = np.bincount(np.array([column for _, column in pins], dtype=np.intp), minlength=problem.scores.columns)
    column = evened(arcs, best, active, pinned)
    result = _result(arcs, covered, replace(best, column=column, own=points_of(arcs, column)), pins, backend)
    progress(STEPS, STEPS)
    return result


def _result(arcs: Arcs, covered: Cover, best: Optimum, pins: tuple[Pair, ...], backend: str) -> Assignment:
    scores, rows = arcs.problem.scores, arcs.problem.rows
    columns = np.full(scores.rows, -1, dtype=np.intp)
    points = np.full(scores.rows, RULED_OUT, dtype=np.int32)
    columns[rows] = best.column
    points[rows] = np.where(best.column < 0, RULED_OUT, best.own)
    for row, column in pins:
        columns[row] = column
        points[row] = scores.block(np.array([row]), np.array([column]))[0, 0]
    has = columns >= 0
    return Assignment(
        columns=columns,
        points=points,
        load=np.bincount(columns[has], minlength=scores.columns).astype(np.int64),
        served=int(has.sum()),
        worst=int(points[has].min()) if has.any() else None,
        total=int(points[has].sum(dtype=np.int64)),
        certificate=_certificate(arcs, covered, best),
        backend=backend,
    )


def _certificate(arcs: Arcs, covered: Cover, best: Optimum) -> Certificate:
    """The proof for the rows that were not pinned."""
    problem = arcs.problem
    return Certificate(
        primal=best.primal,
        dual=best.duals.total(problem.places, best.idle),
        floor=covered.floor,
        unserved=_shortage(problem, covered.unserved, 0),
        lower=_shortage(problem, covered.lower, covered.floor + 1),
        pairs=int(problem.rows.size) * problem.scores.columns,
        looked_at=arcs.looked_at,
        added=arcs.added,
        rounds=best.rounds,
        even=best.all_ties,
    )


def _shortage(problem: Problem, found: Forest | None, floor: int) -> Shortage | None:
    if found is None or not found.rows.any():
        return None
    columns = np.flatnonzero(found.columns)
    places, rows = int(problem.places[columns].sum()), problem.rows[found.rows]
    return Shortage(rows, columns, places, rows.size - places, floor)
