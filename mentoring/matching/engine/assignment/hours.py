"""Hours that differ between companies: branch and bound over the flow (Land and Doig 1960).

Places alone make a flow, and a flow is solved exactly. Differing hours make a knapsack of every mentor, which no flow
can hold. So the flow without the sum of hours is the bound; where it gives a mentor more hours than are left, the search
branches on one pair: without it, or with it (and with the mentor's hours that much fewer). Every flow is repaired into
an assignment that keeps the hours; the search ends when no open branch can be better, or at the limit, with the gap told.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from mentoring.matching.engine.assignment.arcs import Arcs
from mentoring.matching.engine.assignment.pairs import MOST, Columns, Index, Points, Scores, Whole, points_at
from mentoring.matching.engine.assignment.problem import Pair, Problem, hours_as_places

DIVES = 20  # flows solved at the most to find a good assignment before the search
NODES = 400  # flows solved at the most
WORK = 400_000  # rows in all flows together at the most: a large cohort gets fewer flows, the same number on any machine

Value = tuple[int, int, int]  # served, floor, total: compared in this order


@dataclass(frozen=True, slots=True)
class Relaxed:
    """One flow: its arcs, the column of each of its free rows and their points, the number served and the floor."""

    arcs: Arcs
    column: Index
    own: Whole
    served: int
    floor: int


@dataclass(frozen=True, slots=True)
class Branch:
    """What was decided on the way here, and what can be reached at best."""

    bound: Value
    pins: tuple[Pair, ...]
    barred: tuple[Pair, ...]
    split: Pair


@dataclass(frozen=True, slots=True)
class Found:
    """The best assignment of the free rows (columns of the whole problem's rows), its value, the bound, and the flows solved."""

    columns: Index
    value: Value
    bound: Value
    nodes: int


class Remembered:
    """The same scores, with the best columns read once: every branch starts from them."""

    def __init__(self, scores: Scores) -> None:
        self.scores = scores
        self.best: dict[int, tuple[Columns, Points]] = {}

    @property
    def rows(self) -> int:
        return self.scores.rows

    @property
    def columns(self) -> int:
        return self.scores.columns

    def block(self, rows: slice | Index, columns: Index | None = None) -> Points:
        return self.scores.block(rows, columns)

    def top(self, k: int) -> tuple[Columns, Points]:
        if k not in self.best:
            self.best[k] = self.scores.top(k)
        return self.best[k]


def within_hours(problem: Problem, solve: Callable[[Problem, int], Relaxed], *, raise_floor: bool) -> Found:
    """The best assignment that keeps places and hours. `solve(problem, ceiling)` is the flow with a floor up to `ceiling`."""
    problem = replace(problem, scores=Remembered(problem.scores))
    search = _Search(problem, solve, raise_floor)
    search.open((), ())
    search.dive()
    if search.branches and search.best_bound()[0] > search.value[0]:  # somebody goes without who might be served: once more, for the many
        search.short = True
        search.dive()
    limit = min(NODES, max(WORK // max(problem.rows.size, 1), 1))
    while search.branches and search.nodes < limit and search.best_bound() > search.value:
        branch = heapq.heappop(search.branches)[-1]
        search.open(branch.pins, (*branch.barred, branch.split))
        search.open((*branch.pins, branch.split), branch.barred)
    return Found(search.columns, search.value, max(search.best_bound(), search.value), search.nodes)


class _Search:
    """The open branches, the best assignment so far, and the number of flows solved."""

    def __init__(self, problem: Problem, solve: Callable[[Problem, int], Relaxed], raise_floor: bool) -> None:
        self.problem, self.solve, self.raise_floor = problem, solve, raise_floor
        self.branches: list[tuple[int, int, int, int, int, Branch]] = []
        self.columns = np.full(problem.scores.rows, -1, dtype=np.intp)
        self.value: Value = (-1, 0, 0)
        self.nodes = 0
        self.short = False  # whether hours are so scarce that mentors keep those who ask for little

    def best_bound(self) -> Value:
        """What the best open branch can reach; what was found when none is open."""
        return max((branch.bound for *_, branch in self.branches), default=self.value)

    def dive(self) -> None:
        """Let every mentor with too many hours turn the least fitting away at once, and ask again: good, quick, no proof."""
        barred: tuple[Pair, ...] = ()
        for _ in range(DIVES if self.branches and self.best_bound() > self.value else 0):
            self.nodes += 1
            problem = narrowed(self.problem, (), barred)
            found = self.solve(hours_as_places(problem), MOST if self.raise_floor else 0)
            self._keep_better(problem, found, (), [])
            dropped = turned_away(problem, found.column, found.own, many=self.short)
            if not dropped.size or self.best_bound() <= self.value:
                return
            barred = (*barred, *((int(problem.rows[row]), int(found.column[row])) for row in dropped))

    def open(self, pins: tuple[Pair, ...], barred: tuple[Pair, ...]) -> None:
        """Solve the flow of this branch, repair it, and keep the branch if it may hold something better."""
        self.nodes += 1
        problem = narrowed(self.problem, pins, barred)
        fixed = [int(points_at(problem.scores, np.array([row]), np.array([column]))[0]) for row, column in pins]
        found = self.solve(hours_as_places(problem), min(fixed, default=MOST) if self.raise_floor else 0)
        floors = [found.floor, *fixed] if found.served else fixed
        floor = min(floors, default=0) if self.raise_floor else 0
        bound = (found.served + len(pins), floor, int(found.own.sum()) + sum(fixed))
        hours, asked = problem.hourly()
        used = np.bincount(found.column + 1, weights=asked[problem.rows], minlength=problem.places.size + 1)[1:]
        self._keep_better(problem, found, pins, fixed)
        if (over := used - hours).max(initial=0) > 0 and bound > self.value:
            split = self._split(problem, found.column, int(over.argmax()))
            heapq.heappush(self.branches, (-bound[0], -bound[1], -bound[2], -len(pins) - len(barred), self.nodes, Branch(bound, pins, barred, split)))

    def _split(self, problem: Problem, column: Index, full: int) -> Pair:
        """The pair to decide on: of the mentor with too many hours, the company that asks the most."""
        _, asked = problem.hourly()
        rows = problem.rows[column == full]
        return int(rows[asked[rows].argmax()]), full

    def _keep_better(self, problem: Problem, found: Relaxed, pins: tuple[Pair, ...], fixed: list[int]) -> None:
        for many in (False, True):
            self._keep_if_better(problem, *repaired(problem, found, many=many), pins, fixed)

    def _keep_if_better(self, problem: Problem, column: Index, own: Whole, pins: tuple[Pair, ...], fixed: list[int]) -> None:
        points = [*own[column >= 0].tolist(), *fixed]
        value = (len(points), min(points, default=0) if self.raise_floor else 0, sum(points))
        if value > self.value:
            self.value = value
            self.columns = np.full(problem.scores.rows, -1, dtype=np.intp)
            self.columns[problem.rows] = column
            for row, to in pins:
                self.columns[row] = to


def narrowed(problem: Problem, pins: tuple[Pair, ...], barred: tuple[Pair, ...]) -> Problem:
    """The problem with these pairs decided."""
    hours, asked = problem.hourly()
    places, hours = problem.places.copy(), hours.copy()
    for row, column in pins:
        places[column] -= 1
        hours[column] -= asked[row]
    rows = np.setdiff1d(problem.rows, [row for row, _ in pins])
    keys = np.array([row * problem.scores.columns + column for row, column in barred], dtype=np.int64)
    return replace(problem, rows=rows, places=places, hours=hours, forbidden=np.union1d(problem.forbidden, keys))


def turned_away(problem: Problem, column: Index, own: Whole, *, many: bool) -> Index:
    """The rows that do not stay when every column keeps the best fitting that its hours reach for; with `many`, those who ask for the least."""
    hours, asked = problem.hourly()
    hours, asked = hours.copy(), asked[problem.rows]
    away = []
    for row in np.lexsort((np.arange(column.size), -own, asked) if many else (np.arange(column.size), asked, -own)).tolist():
        if (to := column[row]) >= 0:
            if hours[to] >= asked[row]:
                hours[to] -= asked[row]
            else:
                away.append(row)
    return np.array(away, dtype=np.intp)


def repaired(problem: Problem, found: Relaxed, *, many: bool) -> tuple[Index, Whole]:
    """The flow's assignment with the hours kept: some leave a mentor with too many (`turned_away`), and ask where room is left, who asks for little first."""
    hours, asked = problem.hourly()
    column, own, asked = found.column.copy(), found.own.copy(), asked[problem.rows]
    column[turned_away(problem, column, own, many=many)] = -1
    held = column >= 0
    hours, places = hours.copy(), problem.places - np.bincount(column[held], minlength=problem.places.size)
    np.subtract.at(hours, column[held], asked[held])
    without = np.flatnonzero(column < 0)
    for row in without[np.argsort(asked[without], kind="stable")].tolist():
        own[row] = 0
        arcs = np.arange(found.arcs.start[row], found.arcs.start[row + 1])
        to = found.arcs.columns[arcs]
        able = arcs[(places[to] > 0) & (hours[to] >= asked[row])]
        if able.size:
            arc = able[np.argmax(found.arcs.points[able])]
            column[row], own[row] = found.arcs.columns[arc], found.arcs.points[arc]
            hours[column[row]] -= asked[row]
            places[column[row]] -= 1
    return column, own
