"""The pairs that the solver has looked at, as arcs of a sparse graph, and the search for pairs beyond them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentoring.matching.engine.assignment.pairs import RULED_OUT, Index, Whole
from mentoring.matching.engine.assignment.problem import Problem

BLOCK = 1 << 20  # pairs looked at in one go: some 20 MB with what is computed from them
CLOSED = np.int64(1) << 30  # a price that no pair reaches
STRIDE = 7919  # a prime step, so that neighbours differ
MANY = 8  # times as many pairs as are wanted: not worth a sort


@dataclass(slots=True)
class Arcs:
    """Arcs sorted by row: those of row `i` (a position in `problem.rows`) stand from `start[i]` to `start[i + 1]`.

    `beyond[i]` bounds the points of every pair of row `i` that is no arc; RULED_OUT when there is none. `looked_at`
    counts the pairs that were looked at one by one, `added` those that became arcs after the first.
    """

    problem: Problem
    rows: Index
    columns: Index
    points: Whole
    start: Index
    beyond: Whole
    looked_at: int = 0
    added: int = 0

    @classmethod
    def best(cls, problem: Problem, k: int) -> "Arcs":
        """The `k` best pairs of every free row, without those that places, hours or a prohibition rule out."""
        k = max(min(k, problem.scores.columns), 1)
        if not problem.rows.size or not problem.scores.columns:
            none, size = np.zeros(0, dtype=np.intp), problem.rows.size
            return cls(problem, none, none, none.astype(np.int64), np.zeros(size + 1, dtype=np.intp), np.full(size, RULED_OUT))
        columns, points = problem.scores.top(k)
        if problem.rows.size < problem.scores.rows:
            columns, points = columns[problem.rows], points[problem.rows]
        beyond = points[:, -1].astype(np.int64) if k < problem.scores.columns else np.full(len(points), RULED_OUT, dtype=np.int64)
        at = np.flatnonzero(points.ravel() >= 0)
        row, column = at // k, columns.ravel()[at].astype(np.intp)
        able = problem.possible(row, column)
        at, row, column = at[able], row[able], column[able]
        start = np.searchsorted(row, np.arange(len(points) + 1))
        return cls(problem, row, column, points.ravel()[at].astype(np.int64), start, beyond, looked_at=at.size)

    @property
    def size(self) -> int:
        """How many free rows."""
        return len(self.start) - 1

    def of(self, rows: Index) -> Index:
        """The positions of all arcs of these rows, row after row."""
        return ranges(self.start[rows], self.start[rows + 1])

    def add(self, rows: Index, columns: Index, points: Whole) -> Index:
        """Take these pairs, which are no arcs yet, as arcs; within a row they stand after the others.

        Gives the position that each arc had before, counting the new ones after the old.
        """
        row = np.concatenate([self.rows, rows])
        order = np.argsort(row, kind="stable")
        self.rows = row[order]
        self.columns = np.concatenate([self.columns, columns])[order]
        self.points = np.concatenate([self.points, points])[order]
        self.start = np.searchsorted(self.rows, np.arange(self.size + 1))
        self.added += rows.size
        return order

    def beyond_reach(self, worth: Whole, price: Whole, floor: int, most: int = 6) -> tuple[Index, Index, Whole]:
        """Pairs that are no arcs and have points > worth[row] + price[column], and at least `floor`; `most` per row.

        Every such pair of the problem is found if a row has no more than `most`. A row whose bound `beyond` is no more
        than its worth is left out whole (prices are never negative); of the others only the columns are looked at that
        are cheap enough for the bound. With worth = dual values this is pricing of all pairs; with worth = floor - 1 it
        looks for a way out of a Hall set.
        """
        found = [pairs for chunk in self._blocks(worth, price, floor) if (pairs := self._over(*chunk, worth, price, floor, most))[0].size]
        if not found:
            none = np.zeros(0, dtype=np.intp)
            return none, none, none.astype(np.int64)
        rows, columns, points = (np.concatenate(part) for part in zip(*found, strict=True))
        return rows, columns, points

    def _blocks(self, worth: Whole, price: Whole, floor: int) -> Iterator[tuple[Index, Index]]:
        """Rows with the columns that could matter to them, alike rows together."""
        slack = self.beyond - worth
        cheapest = np.argsort(price, kind="stable")
        prices = price[cheapest]
        rows = np.flatnonzero((slack > (prices[0] if prices.size else 0)) & (self.beyond >= floor))
        rows = rows[np.argsort(-slack[rows], kind="stable")]
        at = 0
        while at < rows.size:
            width = int(np.searchsorted(prices, slack[rows[at]], side="left"))
            step = max(BLOCK // max(width, 1), 1)
            yield np.sort(rows[at : at + step]), np.sort(cheapest[:width])
            at += step

    def _over(self, rows: Index, columns: Index, worth: Whole, price: Whole, floor: int, most: int) -> tuple[Index, Index, Whole]:
        self.problem.breathe()
        everything = columns.size == self.problem.scores.columns
        points = self.problem.scores.block(self.problem.rows[rows], None if everything else columns)
        self.looked_at += points.size
        limit = worth[rows].astype(np.int32)[:, None] + price[columns].astype(np.int32)[None, :]
        np.maximum(limit, floor - 1, out=limit)
        at = np.flatnonzero(points > limit)
        row, column = np.divmod(at, columns.size)
        over = points.ravel()[at] - limit.ravel()[at]
        row, column = rows[row], columns[column]
        able = self.problem.possible(row, column) & ~self._known(row, column)
        chosen = first_of_each(row[able], column[able], over[able], most, self.problem.scores.columns)
        return row[able][chosen], column[able][chosen], points.ravel()[at][able][chosen].astype(np.int64)

    def _known(self, rows: Index, columns: Index) -> NDArray[np.bool_]:
        """Which of these pairs are arcs."""
        arc = self.of(np.unique(rows))
        width = self.problem.scores.columns
        return np.isin(rows * width + columns, self.rows[arc] * width + self.columns[arc])


def ranges(first: Index, last: Index) -> Index:
    """The numbers from first[0] to last[0] - 1, then those from first[1], and so on."""
    count = last - first
    ends = np.cumsum(count)
    return np.arange(ends[-1] if ends.size else 0) + np.repeat(first - ends + count, count)


def first_of_each(rows: Index, columns: Index, over: NDArray[np.integer], most: int, width: int) -> Index:
    """Positions of the `most` best pairs of each row; `rows` ascend. Equals are taken from another place for each row.

    Where all is equal, every row would otherwise be given the same few columns, and the search would crawl. So many
    pairs that sorting them would cost more than it saves are taken by that rotation alone.
    """
    begin = np.searchsorted(rows, rows, side="left")
    count = np.searchsorted(rows, rows, side="right") - begin
    if rows.size > MANY * most * max(np.unique(rows).size, 1):
        turned = (np.arange(rows.size) - begin + rows * STRIDE) % count
        return np.flatnonzero(turned < most)
    order = np.lexsort(((columns + rows * STRIDE) % max(width, 1), -over, rows))
    return np.sort(order[np.arange(order.size) - begin < most])
