"""Ranking one request: the engine against a plain Python loop over the same fit."""

import random

from benchmarks.harness import Case, pair
from mentoring.matching.engine import ranking
from mentoring.matching.engine.criteria import CRITERIA
from mentoring.matching.engine.facts import Candidate, CrossBorder, Weights, Wish
from mentoring.matching.engine.fit import POINTS
from mentoring.matching.engine.pool import Pool

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
    asked = [(weights.by_criterion()[c.key], c, c.asked(wish, weights)) for c in CRITERIA]
    asked = [(weight, c, shares) for weight, c, shares in asked if weight and shares]
    scores = []
    for it in candidates:
        gained = staked = 0.0
        for weight, criterion, shares in asked:
            if (offered := criterion.offered(it)) is not None:
                staked += weight
                gained += weight * sum(share * offered.get(name, 0) for name, share in shares.items()) / criterion.scale
        scores.append(gained / staked)
    return scores


def run() -> list[Case]:
    """Scores of one wish over a ready matrix, at three sizes; both ways must agree to two points of ten thousand."""
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
        pool = Pool.of(candidates)
        points, _coverage = ranking.scores(wish, pool, weights)
        plain = one_by_one(wish, list(pool.candidates), weights)
        if any(abs(a / POINTS - b) > 2e-4 for a, b in zip(points.tolist(), plain, strict=True)):
            raise SystemExit("The engine and the plain loop disagree.")
        cases.append(
            pair(
                f"scores of one request, {size} mentors",
                lambda pool=pool: ranking.scores(wish, pool, weights),
                against="a Python loop",
                theirs=lambda candidates=candidates: one_by_one(wish, candidates, weights),
                at_most=0.1,
            )
        )
    return cases
