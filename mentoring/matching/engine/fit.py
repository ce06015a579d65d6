"""How well a candidate fits a wish: whole points, exact, the same for one pair and for a cohort's millions.

Weights and shares become whole numbers once, so that every sum of a cohort's matrix product is a whole number below
2**24, which single precision holds exactly: neither the order of the summing, nor the number of cores, nor the
machine can change a digit. Only one division follows, and IEEE 754 rounds that one alike everywhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mentoring.matching.engine.criteria import CRITERIA, Criterion
from mentoring.matching.engine.facts import Candidate, Weights, Wish

POINTS = 10_000  # a perfect fit; one point is a hundredth of a percent
WHOLE = 1 << 21  # all weights together, in the whole numbers that are summed


class Part(NamedTuple):
    """One criterion's answer: which, about what, how well (0-1), how much it counts, and the points it brings."""

    key: str
    about: str
    value: float
    weight: float
    points: int


@dataclass(frozen=True, slots=True)
class Fit:
    """Whole points out of POINTS over the criteria that both answered; `coverage` is the share of weight answered."""

    points: int
    coverage: float
    parts: tuple[Part, ...]

    @property
    def score(self) -> float:
        """The fit as a share, 0 to 1."""
        return self.points / POINTS


def whole_weights(weights: Weights) -> dict[str, int]:
    """Each criterion's weight as its share of WHOLE."""
    by_criterion = weights.by_criterion()
    total = sum(by_criterion.values())
    return {key: round(weight / total * WHOLE) for key, weight in by_criterion.items()}


def coefficients(criterion: Criterion, wish: Wish, weights: Weights, whole: int) -> dict[str, int]:
    """What one offered unit of each feature brings in one criterion that weighs `whole`; empty when not asked."""
    return {name: int(share * whole / criterion.scale) for name, share in criterion.asked(wish, weights).items()}


def whole_points(gained: NDArray[np.float32], staked: NDArray[np.float32]) -> NDArray[np.int32]:
    """Points of what was gained out of what was at stake, both whole numbers; 0 where nothing was at stake."""
    share = np.divide(gained, staked, out=np.zeros(np.broadcast(gained, staked).shape, np.float32), where=staked > 0)
    share *= np.float32(POINTS)
    share += np.float32(0.5)
    return np.clip(share.astype(np.int32), 0, POINTS)


@lru_cache(maxsize=32)
def _asked(wish: Wish, weights: Weights) -> tuple[tuple[Criterion, Mapping[str, float], Mapping[str, int], float, int], ...]:
    """What a wish asks, worked out once for all its candidates: criterion, shares, coefficients, weight, and weight in whole numbers."""
    by_criterion, whole = weights.by_criterion(), whole_weights(weights)
    return tuple((c, c.asked(wish, weights), coefficients(c, wish, weights, whole[c.key]), by_criterion[c.key], whole[c.key]) for c in CRITERIA)


def fit(wish: Wish, it: Candidate, weights: Weights) -> Fit:
    """The fit of one pair with its parts, which add up to its points."""
    found = list(_gains(wish, it, weights))
    keys = {criterion.key for criterion, *_ in found}
    staked = sum(whole for criterion, *_, whole in _asked(wish, weights) if criterion.key in keys)
    if not staked:
        return Fit(0, 0.0, ())
    parts, told = [], 0
    gained = np.cumsum([gain for *_, gain in found]).astype(np.float32)
    for (criterion, about, value, weight, _gain), points in zip(found, whole_points(gained, np.array([staked], np.float32)).tolist(), strict=True):
        parts.append(Part("need" if criterion.key == "needs" else criterion.key, about, value, weight, points - told))
        told = points
    asked = {c.key: whole for c, shares, _coefficients, _weight, whole in _asked(wish, weights) if not c.voluntary and shares}
    answered = sum(weight for key, weight in asked.items() if key in keys)
    return Fit(told, answered / (sum(asked.values()) or 1), tuple(parts))


def _gains(wish: Wish, it: Candidate, weights: Weights) -> Iterator[tuple[Criterion, str, float, float, int]]:
    """Criterion, need or "", value, weight, and gain in whole numbers of what both answered, in the criteria's order."""
    for criterion, shares, gains, weight, whole in _asked(wish, weights):
        if not gains or not whole or (offered := criterion.offered(it)) is None:
            continue
        if criterion.key == "needs":
            for (need, share), gain in zip(shares.items(), gains.values(), strict=True):
                yield criterion, need, offered.get(need, 0) / criterion.scale, weight * share, gain * offered.get(need, 0)
        else:
            gained = sum(gain * offered.get(name, 0) for name, gain in gains.items())
            yield criterion, "", criterion.value(wish, it, weights) or 0.0, weight, gained
