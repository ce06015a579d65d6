"""The highest total among all ways to serve as many rows at the floor, proven over every pair by column generation.

Only a few pairs are arcs at first. The best flow over them gives dual values; every pair of the problem is then priced
against these (by bound where the bound is enough). A pair that is worth more than its row and column becomes an arc and
the flow is solved anew (Dantzig and Wolfe 1960; Ford and Fulkerson 1958). When none is, primal and dual are equal on the
full problem, and no other assignment can have more points.
"""

from dataclasses import dataclass

import numpy as np

from mentoring.matching.engine.assignment import flow
from mentoring.matching.engine.assignment.arcs import CLOSED, Arcs
from mentoring.matching.engine.assignment.cover import Matching
from mentoring.matching.engine.assignment.duals import Duals, duals
from mentoring.matching.engine.assignment.pairs import Index, Whole

FIRST = 20  # of a row's arcs, best first, stand in the first flow; the others are priced like all pairs
NEAR = 3  # arcs per row that stay after the first flow: those nearest to its duals. Any that are missed come back
FEW = 100  # arcs that are better, one in so many rows: then pairs beyond the arcs are priced in the same round
TIES = 32  # of a row's pairs that are exactly as good, for the choice by load


@dataclass(frozen=True, slots=True)
class Optimum:
    """The best matching with its duals. `tight` are the positions of the arcs that some optimum may use.

    `all_ties` tells whether `tight` holds every such pair of the problem.
    """

    column: Index
    own: Whole
    duals: Duals
    idle: int
    tight: Index
    rounds: int
    all_ties: bool

    @property
    def primal(self) -> int:
        return int(self.own.sum())


def optimum(arcs: Arcs, feasible: Matching, floor: int, backend: str | None) -> Optimum:
    """The best matching of as many rows as `feasible` serves, over every pair of at least `floor` points."""
    problem, idle, rounds = arcs.problem, int((feasible.column < 0).sum()), 0
    column, allowed = feasible.column, arcs.points >= floor
    chosen = allowed & ((np.arange(arcs.rows.size) - arcs.start[arcs.rows] < FIRST) | (arcs.columns == column[arcs.rows]))
    while True:
        rounds += 1
        problem.breathe()
        at = np.flatnonzero(chosen)
        column = flow.solve(flow.Network(arcs.size, arcs.rows[at], arcs.columns[at], arcs.points[at], problem.places, idle), backend)
        own = points_of(arcs, column)
        found = duals(arcs, at, column, own, problem.places)
        over = arcs.points - found.worth[arcs.rows] - found.price[arcs.columns]
        if rounds == 1:
            chosen = allowed & ((over >= near(over, NEAR * arcs.size)) | (arcs.columns == column[arcs.rows]))
        better = allowed & (over > 0)
        chosen |= better
        if (many := int(better.sum())) * FEW > arcs.size:
            continue
        rows, columns, points, complete = priced(arcs, found, floor)
        strictly = points > found.worth[rows] + found.price[columns]
        if rows.size:
            chosen = np.append(chosen, strictly)[arcs.add(rows, columns, points)]
            allowed = arcs.points >= floor
        if not many and not strictly.any():
            tight = np.flatnonzero(allowed & (arcs.points == found.worth[arcs.rows] + found.price[arcs.columns]))
            return Optimum(column, own, found, idle, tight, rounds, complete)


def near(over: Whole, count: int) -> int:
    """The value that some `count` of the arcs reach: they are the ones that an optimum is likely to use."""
    return int(np.partition(over, over.size - count)[over.size - count]) if 0 < count < over.size else int(over.min(initial=0))


def priced(arcs: Arcs, found: Duals, floor: int) -> tuple[Index, Index, Whole, bool]:
    """Pairs beyond the arcs that are better than the duals allow, or exactly as good; and whether these are all."""
    price = np.where(arcs.problem.places > 0, found.price, CLOSED)
    rows, columns, points = arcs.beyond_reach(found.worth - 1, price, floor, TIES)
    full = bool(rows.size) and int(np.bincount(rows).max()) >= TIES
    return rows, columns, points, not full


def points_of(arcs: Arcs, column: Index) -> Whole:
    """The points of each row in a matching over the arcs; 0 for nobody."""
    own = np.zeros(arcs.size, dtype=np.int64)
    held = np.flatnonzero(arcs.columns == column[arcs.rows])
    own[arcs.rows[held]] = arcs.points[held]
    return own
