"""The most even load among equally good assignments.

The optima of a linear programme are the feasible points on its tight pairs that keep every priced column full
(complementary slackness), so moving rows along tight pairs from one unpriced column to another stays optimal. The sum
over columns of (active + new)² / (active + places) is convex in each column's load; it is least when no alternating path
leads from a column whose last row weighs more than the next row of the column at its end (negative cycles, Klein 1967).
"""

from dataclasses import dataclass

import numpy as np

from mentoring.matching.engine.assignment.arcs import Arcs, ranges
from mentoring.matching.engine.assignment.optimum import Optimum
from mentoring.matching.engine.assignment.pairs import Index, Whole

SHARE = 2520  # divisible by 1 to 10: the weights of mentors with up to ten places are exact


@dataclass(slots=True)
class Loads:
    """What one row more, or the last one, weighs in each column; columns that must stay as they are, weigh nothing."""

    taken: Whole
    most: Whole
    active: Whole
    open: Whole

    def of(self, place: Whole) -> Whole:
        """The weight of the `place`-th new row of each column."""
        return (2 * (self.active + place) - 1) * SHARE // np.maximum(self.active + self.most, 1)

    def last(self) -> Whole:
        return np.where((self.open > 0) & (self.taken > 0), self.of(self.taken), -1)

    def next(self) -> Whole:
        return np.where((self.open > 0) & (self.taken < self.most), self.of(self.taken + 1), np.iinfo(np.int64).max)


def evened(arcs: Arcs, best: Optimum, active: Whole) -> Index:
    """The columns of an optimum whose load is the most even over the tight arcs. `active` counts the pinned."""
    places = arcs.problem.places
    nobody = places.size
    column = np.where(best.column < 0, nobody, best.column)
    graph = _graph(arcs, best, nobody)
    loads = Loads(
        np.bincount(column, minlength=nobody + 1),
        np.append(places, best.idle),
        np.append(active, 0),
        np.append((best.duals.price == 0) & (places > 0), False).astype(np.int64),
    )
    moved = True
    while moved:
        moved = False
        arcs.problem.breathe()
        for level in np.unique(loads.next()[loads.next() < loads.last().max(initial=0)]).tolist():
            while _shift(graph, column, loads, level):
                moved = True
    return np.where(column == nobody, -1, column)


@dataclass(frozen=True, slots=True)
class _Graph:
    """Tight arcs of the rows that have a choice, sorted by row, with the way to nobody where it is as good."""

    rows: Index
    columns: Index
    start: Index
    free: Index


def _graph(arcs: Arcs, best: Optimum, nobody: int) -> _Graph:
    rows, columns = arcs.rows[best.tight], arcs.columns[best.tight]
    if best.idle:
        content = np.flatnonzero(best.duals.worth == -best.duals.idle)
        rows, columns = np.concatenate([rows, content]), np.append(columns, np.full(content.size, nobody))
    choices = np.bincount(rows, minlength=arcs.size)
    keep = choices[rows] > 1
    rows, columns = rows[keep], columns[keep]
    order = np.argsort(rows, kind="stable")
    rows, columns = rows[order], columns[order]
    return _Graph(rows, columns, np.searchsorted(rows, np.arange(arcs.size + 1)), np.flatnonzero(choices > 1))


def _shift(graph: _Graph, column: Index, loads: Loads, level: int) -> bool:
    """Move rows from columns whose last row weighs more than `level` to columns whose next one weighs no more."""
    over, under = loads.last() > level, loads.next() <= level
    root = np.where(over, np.arange(over.size), -1)  # the column that a path to this one starts at
    before = np.full(over.size, -1, dtype=np.intp)
    held = graph.free[np.argsort(column[graph.free], kind="stable")]
    begin = np.searchsorted(column[held], np.arange(over.size + 1))
    layer = np.flatnonzero(over)
    while layer.size:
        rows = held[ranges(begin[layer], begin[layer + 1])]
        arc = ranges(graph.start[rows], graph.start[rows + 1])
        arc = arc[root[graph.columns[arc]] < 0]
        layer = np.unique(graph.columns[arc])
        before[graph.columns[arc][::-1]] = graph.rows[arc][::-1]
        root[layer] = root[column[before[layer]]]
        if (goals := layer[under[layer]]).size:
            for goal in goals[np.unique(root[goals], return_index=True)[1]].tolist():  # one path from each start: they share nothing
                _move(int(goal), before, over, column, loads)
            return True
    return False


def _move(goal: int, before: Index, over: np.ndarray, column: Index, loads: Loads) -> None:
    """Move every row on the path to `goal` one column on."""
    loads.taken[goal] += 1
    target = goal
    while True:
        row = int(before[target])
        left = int(column[row])
        column[row] = target
        if over[left]:
            loads.taken[left] -= 1
            return
        target = left
