"""One wish and all candidates: who can be asked, best first, and who cannot.

Only the rows of the pool that the wish asks about are read, so the cost grows with the answers of the wish, not with
the vocabulary.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from mentoring.matching.engine import barriers
from mentoring.matching.engine.criteria import CRITERIA
from mentoring.matching.engine.facts import Candidate, Musts, Weights, Wish
from mentoring.matching.engine.fit import POINTS, coefficients, whole_points, whole_weights
from mentoring.matching.engine.pool import Booleans, Pool
from mentoring.matching.engine.rules import LeftOut, reasons_against


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate that can be asked, with its place (from 1), its score in [0, 1] and how much was answered."""

    place: int
    candidate: Candidate
    score: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Excluded:
    """A candidate that cannot be asked, with every reason; the first one is the one to tell first."""

    candidate: Candidate
    reasons: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Shortlist:
    ranked: tuple[Ranked, ...]
    excluded: tuple[Excluded, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """A pool's columns for one wish. `columns` are the best that can be asked, in order, with `points` and `coverage`.

    `against` are the rules that bar anybody, with whom they bar; `first` is for every column the number in `codes` of the
    first of them, -1 where there is none. `fits` are the points of every column, rules left aside.
    """

    columns: NDArray[np.intp]
    points: NDArray[np.int32]
    coverage: NDArray[np.float64]
    able: int
    against: dict[str, Booleans]
    first: NDArray[np.int8]
    fits: NDArray[np.int32]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.against)

    def counts(self) -> dict[str, int]:
        """How many cannot be asked, by the first reason."""
        found = np.bincount(self.first + 1, minlength=len(self.codes) + 1)[1:]
        return {code: int(count) for code, count in zip(self.codes, found, strict=True) if count}


def scores(wish: Wish, pool: Pool, weights: Weights) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Points and coverage of every candidate, hard rules left aside."""
    whole = whole_weights(weights)
    gained, staked, covered = (np.zeros(len(pool), np.float32) for _ in range(3))
    row = {name: at for at, name in enumerate(pool.features)}
    asked, term = 0, np.empty(len(pool), np.float32)
    for number, criterion in enumerate(CRITERIA):
        brings = coefficients(criterion, wish, weights, whole[criterion.key])
        if not brings or not whole[criterion.key]:
            continue
        staked += np.multiply(pool.answered[number], np.float32(whole[criterion.key]), out=term)
        if not criterion.voluntary:
            asked += whole[criterion.key]
            covered += term
        for name, coefficient in brings.items():
            if (at := row.get(f"{criterion.key}:{name}")) is not None:
                gained += np.multiply(pool.units[at], np.float32(coefficient), out=term)
    return whole_points(gained, staked), covered.astype(np.float64) / (asked or 1)


def lots(wish: Wish, pool: Pool, columns: NDArray[np.intp]) -> NDArray[np.uint64]:
    """The lot between equals: drawn from the two keys alone, so that over many wishes it favours nobody."""
    drawn = pool.lots[columns] ^ np.uint64(int.from_bytes(sha256(wish.key.encode()).digest()[:8], "big"))
    with np.errstate(over="ignore"):  # the finisher of splitmix64 (Steele, Lea and Flood 2014) wraps around by design
        drawn = (drawn ^ (drawn >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        drawn = (drawn ^ (drawn >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return drawn ^ (drawn >> np.uint64(31))


def order(wish: Wish, pool: Pool, weights: Weights, musts: Musts | None = None, limit: int | None = None) -> Order:
    """The best `limit` (None: all) who can be asked: by points, then by coverage, then by lot."""
    against = barriers.barriers(wish, pool, musts)
    first = np.full(len(pool), -1, np.int8)
    for number, barred in reversed(list(enumerate(against.values()))):
        first[barred] = number
    points, coverage = scores(wish, pool, weights)
    able = np.flatnonzero(first < 0)
    columns = able
    if limit is not None and limit < len(able):
        least = np.partition(points[able], len(able) - limit)[len(able) - limit]
        columns = able[points[able] >= least]  # everybody who ties with the last one takes part in the lot
    drawn = lots(wish, pool, columns)
    columns = columns[np.lexsort((drawn, -coverage[columns], -points[columns]))][:limit]
    return Order(columns, points[columns], coverage[columns], len(able), against, first, points)


def rank(wish: Wish, candidates: Iterable[Candidate] | Pool, weights: Weights | None = None, musts: Musts | None = None, limit: int | None = None) -> Shortlist:
    """The best `limit` for one wish, and those who cannot be asked, with reasons.

    Equal inputs give equal output, in whatever order the candidates come. A pool has to hold its candidates' facts.
    """
    pool = candidates if isinstance(candidates, Pool) else Pool.of(candidates)
    found = order(wish, pool, weights or Weights(), musts, limit)
    ranked = tuple(
        Ranked(place, pool.candidates[column], points / POINTS, coverage)
        for place, (column, points, coverage) in enumerate(zip(found.columns.tolist(), found.points.tolist(), found.coverage.tolist(), strict=True), start=1)
    )
    out = (pool.candidates[column] for column in np.flatnonzero(found.first >= 0))
    return Shortlist(ranked, tuple(Excluded(it, tuple(reasons_against(wish, it, musts))) for it in out))
