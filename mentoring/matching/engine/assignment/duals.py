"""What a place and a row are worth at the optimum, and the proof that a matching is one (linear programming duality).

Of all dual solutions these have the lowest prices, hence the highest worth of every row: the ones that leave the least
to look at beyond the arcs. They are the least fixed point of price[c'] >= points(r, c') - points(r, c) + price[c] over
rows r served by c: longest paths in the residual network (Bellman 1958), found by relaxing only what has changed.
"""

from dataclasses import dataclass

import numpy as np

from mentoring.matching.engine.assignment.arcs import Arcs, ranges
from mentoring.matching.engine.assignment.pairs import Index, Whole


class Improvable(RuntimeError):
    """The matching is not the best one over its arcs: a fault in the flow solver."""


@dataclass(frozen=True, slots=True)
class Duals:
    """`worth[r] + price[c] >= points(r, c)`, with equality where r has c; `idle` is the price of having nobody."""

    worth: Whole
    price: Whole
    idle: int

    def total(self, places: Whole, idle: int) -> int:
        """The bound that they prove: no matching that leaves `idle` rows without a place has more points."""
        return int(self.worth.sum() + self.price @ places + self.idle * idle)


def duals(arcs: Arcs, chosen: Index, column: Index, own: Whole, places: Whole) -> Duals:
    """The duals of a best matching over the arcs at the positions `chosen` (ascending).

    `column` is the matching (-1: nobody) and `own` the points of each row in it. Raises Improvable.
    """
    nobody = places.size
    held = np.where(column < 0, nobody, column)
    rows, columns, points = arcs.rows[chosen], arcs.columns[chosen], arcs.points[chosen]
    start = np.searchsorted(rows, np.arange(arcs.size + 1))
    price = np.zeros(nobody + 1, dtype=np.int64)
    worth = own.copy()
    someone_idle = bool((column < 0).any())
    moved: Index | None = None
    for _ in range(arcs.size + nobody + 2):
        raised = price.copy()
        if moved is None:
            np.maximum.at(raised, columns, points - worth[rows])
        else:
            arc = ranges(start[moved], start[moved + 1])
            np.maximum.at(raised, columns[arc], points[arc] - worth[rows[arc]])
        if someone_idle:
            raised[nobody] = max(raised[nobody], -int((worth if moved is None else worth[moved]).min()))
        changed = raised > price
        price = raised
        moved = np.flatnonzero(changed[held])
        worth[moved] = own[moved] - price[held[moved]]
        if not moved.size:
            return Duals(worth, price[:nobody], int(price[nobody]))
    raise Improvable
