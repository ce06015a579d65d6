"""What is asked of the solver, checked and reduced: rows still free, places left, pairs forbidden, hours in tenths."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mentoring.matching.engine.assignment.pairs import Index, Scores, Whole

Pair = tuple[int, int]
TENTHS = 10  # hours are counted in tenths, as whole numbers


class Contradiction(ValueError):
    """Pins that cannot all be kept. `faults` are (code, pairs), codes as in `faults_of`."""

    def __init__(self, faults: tuple[tuple[str, tuple[Pair, ...]], ...]) -> None:
        super().__init__("; ".join(f"{code}: {pairs}" for code, pairs in faults))
        self.faults = faults


class Cancelled(Exception):
    """The caller's `cancelled()` said yes; nothing was decided."""


@dataclass(frozen=True, slots=True)
class Problem:
    """The reduced problem. `rows` are the free rows in ascending order; `places` are what the pins left, per column.

    `forbidden` holds row · columns + column, ascending. `hours` (left per column) and `asked` (per row of the whole
    problem) are tenths of hours, or None when places say it all.
    """

    scores: Scores
    rows: Index
    places: Whole
    forbidden: Whole
    hours: Whole | None = None
    asked: Whole | None = None
    cancelled: Callable[[], bool] = bool

    def possible(self, rows: Index, columns: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Of pairs (free row by its position, column): whether nothing but the scores could stand against them."""
        whole = self.rows[rows]
        able = self.places[columns] > 0
        if self.forbidden.size:
            key = whole * np.int64(self.scores.columns) + columns
            at = np.minimum(np.searchsorted(self.forbidden, key), self.forbidden.size - 1)
            able &= self.forbidden[at] != key
        if self.hours is not None and self.asked is not None:
            able &= self.asked[whole] <= self.hours[columns]
        return able

    def hourly(self) -> tuple[Whole, Whole]:
        """Hours left per column and asked per row, in tenths, of a problem that counts them. Raises ValueError else."""
        if self.hours is None or self.asked is None:
            raise ValueError("no hours are counted here")
        return self.hours, self.asked

    def breathe(self) -> None:
        """Between steps: stop when the caller wants it. Raises Cancelled."""
        if self.cancelled():
            raise Cancelled


def posed(
    scores: Scores,
    places: ArrayLike,
    *,
    hours: ArrayLike | None = None,
    asked: ArrayLike | None = None,
    pinned: Iterable[Pair] = (),
    forbidden: Iterable[Pair] = (),
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Problem, tuple[Pair, ...]]:
    """The problem with the pins taken out, and the pins in order. Raises Contradiction; ValueError for wrong shapes."""
    left = _whole(places, scores.columns, "places")
    hours_left = None if hours is None or asked is None else _tenths(hours, scores.columns, "hours")
    hours_asked = None if hours is None or asked is None else _tenths(asked, scores.rows, "asked")
    pins, barred = sorted((int(r), int(c)) for r, c in pinned), sorted({(int(r), int(c)) for r, c in forbidden})
    for row, column in (*pins, *barred):
        if not (0 <= row < scores.rows and 0 <= column < scores.columns):
            raise ValueError(f"there is no pair ({row}, {column})")
    if faults := faults_of(scores, left, hours_left, hours_asked, pins, set(barred)):
        raise Contradiction(faults)
    free = np.ones(scores.rows, dtype=bool)
    for row, column in pins:
        free[row] = False
        left[column] -= 1
        if hours_left is not None and hours_asked is not None:
            hours_left[column] -= hours_asked[row]
    keys = np.array([row * scores.columns + column for row, column in barred], dtype=np.int64)
    problem = Problem(scores, np.flatnonzero(free), left, keys, hours_left, hours_asked, cancelled or bool)
    return problem, tuple(pins)


def faults_of(
    scores: Scores, places: Whole, hours: Whole | None, asked: Whole | None, pins: list[Pair], barred: set[Pair]
) -> tuple[tuple[str, tuple[Pair, ...]], ...]:
    """What speaks against the pins.

    Codes: row_pinned_twice, pinned_and_forbidden, hard_rule, more_pins_than_places, more_pins_than_hours.
    """
    by_row: dict[int, list[Pair]] = {}
    by_column: dict[int, list[Pair]] = {}
    for pair in pins:
        by_row.setdefault(pair[0], []).append(pair)
        by_column.setdefault(pair[1], []).append(pair)
    found = [("row_pinned_twice", tuple(pairs)) for pairs in by_row.values() if len(pairs) > 1]
    if both := tuple(pair for pair in pins if pair in barred):
        found.append(("pinned_and_forbidden", both))
    if ruled_out := tuple((r, c) for r, c in pins if scores.block(np.array([r]), np.array([c]))[0, 0] < 0):
        found.append(("hard_rule", ruled_out))
    for column, pairs in by_column.items():
        if len(pairs) > places[column]:
            found.append(("more_pins_than_places", tuple(pairs)))
        if hours is not None and asked is not None and sum(int(asked[row]) for row, _ in pairs) > hours[column]:
            found.append(("more_pins_than_hours", tuple(pairs)))
    return tuple(found)


def hours_as_places(problem: Problem, *, cautious: bool = False) -> Problem:
    """Turn hours into places: exactly when all free rows ask the same, else as a bound, with the hours kept.

    The bound for a column is how many rows fit when those that ask the least come to it: no assignment has more. The
    cautious one is how many fit whoever comes, and the hours fall away: no assignment within it breaks them.
    """
    if problem.hours is None or problem.asked is None or not problem.rows.size:
        return replace(problem, hours=None, asked=None)
    asked = np.sort(problem.asked[problem.rows])
    if cautious:
        fits = problem.hours // max(int(asked[-1]), 1)
        return replace(problem, places=np.minimum(problem.places, np.maximum(fits, 0)) if asked[-1] else problem.places, hours=None, asked=None)
    fits = np.searchsorted(np.cumsum(asked), problem.hours, side="right")
    places = np.minimum(problem.places, fits)
    if asked[0] == asked[-1]:
        return replace(problem, places=places, hours=None, asked=None)
    return replace(problem, places=places)


def _whole(values: ArrayLike, size: int, name: str) -> Whole:
    found = np.array(values, dtype=np.int64)
    if found.shape != (size,) or (size and found.min() < 0):
        raise ValueError(f"{name}: {size} whole numbers, zero or more")
    return found


def _tenths(values: ArrayLike, size: int, name: str) -> Whole:
    found = np.array(values, dtype=np.float64)
    if found.shape != (size,) or not np.isfinite(found).all() or (size and found.min() < 0):
        raise ValueError(f"{name}: {size} numbers of hours, zero or more")
    return np.rint(found * TENTHS).astype(np.int64)
