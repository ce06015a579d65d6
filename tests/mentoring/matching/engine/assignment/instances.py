"""Seeded instances and the reference: every place a column of its own, scipy's dense assignment, floors tried one by one."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from mentoring.matching.engine.assignment import Assignment

SERVED = 10**8  # more than all points together


@dataclass(frozen=True)
class Instance:
    points: np.ndarray
    places: np.ndarray

    @property
    def shape(self) -> tuple[int, int]:
        return self.points.shape


def instance(seed: int, rows: int | None = None, columns: int | None = None, most: int | None = None) -> Instance:
    """Sparse or dense, with many ties or few, with too few places or plenty: by the seed."""
    random = np.random.default_rng(seed)
    n = int(random.integers(0, 14)) if rows is None else rows
    m = int(random.integers(0, 12)) if columns is None else columns
    points = random.integers(0, (most or (2, 30, 10_000)[seed % 3]) + 1, (n, m))
    points[random.random((n, m)) < random.random() * 0.9] = -1
    return Instance(points, random.integers(0, (2, 5)[seed // 3 % 2], m))


def at_floor(it: Instance, floor: int) -> tuple[int, int]:
    """The most rows served over pairs of at least `floor` points, and then the highest total."""
    slots = np.repeat(np.arange(it.places.size), it.places)
    if not slots.size or not it.points.size:
        return 0, 0
    worth = np.where(it.points >= floor, it.points + SERVED, 0)[:, slots]
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return divmod(int(worth[rows, columns].sum()), SERVED)


def together(it: Instance) -> tuple[int, int, int]:
    """Served, the highest floor that serves as many, and the highest total at it."""
    served, total = at_floor(it, 0)
    for floor in sorted(set(it.points[it.points >= 0].tolist()), reverse=True):
        found = at_floor(it, floor)
        if found[0] == served and served:
            return served, floor, found[1]
    return served, 0, total


def assert_kept(result: Assignment, it: Instance, forbidden: frozenset[tuple[int, int]] = frozenset()) -> None:
    """No hard rule, no prohibition and no number of places is broken, and the sums are those of the pairs."""
    pairs = [(row, int(column)) for row, column in enumerate(result.columns) if column >= 0]
    assert all(it.points[pair] >= 0 and pair not in forbidden for pair in pairs)
    assert (np.bincount([column for _, column in pairs], minlength=it.places.size) <= it.places).all()
    assert result.load.tolist() == np.bincount([column for _, column in pairs], minlength=it.places.size).tolist()
    assert (result.served, result.total) == (len(pairs), sum(int(it.points[pair]) for pair in pairs))
    assert result.worst == min((int(it.points[pair]) for pair in pairs), default=None)
    assert [int(p) for p in result.points] == [int(it.points[row, c]) if c >= 0 else -1 for row, c in enumerate(result.columns)]
