"""Stable assignment: no company and mentor would both rather have each other than what they got.

Deferred acceptance with places (Gale and Shapley 1962; Roth 1984): every company without a mentor asks the next one on
its list, every mentor keeps the best of those who ask and those already kept. The result is the best stable one for each
company, whatever the order of asking, so all ask at once, round by round. Lists are the company's points, best first,
and grow only as far as they are read; a mentor's list are the mentor's points. Of equals the lower index comes first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mentoring.matching.engine.assignment.pairs import RULED_OUT, Index, Points, Scores, Whole, points_at
from mentoring.matching.engine.assignment.problem import Pair, Problem, hours_as_places, posed
from mentoring.matching.engine.assignment.result import Outcome

BLOCK = 1 << 20  # pairs looked at in one go
LONGER = 4  # times as long a list for a company that came to the end of it


@dataclass(frozen=True, slots=True)
class Stable(Outcome):
    """As `Assignment`, without a certificate of the total: what is promised is that no pair blocks it."""

    rounds: int


@dataclass(slots=True)
class _Lists:
    """What each free row still has to ask: columns with both sides' points, best first, and how far it has come."""

    problem: Problem
    other: Scores
    columns: list[Index]
    regard: list[Points]
    at: Index
    length: Index
    complete: np.ndarray

    @classmethod
    def begun(cls, problem: Problem, other: Scores, k: int) -> "_Lists":
        """The first `k` of every free row, less those that anything but the row's own points rules out."""
        k = min(k, problem.scores.columns)
        columns, points = (found[problem.rows] for found in problem.scores.top(k)) if k else (np.zeros((problem.rows.size, 0), dtype=np.int32),) * 2
        regard = np.full_like(points, RULED_OUT)
        step = max(BLOCK // max(problem.scores.columns, 1), 1)
        for first in range(0, len(points), step):
            problem.breathe()
            chosen = slice(first, first + step)
            regard[chosen] = np.take_along_axis(other.block(problem.rows[chosen]), columns[chosen].astype(np.intp), axis=1)
        row = np.repeat(np.arange(len(points)), k)
        able = ((points >= 0) & (regard >= 0)).ravel() & problem.possible(row, columns.ravel())
        length = able.reshape(points.shape).sum(axis=1)
        cuts = np.cumsum(length)[:-1]
        kept = np.split(columns.ravel()[able].astype(np.intp), cuts), np.split(regard.ravel()[able], cuts)
        complete = points[:, -1] < 0 if k < problem.scores.columns else np.ones(len(points), dtype=bool)
        return cls(problem, other, *kept, np.zeros(len(points), dtype=np.intp), length, complete)

    def lengthen(self, rows: Index, k: int) -> None:
        """Read these rows' lists `k` entries further than they were read, those ruled out by the other side not counted."""
        width = self.problem.scores.columns
        step = max(BLOCK // max(width, 1), 1)
        for first in range(0, rows.size, step):
            self.problem.breathe()
            chosen = rows[first : first + step]
            points = self.problem.scores.block(self.problem.rows[chosen])
            regard = self.other.block(self.problem.rows[chosen])
            for row, own, theirs in zip(chosen.tolist(), points, regard, strict=True):
                self._lengthen_one(row, own, theirs, k)

    def _lengthen_one(self, row: int, points: Points, regard: Points, k: int) -> None:
        able = np.flatnonzero((points >= 0) & (regard >= 0) & (self.problem.places > 0))
        able = able[self.problem.possible(np.full(able.size, row), able)]
        wanted = int(self.length[row]) + k
        self.complete[row] = able.size <= wanted
        if able.size > wanted:
            least = np.partition(points[able], able.size - wanted)[able.size - wanted]
            able = able[points[able] >= least]
        order = able[np.argsort(-points[able], kind="stable")]
        self.columns[row], self.regard[row] = order[:wanted], regard[order[:wanted]]
        self.length[row] = self.columns[row].size

    def asking(self, rows: Index) -> tuple[Index, Index, Whole]:
        """Of these rows those that have somebody left to ask, whom they ask now, and what those think of them."""
        over = rows[(self.at[rows] >= self.length[rows]) & ~self.complete[rows]]
        if over.size:
            self.lengthen(over, LONGER * max(int(self.length[over].max()), 1))
        rows = rows[self.at[rows] < self.length[rows]]
        now = [(self.columns[row][at], self.regard[row][at]) for row, at in zip(rows.tolist(), self.at[rows].tolist(), strict=True)]
        self.at[rows] += 1
        columns, regard = np.array(now, dtype=np.int64).reshape(-1, 2).T
        return rows, columns.astype(np.intp), regard


def stable(
    scores: Scores,
    other: Scores,
    places: ArrayLike,
    *,
    hours: ArrayLike | None = None,
    asked: ArrayLike | None = None,
    pinned: Iterable[Pair] = (),
    forbidden: Iterable[Pair] = (),
    k: int = 20,
    cancelled: Callable[[], bool] | None = None,
) -> Stable:
    """The stable assignment that is best for the companies. `other` holds the mentors' points for the same pairs.

    A pair that either side rules out is not made. `hours`, `pinned` and `forbidden` as in `assign`; pinned pairs stand
    outside of what is stable. Hours that differ between companies are kept to by counting the largest ask for each
    place: cautious, and never too many hours. Raises Contradiction, Cancelled, ValueError.
    """
    problem, pins = posed(scores, places, hours=hours, asked=asked, pinned=pinned, forbidden=forbidden, cancelled=cancelled)
    problem = hours_as_places(problem, cautious=True)
    column, rounds = _deferred(problem, _Lists.begun(problem, other, k))
    return Stable.of(problem, column, pins, rounds=rounds)


def _deferred(problem: Problem, lists: _Lists) -> tuple[Index, int]:
    """All free rows ask, the columns keep the best, until nobody who is refused has anybody left to ask."""
    column = np.full(problem.rows.size, -1, dtype=np.intp)
    regard = np.full(problem.rows.size, RULED_OUT, dtype=np.int64)
    rounds, free = 0, np.arange(problem.rows.size)
    while free.size:
        problem.breathe()
        rows, columns, thought = lists.asking(free)
        column[rows], regard[rows] = columns, thought
        asked = np.zeros(problem.places.size + 1, dtype=bool)  # one more, for rows without a column
        asked[columns] = True
        both = np.flatnonzero(asked[column])
        both = both[np.lexsort((both, -regard[both], column[both]))]
        place = np.arange(both.size) - np.searchsorted(column[both], column[both], side="left")
        free = np.sort(both[place >= problem.places[column[both]]])
        column[free] = -1
        rounds += 1
    return column, rounds


def blocking_pairs(scores: Scores, other: Scores, columns: Index, places: ArrayLike, *, forbidden: Iterable[Pair] = ()) -> int:
    """How many pairs block an assignment (justified envy): both would have more points with each other.

    The company compares with its own mentor (or nobody), the mentor with the least liked of its companies, or a place
    that is free. `places` are all that are for this run, those that the assignment takes included.
    """
    everyone = np.arange(scores.rows)
    own, theirs = points_at(scores, everyone, columns), points_at(other, everyone, columns)
    has, left = columns >= 0, np.array(places, dtype=np.int64)
    load = np.bincount(columns[has], minlength=scores.columns)
    least = np.full(scores.columns, np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(least, columns[has], theirs[has])
    least[load < left] = RULED_OUT
    barred = sorted({(int(row), int(column)) for row, column in forbidden})
    rows_barred, columns_barred = np.array(barred, dtype=np.intp).reshape(-1, 2).T
    found, step = 0, max(BLOCK // max(scores.columns, 1), 1)
    for first in range(0, scores.rows, step):
        rows = slice(first, min(first + step, scores.rows))
        block = (scores.block(rows) > own[rows, None]) & (other.block(rows) > least[None, :])
        here = (rows_barred >= rows.start) & (rows_barred < rows.stop)
        block[rows_barred[here] - first, columns_barred[here]] = False
        found += int(block.sum())
    return found
