"""As many rows served as can be, and the highest floor under their points that still serves as many.

Matchings grow by alternating forests: from every row without a place, over any arc to a column, from a full column on to
the rows it serves. A forest that reaches a column with a spare place gives a larger matching (Berge 1957); one that
reaches none leaves a Hall set (Hall 1935, with capacities: König 1931): its rows share the places of its columns, and no
arc leads out. That set is both the proof that no more can be served and the explanation for those who are not.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentoring.matching.engine.assignment.arcs import CLOSED, Arcs, ranges
from mentoring.matching.engine.assignment.pairs import Index, Whole

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Forest:
    """Rows and columns that alternating paths reach, each column with the row before it.

    `goals` have a spare place, one in each tree that found any.
    """

    rows: NDArray[np.bool_]
    columns: NDArray[np.bool_]
    before: Index
    goals: Index


@dataclass(frozen=True, slots=True)
class Matching:
    """A column for each row, or NOBODY, and the places each column has left."""

    column: Index
    spare: Whole

    @classmethod
    def empty(cls, arcs: Arcs) -> "Matching":
        return cls(np.full(arcs.size, NOBODY, dtype=np.intp), arcs.problem.places.copy())

    @property
    def size(self) -> int:
        return int((self.column >= 0).sum())

    def copy(self) -> "Matching":
        return Matching(self.column.copy(), self.spare.copy())

    def give(self, rows: Index, columns: Index) -> None:
        """Give each row its column; no row had one."""
        self.column[rows] = columns
        np.subtract.at(self.spare, columns, 1)


def propose(arcs: Arcs, matching: Matching, floor: int) -> None:
    """A quick start: round by round every row without a place asks its next best column, the better pair goes first."""
    for rank in range(int(np.diff(arcs.start).max(initial=0))):
        rows = np.flatnonzero(matching.column < 0)
        rows = rows[arcs.start[rows] + rank < arcs.start[rows + 1]]
        arc = arcs.start[rows] + rank
        good = arcs.points[arc] >= floor
        rows, arc = rows[good], arc[good]
        if not rows.size:
            continue
        order = np.lexsort((rows, -arcs.points[arc], arcs.columns[arc]))
        columns = arcs.columns[arc][order]
        place = np.arange(order.size) - np.searchsorted(columns, columns, side="left")
        taken = place < matching.spare[columns]
        matching.give(rows[order[taken]], columns[taken])


def forest(arcs: Arcs, matching: Matching, floor: int) -> Forest:
    """Breadth first from all rows without a place, over arcs of at least `floor`, to the first layer with a spare place."""
    count = matching.spare.size
    served = np.argsort(matching.column, kind="stable")
    begin = np.searchsorted(matching.column[served], np.arange(count + 1))
    rows = matching.column < 0
    before, root = np.full(count, NOBODY, dtype=np.intp), np.full(count, NOBODY, dtype=np.intp)
    origin = np.where(rows, np.arange(arcs.size), NOBODY)
    layer = np.flatnonzero(rows)
    goals = np.zeros(0, dtype=np.intp)
    while layer.size and not goals.size:
        arc = arcs.of(layer)
        arc = arc[(arcs.points[arc] >= floor) & (root[arcs.columns[arc]] < 0)]
        before[arcs.columns[arc][::-1]] = arcs.rows[arc][::-1]  # the first row that reaches a column keeps it
        found = np.unique(arcs.columns[arc])
        root[found] = origin[before[found]]
        goals = found[matching.spare[found] > 0]
        layer = served[ranges(begin[found], begin[found + 1])]
        rows[layer] = True
        origin[layer] = root[matching.column[layer]]
    if goals.size:
        goals = goals[np.unique(root[goals], return_index=True)[1]]
    return Forest(rows, root >= 0, before, goals)


def augment(matching: Matching, found: Forest) -> None:
    """Along the path to each goal, move each row to the next column. The goals stand in trees that share nothing."""
    for goal in found.goals.tolist():
        matching.spare[goal] -= 1
        target = goal
        while target >= 0:
            row = int(found.before[target])
            left = int(matching.column[row])
            matching.column[row] = target
            target = left


def grow(arcs: Arcs, matching: Matching, floor: int, wanted: int) -> Forest | None:
    """Enlarge the matching over arcs of at least `floor` to `wanted` rows. The forest that is stuck, or None."""
    while matching.size < wanted:
        found = forest(arcs, matching, floor)
        if not found.goals.size:
            return found
        augment(matching, found)
        arcs.problem.breathe()
    return None


def grow_all(arcs: Arcs, matching: Matching, floor: int, wanted: int) -> Forest | None:
    """As `grow`, over every pair of the problem: what leads out of a stuck forest becomes arcs, until nothing does."""
    while (stuck := grow(arcs, matching, floor, wanted)) is not None:
        if not leads_out(arcs, stuck, floor):
            return stuck
    return None


def leads_out(arcs: Arcs, stuck: Forest, floor: int) -> bool:
    """Whether pairs beyond the arcs, of at least `floor`, lead from the rows reached to columns not reached; they become arcs."""
    worth = np.where(stuck.rows, floor - 1, CLOSED)
    price = np.where(stuck.columns | (arcs.problem.places <= 0), CLOSED, 0)
    rows, columns, points = arcs.beyond_reach(worth, price, floor)
    if rows.size:
        arcs.add(rows, columns, points)
    return bool(rows.size)


@dataclass(frozen=True, slots=True)
class Cover:
    """The most rows that can be served, a matching that serves them at the highest floor, and both Hall sets.

    `unserved` is None when every row is served; `lower` is None when the floor was not raised (or there is none).
    """

    matching: Matching
    served: int
    floor: int
    unserved: Forest | None
    lower: Forest | None


def cover(arcs: Arcs, *, ceiling: int) -> Cover:
    """Serve as many as can be; then with the highest floor up to `ceiling`. Exact over every pair of the problem.

    A matching that is the largest at some floor stays valid at every lower one, so the search only ever adds paths.
    """
    matching, high = Matching.empty(arcs), 0
    if ceiling:
        high = min(highest(arcs, min(arcs.size, int(arcs.problem.places.sum()))), ceiling)
        propose(arcs, matching, high)
        grow(arcs, matching, high, arcs.size)
    above = matching.copy()
    propose(arcs, matching, 0)
    unserved = grow_all(arcs, matching, 0, arcs.size)
    plain = Cover(matching, matching.size, 0, unserved, None)
    return raised(arcs, plain, above, high, ceiling) if ceiling and plain.served else plain


def highest(arcs: Arcs, served: int) -> int:
    """No floor above this one serves so many over the arcs: the best points of the row that is `served`-th by them."""
    best = np.maximum.reduceat(np.append(arcs.points, 0), arcs.start[:-1]) if arcs.size else np.zeros(0, dtype=np.int64)
    best = np.where(np.diff(arcs.start) > 0, best, 0)
    return int(np.partition(best, best.size - served)[best.size - served]) if 0 < served <= best.size else 0


def raised(arcs: Arcs, plain: Cover, above: Matching, above_floor: int, ceiling: int) -> Cover:
    """Raise the floor while as many are served: over the arcs, then over every pair, until one point more fails there.

    `above` is a largest matching over the arcs of at least `above_floor`.
    """
    matching, low = plain.matching, 0
    while True:
        floors = np.unique(arcs.points)
        floors = floors[(floors > low) & (floors <= min(highest(arcs, plain.served), ceiling))]
        first, last = 0, floors.size
        while first < last:
            middle = (first + last) // 2
            floor = int(floors[middle])
            trial = start_at(arcs, above, above_floor, floor)
            if grow(arcs, trial, floor, plain.served) is None:
                matching, low, first = trial, floor, middle + 1
            else:
                above, above_floor, last = trial, floor, middle
        if low >= ceiling:
            return Cover(matching, plain.served, low, plain.unserved, None)
        trial = start_at(arcs, above, above_floor, low + 1)
        stuck = grow_all(arcs, trial, low + 1, plain.served)
        if stuck is not None:
            return Cover(matching, plain.served, low, plain.unserved, stuck)
        matching, low = trial, low + 1


def start_at(arcs: Arcs, above: Matching, above_floor: int, floor: int) -> Matching:
    """A matching to grow at `floor`: what held at a higher floor holds here, else a quick start."""
    if floor <= above_floor:
        return above.copy()
    matching = Matching.empty(arcs)
    propose(arcs, matching, floor)
    return matching
