"""How the solver sees scores: whole points for a pair, asked for in blocks. It knows nothing about what they mean."""

from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

MOST = 10_000  # points of a perfect fit
RULED_OUT = -1  # a hard rule stands against the pair

Points = NDArray[np.int32]
Columns = NDArray[np.int32]
Index = NDArray[np.intp]
Whole = NDArray[np.int64]


@runtime_checkable
class Scores(Protocol):
    """The points of every pair of a row (a company's wish) and a column (a mentor): 0 to MOST, or RULED_OUT.

    Points are whole numbers, so that sums, bounds and their gap are exact. The same question always has the same
    answer: the solver looks at a pair more than once.
    """

    @property
    def rows(self) -> int:
        """How many companies."""

    @property
    def columns(self) -> int:
        """How many mentors."""

    def block(self, rows: slice | Index, columns: Index | None = None) -> Points:
        """The points of these rows with these columns (None: all), dense, one line per row. The caller changes nothing in it."""

    def top(self, k: int) -> tuple[Columns, Points]:
        """The `k` best columns of every row with their points, best first; of equals, the lower column.

        Both arrays have `rows` lines of `k` entries. Where fewer than `k` columns are possible, points are RULED_OUT.
        """


class Dense:
    """Scores that are written out: for small instances and tests."""

    def __init__(self, points: object) -> None:
        """Take a table of whole points. Raises ValueError for anything else."""
        table = np.array(points, dtype=np.int32, ndmin=2)
        if table.ndim != 2 or (table.size and (table.min() < RULED_OUT or table.max() > MOST)):
            raise ValueError(f"points are a table of whole numbers from {RULED_OUT} to {MOST}")
        self.points: Points = table

    @property
    def rows(self) -> int:
        return int(self.points.shape[0])

    @property
    def columns(self) -> int:
        return int(self.points.shape[1])

    def block(self, rows: slice | Index, columns: Index | None = None) -> Points:
        chosen = self.points[rows]
        return chosen if columns is None else chosen[:, columns]

    def top(self, k: int) -> tuple[Columns, Points]:
        best = np.argsort(-self.points, axis=1, kind="stable")[:, :k].astype(np.int32)
        points = np.take_along_axis(self.points, best.astype(np.intp), axis=1)
        if (missing := k - best.shape[1]) > 0:
            best = np.pad(best, ((0, 0), (0, missing)))
            points = np.pad(points, ((0, 0), (0, missing)), constant_values=RULED_OUT)
        return best, points


def points_at(scores: Scores, rows: Index, columns: Index) -> Points:
    """The points of each row with its column, RULED_OUT where the column is -1."""
    points = np.full(rows.size, RULED_OUT, dtype=np.int32)
    has = np.flatnonzero(columns >= 0)
    for first in range(0, has.size, 256):
        at = has[first : first + 256]
        chosen, place = np.unique(columns[at], return_inverse=True)
        points[at] = scores.block(rows[at], chosen)[np.arange(at.size), place]
    return points
