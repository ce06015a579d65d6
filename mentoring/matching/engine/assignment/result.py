"""What the solver gives back: the assignment, how good it is, and the proof that none is better."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import numpy as np

from mentoring.matching.engine.assignment.pairs import Index, Points, Whole, points_at
from mentoring.matching.engine.assignment.problem import Pair, Problem


class Aim(StrEnum):
    """What comes after serving as many as can be: the worst-off first (TOGETHER), or the total at once (TOTAL)."""

    TOGETHER = "together"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Shortage:
    """A Hall set: these companies can go to these mentors only, who have `places` for them, so `short` go without.

    In the proof of the floor it holds for pairs of at least `floor` points; in the proof of who is served, for all.
    """

    rows: Index
    columns: Index
    places: int
    short: int
    floor: int = 0


@dataclass(frozen=True, slots=True)
class Certificate:
    """The proof. Whole numbers throughout; proven when `gap` is 0.

    `unserved` shows that no more companies can be served, `lower` that the worst-off cannot have `floor` + 1 points,
    and primal = dual that the total is the highest at that floor: `worth` per company (0 for a pinned one) and `price` per
    mentor (what one place more would add to the total) are no less together than any pair's points, and what they sum to
    over companies and places, with `idle` for each company that goes without, is the dual. `served_gap` and `floor_gap` are more than 0 only when
    differing hours stopped the search at its limit; `even` is False when there were too many equal optima to look at all.
    """

    primal: int
    dual: int
    floor: int
    unserved: Shortage | None
    lower: Shortage | None
    pairs: int
    looked_at: int
    added: int
    rounds: int
    even: bool
    worth: Whole
    price: Whole
    idle: int
    served_gap: int = 0
    floor_gap: int = 0
    nodes: int = 1

    @property
    def gap(self) -> int:
        return self.dual - self.primal

    @property
    def proven(self) -> bool:
        return not (self.gap or self.served_gap or self.floor_gap)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who got whom. `columns[r]` is the mentor of company r, or -1, and `points[r]` their points (-1 without a mentor).

    `load` counts the new companies per mentor. `worst` is the least of `points` among the served (None: nobody is).
    """

    columns: Index
    points: Points
    load: Whole
    served: int
    worst: int | None
    total: int

    @classmethod
    def of(cls, problem: Problem, column: Index, pins: Iterable[Pair], **more: Any) -> Self:
        """From the columns of the problem's rows and the pairs that were pinned; `more` are the fields of the kind itself."""
        scores = problem.scores
        columns = np.full(scores.rows, -1, dtype=np.intp)
        columns[problem.rows] = column
        for row, pinned_to in pins:
            columns[row] = pinned_to
        points = points_at(scores, np.arange(scores.rows), columns)
        has = columns >= 0
        return cls(
            columns=columns,
            points=points,
            load=np.bincount(columns[has], minlength=scores.columns).astype(np.int64),
            served=int(has.sum()),
            worst=int(points[has].min()) if has.any() else None,
            total=int(points[has].sum(dtype=np.int64)),
            **more,
        )


@dataclass(frozen=True, slots=True)
class Assignment(Outcome):
    """An outcome with the proof that none is better, and the flow solver that found it."""

    certificate: Certificate
    backend: str
