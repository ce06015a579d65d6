"""Synthetic cohorts, seeded: companies and mentors with the sparsity of real ones."""

import random
from functools import cache

import numpy as np

from mentoring.matching.engine.facts import Candidate, CrossBorder, Wish
from mentoring.matching.engine.pool import Pool

SEED = 2027
NEEDS = tuple(f"need-{n:02}" for n in range(64))
SECTORS = tuple(f"sector-{n:02}" for n in range(21))
STAGES = ("idea", "start", "growth", "established")
COUNTRIES = ("FI", "SE", "NO")
REGIONS = {country: tuple(f"{country}{n}" for n in range(8)) for country in COUNTRIES}
HOME = {"FI": ("fi", "sv"), "SE": ("sv", "sv"), "NO": ("nb", "se")}
WEEKS = tuple(frozenset(day * 24 + hour for day in range(days) for hour in range(first, first + 8)) for days in (4, 5) for first in (6, 7, 8))


def _tags(dice: random.Random, count: int) -> list[str]:
    """Distinct needs, the popular ones far more often (Zipf)."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[dice.choices(NEEDS, cum_weights=_zipf())[0]] = None
    return list(found)


@cache
def _zipf() -> tuple[float, ...]:
    return tuple(np.cumsum(1 / np.arange(1, len(NEEDS) + 1)).tolist())


def _languages(dice: random.Random, country: str) -> dict[str, int]:
    first, second = HOME[country]
    spoken = {first: 4} if dice.random() < 0.9 else {second: 4}
    if dice.random() < 0.6:
        spoken["en"] = dice.randint(2, 4)
    return spoken


def wish(dice: random.Random, number: int) -> Wish:
    """A company with 3 to 6 needs; one in five has said nothing about its hours, one in ten nothing about its stage."""
    country = dice.choice(COUNTRIES)
    return Wish(
        key=f"company-{number:06}",
        organisations=frozenset({f"organisation-{number:06}"}),
        country=country,
        region=dice.choice(REGIONS[country]),
        needs=tuple(_tags(dice, dice.randint(3, 6))),
        sectors=frozenset(dice.sample(SECTORS, dice.randint(1, 3))),
        stage=dice.choice(STAGES) if dice.random() < 0.9 else "",
        languages=tuple(sorted((code, 2) for code in _languages(dice, country))),
        formats=frozenset({dice.choice(("online", "in-person"))}) if dice.random() < 0.5 else frozenset(),
        cross_border=dice.choices(tuple(CrossBorder), weights=(1, 5, 4))[0],
        hours_a_month=2.0,
        week=dice.choice(WEEKS) if dice.random() < 0.8 else frozenset(),
    )


def candidate(dice: random.Random, number: int, companies: int, mentors: int) -> Candidate:
    """A mentor with 4 to 12 subjects; all together have five places for a hundred companies more than are needed."""
    country = dice.choice(COUNTRIES)
    blocked = {f"organisation-{dice.randrange(companies):06}" for _ in range(max(companies // 1000, 1))}
    return Candidate(
        key=f"mentor-{number:06}",
        country=country,
        region=dice.choice(REGIONS[country]),
        expertise=tuple((need, dice.randint(1, 4)) for need in sorted(_tags(dice, dice.randint(4, 12)))),
        sectors=frozenset(dice.sample(SECTORS, 3)),
        stages=frozenset(dice.sample(STAGES, 2)) if dice.random() < 0.8 else frozenset(),
        languages=tuple(sorted(_languages(dice, country).items())),
        formats=frozenset({"online"}) if dice.random() < 0.5 else frozenset({"online", "in-person"}),
        week=dice.choice(WEEKS) if dice.random() < 0.9 else frozenset(),
        places=places(dice, companies, mentors),
        wants_countries=frozenset({dice.choice(COUNTRIES)}) if dice.random() < 0.2 else frozenset(),
        blocked=frozenset(blocked),
    )


def places(dice: random.Random, companies: int, mentors: int) -> int:
    """From none to twice the mean, so that the places are 1.05 for each company on the average."""
    mean = 1.05 * companies / mentors
    return int(dice.uniform(0, 2 * mean) + 0.5)


def cohort(companies: int, mentors: int) -> tuple[list[Wish], Pool]:
    """Wishes and a pool, the same ones every time."""
    dice = random.Random(f"{SEED}:{companies}:{mentors}")
    pool = Pool.of([candidate(dice, number, companies, mentors) for number in range(mentors)])
    return [wish(dice, number) for number in range(companies)], pool
