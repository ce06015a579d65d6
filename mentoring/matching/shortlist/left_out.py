"""Who cannot be asked, counted by the reason that a side may know: of thousands a list reads a few.

`wording.left_out_lines` says the same of one candidate, with every reason; a property test holds the two together.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentoring.matching import wording
from mentoring.matching.engine.barriers import told_apart
from mentoring.matching.engine.facts import Wish
from mentoring.matching.engine.pool import Pool
from mentoring.matching.engine.ranking import Order, lots


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Those whose first reason is the same: its code, how many, and the columns wanted, best first."""

    code: str
    count: int
    columns: NDArray[np.intp]


def counted(found: Order, wish: Wish, pool: Pool, side: wording.Side, *, few: int, code: str = "", after: int = 0, size: int = 0) -> list[Counted]:
    """Every reason with how many it keeps out, the most first, and `few` of each; of `code` the `size` after the first `after`.

    Best first: those come first who would fit best if the reason fell away.
    """
    codes, first = first_told(found, wish, pool, side)
    many = np.bincount(first + 1, minlength=len(codes) + 1)[1:]
    groups = []
    for number in np.flatnonzero(many).tolist():
        columns = np.flatnonzero(first == number)
        start, stop = (after, after + size) if codes[number] == code else (0, few)
        groups.append(Counted(codes[number], int(many[number]), best(columns, stop, found, wish, pool)[start:]))
    return sorted(groups, key=lambda group: (-group.count, group.code))


def best(columns: NDArray[np.intp], limit: int, found: Order, wish: Wish, pool: Pool) -> NDArray[np.intp]:
    """The `limit` of some columns that fit best, rules left aside; equals by lot."""
    points = found.fits[columns]
    if limit < len(columns):
        kept = points >= np.partition(points, len(columns) - limit)[len(columns) - limit]
        columns, points = columns[kept], points[kept]
    return columns[np.lexsort((lots(wish, pool, columns), -points))][:limit]


def first_told(found: Order, wish: Wish, pool: Pool, side: wording.Side) -> tuple[list[str], NDArray[np.int8]]:
    """The codes that a side may know, and for every column the number of its first one; -1 for who can be asked."""
    told = [(wording.told_code(code, side, ends=ends), barred) for code, ends, barred in told_apart(found.against, wish, pool)]
    codes = list(dict.fromkeys(code for code, _barred in told))
    silent = np.zeros(len(pool), bool)
    for code, barred in told:
        silent |= barred & (code == wording.NOT_NOW)
    first = np.full(len(pool), -1, np.int8)
    for code, barred in reversed(told):
        first[barred if wording.is_told_of_the_silent(code) else barred & ~silent] = codes.index(code)
    return codes, first
