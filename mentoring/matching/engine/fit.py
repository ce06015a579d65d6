"""Soft criteria: how well a candidate fits a wish, one value in [0, 1] per criterion that both have answered."""

from dataclasses import dataclass
from typing import NamedTuple

from mentoring.matching.engine.facts import Candidate, CrossBorder, Weights, Wish

EXPERT = 4  # the highest level of expertise


class Part(NamedTuple):
    """One criterion's answer: which, about what, how well (0-1) and how much it counts."""

    key: str
    about: str
    value: float
    weight: float


@dataclass(frozen=True, slots=True)
class Fit:
    """Σw·s / Σw over the criteria that both answered; `coverage` is the share of all weight that was answered."""

    score: float
    coverage: float
    parts: tuple[Part, ...]


def needs(wish: Wish, it: Candidate, weights: Weights) -> list[Part]:
    """One part per need: the level of expertise, weighted by the need's place in the order."""
    if not wish.needs or not it.expertise:
        return []
    level = dict(it.expertise)
    shares = weights.of_needs(len(wish.needs))
    return [Part("need", need, level.get(need, 0) / EXPERT, w) for need, w in zip(wish.needs, shares, strict=True)]


def sectors(wish: Wish, it: Candidate) -> float | None:
    """Share of the company's sectors that the candidate knows."""
    if not wish.sectors or not it.sectors:
        return None
    return len(wish.sectors & it.sectors) / len(wish.sectors)


def cross_border(wish: Wish, it: Candidate) -> float | None:
    """Whether the candidate is abroad, when the company would rather have that. MUST is a hard rule, not a value."""
    if wish.cross_border is not CrossBorder.PREFER or not it.country:
        return None
    return float(it.country != wish.country)


def formats(wish: Wish, it: Candidate) -> float | None:
    """Share of the formats that suit the company which the candidate offers."""
    if not wish.formats or not it.formats:
        return None
    return len(wish.formats & it.formats) / len(wish.formats)


def hours(wish: Wish, it: Candidate) -> float | None:
    """Share of the company's working week in which the candidate works too, on the UTC week."""
    if not wish.week or not it.week:
        return None
    return len(wish.week & it.week) / len(wish.week)


def spare(it: Candidate) -> float | None:
    """Share of the candidate's places that are free: of two who fit alike, the less burdened one."""
    if not it.places:
        return None
    return max(it.places - it.active, 0) / it.places


def all_weight(wish: Wish, weights: Weights) -> float:
    """The weight of every criterion that the wish answers, whoever the candidate is."""
    return (
        weights.needs * bool(wish.needs)
        + weights.sectors * bool(wish.sectors)
        + weights.cross_border * (wish.cross_border is CrossBorder.PREFER)
        + weights.format * bool(wish.formats)
        + weights.hours * bool(wish.week)
        + weights.spare
    )


def fit(wish: Wish, it: Candidate, weights: Weights) -> Fit:
    """The fit of one pair with its parts. `ranking.rank` gives the same score for many at once."""
    single = {
        "sectors": (sectors(wish, it), weights.sectors),
        "cross_border": (cross_border(wish, it), weights.cross_border),
        "format": (formats(wish, it), weights.format),
        "hours": (hours(wish, it), weights.hours),
        "spare": (spare(it), weights.spare),
    }
    parts = needs(wish, it, weights)
    parts += [Part(key, "", value, weight) for key, (value, weight) in single.items() if value is not None]
    parts = [part for part in parts if part.weight > 0]
    answered = sum(part.weight for part in parts)
    if not answered:
        return Fit(0.0, 0.0, ())
    score = sum(part.weight * part.value for part in parts) / answered
    return Fit(min(score, 1.0), min(answered / all_weight(wish, weights), 1.0), tuple(parts))
