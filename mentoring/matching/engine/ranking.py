"""Many candidates at once: features as a matrix, a wish as one row of coefficients, the score as their product.

Every soft criterion is linear in the candidate's features, so a cohort's run is `rows @ features.matrix` for many
wishes. One wish uses the non-zero rows only, added in a fixed order: the sum for a candidate then depends on nothing
but its own column, and neither the order of the input nor the other candidates can change a digit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from mentoring.matching.engine import fit
from mentoring.matching.engine.facts import Candidate, CrossBorder, Weights, Wish
from mentoring.matching.engine.rules import LeftOut, reasons_against

Feature = tuple[str, str]
Matrix = NDArray[np.float64]
DIGITS = 9  # scores that differ by less come from rounding, and count as equal


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


@dataclass(frozen=True, slots=True)
class Features:
    """The candidates as a matrix: one row per feature, one column per candidate, columns in the order of the keys."""

    candidates: tuple[Candidate, ...]
    index: dict[Feature, int]
    matrix: Matrix

    @classmethod
    def of(cls, candidates: Iterable[Candidate]) -> "Features":
        """Build the matrix. Raises ValueError when two candidates have one key."""
        ordered = tuple(sorted(candidates, key=lambda it: it.key))
        if len({it.key for it in ordered}) != len(ordered):
            raise ValueError("two candidates have the same key")
        columns = [features_of(it) for it in ordered]
        index = {name: row for row, name in enumerate(sorted({name for column in columns for name in column}))}
        matrix = np.zeros((len(index), len(ordered)))
        for column, values in enumerate(columns):
            for name, value in values.items():
                matrix[index[name], column] = value
        return cls(ordered, index, matrix)

    def row(self, coefficients: dict[Feature, float]) -> Matrix:
        """Coefficients by name as one row of this matrix' features; what no candidate has falls away."""
        row = np.zeros(len(self.index))
        for name, value in coefficients.items():
            if name in self.index:
                row[self.index[name]] = value
        return row


def features_of(it: Candidate) -> dict[Feature, float]:
    """One candidate's column: levels and shares in [0, 1], flags, and ("answered", criterion) where it answered."""
    found: dict[Feature, float] = {("need", code): level / fit.EXPERT for code, level in it.expertise}
    found |= {("sector", code): 1.0 for code in it.sectors}
    found |= {("format", code): 1.0 for code in it.formats}
    found |= {("hour", f"{hour:03}"): 1.0 for hour in it.week}
    answers = {
        "need": bool(it.expertise),
        "sector": bool(it.sectors),
        "format": bool(it.formats),
        "hour": bool(it.week),
        "country": bool(it.country),
        "spare": bool(it.places),
    }
    found |= {("answered", criterion): 1.0 for criterion, yes in answers.items() if yes}
    if it.country:
        found["country", it.country] = 1.0
    if (free := fit.spare(it)) is not None:
        found["spare", ""] = free
    return found


def gains(wish: Wish, weights: Weights) -> dict[Feature, float]:
    """Coefficients of Σw·s for one wish."""
    row = {("need", need): w for need, w in zip(wish.needs, weights.of_needs(len(wish.needs)), strict=True)}
    row |= {("sector", code): weights.sectors / len(wish.sectors) for code in wish.sectors}
    row |= {("format", code): weights.format / len(wish.formats) for code in wish.formats}
    row |= {("hour", f"{hour:03}"): weights.hours / len(wish.week) for hour in wish.week}
    row["spare", ""] = weights.spare
    if wish.cross_border is CrossBorder.PREFER:
        # "abroad" is: has a country (answered), less the one country that is home. Linear, without naming all others.
        row["answered", "country"] = weights.cross_border
        row["country", wish.country] = -weights.cross_border
    return row


def stakes(wish: Wish, weights: Weights) -> dict[Feature, float]:
    """Coefficients of Σw for one wish: what counts if the candidate has answered it too."""
    asked = {
        "need": weights.needs * bool(wish.needs),
        "sector": weights.sectors * bool(wish.sectors),
        "format": weights.format * bool(wish.formats),
        "hour": weights.hours * bool(wish.week),
        "country": weights.cross_border * (wish.cross_border is CrossBorder.PREFER),
        "spare": weights.spare,
    }
    return {("answered", criterion): weight for criterion, weight in asked.items() if weight}


def product(row: Matrix, matrix: Matrix) -> Matrix:
    """`row @ matrix`, added feature by feature in their order, so that no column's sum depends on another column."""
    total = np.zeros(matrix.shape[1])
    for feature in np.flatnonzero(row):
        total += row[feature] * matrix[feature]
    return total


def scores(wish: Wish, features: Features, weights: Weights) -> tuple[Matrix, Matrix]:
    """Score and coverage of every candidate, hard rules left aside; both in [0, 1]."""
    gained = product(features.row(gains(wish, weights)), features.matrix)
    staked = product(features.row(stakes(wish, weights)), features.matrix)
    score = np.divide(gained, staked, out=np.zeros_like(gained), where=staked > 0)
    coverage = staked / (fit.all_weight(wish, weights) or 1.0)
    return np.round(np.clip(score, 0.0, 1.0), DIGITS), np.round(np.clip(coverage, 0.0, 1.0), DIGITS)  # type: ignore[return-value]  # numpy types round() as of any width


def draw(wish: Wish, candidate: Candidate) -> str:
    """The lot between equals: depends on the two keys alone, and favours nobody over many wishes."""
    return sha256(f"{wish.key}:{candidate.key}".encode()).hexdigest()


def rank(wish: Wish, candidates: Sequence[Candidate] | Features, weights: Weights | None = None) -> Shortlist:
    """All candidates for one wish: those who can be asked, best first, and those who cannot, with reasons.

    Equal scores go by coverage (more answers in common first), then by lot. Equal inputs give equal output, in
    whatever order the candidates come.
    """
    weights = weights or Weights()
    features = candidates if isinstance(candidates, Features) else Features.of(candidates)
    score, coverage = scores(wish, features, weights)
    able: list[tuple[float, float, str, Candidate]] = []
    excluded = []
    for it, its_score, its_coverage in zip(features.candidates, score.tolist(), coverage.tolist(), strict=True):
        if reasons := tuple(reasons_against(wish, it)):
            excluded.append(Excluded(it, reasons))
        else:
            able.append((-its_score, -its_coverage, draw(wish, it), it))
    able.sort(key=lambda entry: entry[:3])
    ranked = tuple(Ranked(place, it, -s, -c) for place, (s, c, _, it) in enumerate(able, start=1))
    return Shortlist(ranked, tuple(excluded))
