"""Of assignments that are equally good, the one that leaves most as it was.

A cohort often has many optima. Where one is laid beside an earlier one to show what a change brings, pairs that differ
only because two optima are equal would be read as its effect; here they are given back.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mentoring.matching.engine.assignment import Assignment, Scores
from mentoring.matching.engine.assignment.pairs import points_at

ROUNDING = 1e-9


def steadied(scores: Scores, result: Assignment, before: NDArray[np.intp], active: NDArray[np.integer], places: NDArray[np.integer]) -> Assignment:
    """`result` with every group of pairs given back that is as good as it was `before` (each row's column, -1: none).

    `before` has to be an optimum of the same cohort with some columns fewer, under the same pins. A group is the rows that
    changed, together with the columns they went from and to: whole, it fits in again. It is given back only where as many
    are served, for the same total, nobody is worse off than the worst-off of `result`, and the load is as even, by the
    measure of `assignment.load` (`active` is what each column has, `places` what is free). So no aim loses anything.
    """
    rows = np.flatnonzero(before != result.columns)
    was, now = before[rows], result.columns[rows]
    groups = _groups(was, now, scores.columns)
    worth = points_at(scores, rows, was)
    columns, points = result.columns.copy(), result.points.copy()
    room = np.maximum(active.astype(np.int64) + places, 1)
    for group in np.unique(groups):
        at = groups == group
        if _as_good(worth[at], result.points[rows[at]], result.worst) and _as_even(was[at], now[at], active + result.load, room):
            columns[rows[at]], points[rows[at]] = was[at], worth[at]
    load = np.bincount(columns[columns >= 0], minlength=scores.columns).astype(np.int64)
    return replace(result, columns=columns, points=points, load=load)


def as_columns(keys: list[str], candidates: list[str], got: Mapping[str, str]) -> NDArray[np.intp]:
    """Whom each wish got, as columns: `got` has the candidate's key by the wish's key."""
    column = {key: at for at, key in enumerate(candidates)}
    return np.array([column.get(got.get(key, ""), -1) for key in keys], np.intp)


def _groups(was: NDArray[np.intp], now: NDArray[np.intp], columns: int) -> NDArray[np.intp]:
    """A number for each changed row: rows that share a column, directly or over others, have the same."""
    root = list(range(columns))

    def found(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    for one, two in zip(was.tolist(), now.tolist(), strict=True):
        if one >= 0 and two >= 0:
            root[found(one)] = found(two)
    return np.array([found(max(one, two)) for one, two in zip(was.tolist(), now.tolist(), strict=True)], np.intp)


def _as_good(was: NDArray[np.int32], now: NDArray[np.int32], worst: int | None) -> bool:
    """As many served, the same total, and nobody below the worst-off."""
    served, served_now = was[was >= 0], now[now >= 0]
    if served.size != served_now.size or served.sum(dtype=np.int64) != served_now.sum(dtype=np.int64):
        return False
    return not served.size or int(served.min()) >= (worst or 0)


def _as_even(was: NDArray[np.intp], now: NDArray[np.intp], load: NDArray[np.int64], room: NDArray[np.int64]) -> bool:
    """The columns' loads, squared and shared over their room, come to no more than they do now."""
    had = load - np.bincount(now[now >= 0], minlength=load.size) + np.bincount(was[was >= 0], minlength=load.size)
    at = np.flatnonzero(had != load)
    return float(((had[at] ** 2 - load[at] ** 2) / room[at]).sum()) <= ROUNDING
