"""Ranking one request: the engine against a plain Python loop over the same fit."""

import random

from benchmarks.harness import Case, pair
from mentoring.matching.engine import fit, ranking
from mentoring.matching.engine.facts import Candidate, CrossBorder, Weights, Wish

NEEDS = tuple(f"need-{n:02}" for n in range(40))
SECTORS = tuple(f"sector-{n:02}" for n in range(21))
COUNTRIES = ("FI", "SE", "NO")
LANGUAGES = ("fi", "sv", "nb", "en")
SIZES = (500, 3_000, 10_000)


def candidate(dice: random.Random, number: int) -> Candidate:
    """A mentor with 4 to 12 subjects, two or three languages and a working week."""
    return Candidate(
        key=f"mentor-{number:06}",
        country=dice.choice(COUNTRIES),
        expertise=tuple((need, dice.randint(1, 4)) for need in sorted(dice.sample(NEEDS, dice.randint(4, 12)))),
        sectors=frozenset(dice.sample(SECTORS, 3)),
        languages=tuple((code, dice.randint(2, 4)) for code in sorted(dice.sample(LANGUAGES, 2))),
        formats=frozenset({"online"}),
        week=frozenset(range(30, 110)),
        places=3,
        active=dice.randint(0, 3),
        hours_offered=8.0,
        hours_agreed=float(dice.randint(0, 6)),
    )


def one_by_one(wish: Wish, candidates: list[Candidate], weights: Weights) -> list[float]:
    """The same scores, candidate by candidate, as one would write them first."""
    scores = []
    for it in candidates:
        parts = fit.needs(wish, it, weights)
        pairs = [(p.value, p.weight) for p in parts]
        for value, weight in (
            (fit.sectors(wish, it), weights.sectors),
            (fit.cross_border(wish, it), weights.cross_border),
            (fit.formats(wish, it), weights.format),
            (fit.hours(wish, it), weights.hours),
            (fit.spare(it), weights.spare),
        ):
            if value is not None:
                pairs.append((value, weight))
        scores.append(sum(v * w for v, w in pairs) / sum(w for _, w in pairs))
    return scores


def run() -> list[Case]:
    """Scores of one wish over a ready matrix, at three sizes; both ways must agree to nine digits."""
    dice, weights = random.Random(2027), Weights()
    wish = Wish(
        key="company",
        organisations=frozenset({"company"}),
        country="FI",
        needs=NEEDS[3:6],
        sectors=frozenset(SECTORS[:2]),
        languages=(("sv", 2), ("en", 3)),
        formats=frozenset({"online"}),
        cross_border=CrossBorder.PREFER,
        hours_a_month=2.0,
        week=frozenset(range(30, 110)),
    )
    cases = []
    for size in SIZES:
        candidates = [candidate(dice, number) for number in range(size)]
        features = ranking.Features.of(candidates)
        score, _coverage = ranking.scores(wish, features, weights)
        plain = one_by_one(wish, list(features.candidates), weights)
        if any(abs(a - b) > 1e-8 for a, b in zip(score.tolist(), plain, strict=True)):
            raise SystemExit("The engine and the plain loop disagree.")
        cases.append(
            pair(
                f"scores of one request, {size} mentors",
                lambda features=features: ranking.scores(wish, features, weights),
                against="a Python loop",
                theirs=lambda candidates=candidates: one_by_one(wish, candidates, weights),
                at_most=0.1,
            )
        )
    return cases
