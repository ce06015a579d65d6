"""The assignment of a cohort: the steps in their order. `docs/matching.md` says the same in prose.

Strictly one after the other: (a) as many companies served as can be, (b) the worst-off as well off as can be, (c) the
highest total, (d) the most even load. Each step keeps what the one before reached and is exact over every pair.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from mentoring.matching.engine.assignment import flow
from mentoring.matching.engine.assignment.arcs import Arcs
from mentoring.matching.engine.assignment.cover import Cover, Forest, cover
from mentoring.matching.engine.assignment.hours import Relaxed, within_hours
from mentoring.matching.engine.assignment.load import evened
from mentoring.matching.engine.assignment.optimum import Optimum, optimum
from mentoring.matching.engine.assignment.pairs import MOST, Index, Scores, Whole
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
    how = _How(MOST if aim == Aim.TOGETHER else 0, k, backend or flow.backends()[0], progress or _silent)
    with_places = hours_as_places(problem)
    if with_places.hours is None:
        solved = _flow(with_places, how.ceiling, how)
        column = evened(solved.arcs, solved.best, active + _pinned_to(pins, scores.columns))
        result = _result(problem, column, pins, _certificate(solved), how)
    else:
        result = _by_hours(problem, pins, how)
    how.progress(STEPS, STEPS)
    return result


@dataclass(frozen=True, slots=True)
class _How:
    """How to solve: the floor goes up to `ceiling`, `k` pairs of a row come first."""

    ceiling: int
    k: int
    backend: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class _Solved:
    """Steps (a) to (c), over places alone."""

    arcs: Arcs
    covered: Cover
    best: Optimum


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


def _pinned_to(pins: tuple[Pair, ...], columns: int) -> Whole:
    return np.bincount(np.array([column for _, column in pins], dtype=np.intp), minlength=columns).astype(np.int64)


def _flow(problem: Problem, ceiling: int, how: _How) -> _Solved:
    how.progress(0, STEPS)
    arcs = Arcs.best(problem, how.k)
    how.progress(1, STEPS)
    covered = cover(arcs, ceiling=ceiling)
    how.progress(2, STEPS)
    best = optimum(arcs, covered.matching, covered.floor, how.backend)
    how.progress(3, STEPS)
    return _Solved(arcs, covered, best)


def _by_hours(problem: Problem, pins: tuple[Pair, ...], how: _How) -> Assignment:
    """Steps (a) to (c) by branch and bound; the first flow gives the Hall sets and the prices, the search the gaps."""
    first: list[_Solved] = []

    def solve(narrow: Problem, ceiling: int) -> Relaxed:
        solved = _flow(narrow, ceiling, replace(how, progress=_silent) if first else how)
        first.extend([] if first else [solved])
        return Relaxed(solved.arcs, solved.best.column, solved.best.own, solved.covered.served, solved.covered.floor)

    found = within_hours(problem, solve, raise_floor=bool(how.ceiling))
    (served, floor, total), (most, highest, dual) = found.value, found.bound
    root = _certificate(first[0])
    certificate = replace(
        root,
        primal=total,
        dual=dual if (served, floor) == (most, highest) else total,
        floor=floor,
        lower=root.lower if floor == root.floor else None,
        even=False,
        served_gap=most - served,
        floor_gap=highest - floor if served == most else 0,
        nodes=found.nodes,
    )
    return _result(problem, found.columns[problem.rows], pins, certificate, how)


def _result(problem: Problem, column: Index, pins: tuple[Pair, ...], certificate: Certificate, how: _How) -> Assignment:
    return Assignment.of(problem, column, pins, certificate=certificate, backend=how.backend)


def _certificate(solved: _Solved) -> Certificate:
    """The proof for the rows that were not pinned."""
    arcs, covered, best, problem = solved.arcs, solved.covered, solved.best, solved.arcs.problem
    worth = np.zeros(problem.scores.rows, dtype=np.int64)
    worth[problem.rows] = best.duals.worth
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
        worth=worth,
        price=best.duals.price,
        idle=best.duals.idle,
    )


def _shortage(problem: Problem, found: Forest | None, floor: int) -> Shortage | None:
    if found is None or not found.rows.any():
        return None
    columns = np.flatnonzero(found.columns)
    places, rows = int(problem.places[columns].sum()), problem.rows[found.rows]
    return Shortage(rows, columns, places, rows.size - places, floor)
