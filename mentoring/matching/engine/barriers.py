"""The hard rules of `rules.py` over all candidates at once: one array of yes and no per rule.

A rule either holds for everyone alike (`STANDING`), or depends on one answer of the wish (`ANSWERED`: wishes with the
same answer share the array), or names organisations (`BETWEEN`: a handful of columns). `rules.reasons_against` says the
same for one pair, with what would change it; a property test holds the two together.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentoring.matching.engine.criteria import CRITERIA
from mentoring.matching.engine.facts import CrossBorder, Musts, Wish
from mentoring.matching.engine.pool import Booleans, Pool

Bar = Callable[[Pool], Booleans]


@dataclass(frozen=True, slots=True)
class Answered:
    """A rule that depends on one answer: the answer (None: not asked), and whom it bars."""

    code: str
    answer: Callable[[Wish, Musts], Hashable]
    barred: Callable[[Pool, Any], Booleans]


def row(pool: Pool, feature: str) -> NDArray[np.float32]:
    """A feature's units; nothing where no candidate has it."""
    return pool.units[pool.features.index(feature)] if feature in pool.features else np.zeros(len(pool), np.float32)


def answers(pool: Pool, criterion: str) -> Booleans:
    """Who has answered a criterion."""
    return pool.answered[KEYS.index(criterion)] > 0


KEYS = [criterion.key for criterion in CRITERIA]

STANDING: dict[str, Bar] = {
    "not_accepting": lambda pool: ~pool.accepting,
    "paused": lambda pool: pool.paused,
    "no_places": lambda pool: pool.limited & (pool.active >= pool.places),
}


def _few_hours(pool: Pool, asked: float) -> Booleans:
    return pool.hours_left < asked


def _elsewhere(pool: Pool, where: tuple[str, str]) -> Booleans:
    rows = [pool.areas.index(area) for area in where if area in pool.areas]
    served: Booleans = np.logical_or.reduce(pool.serves[rows], axis=0)
    return np.logical_and(pool.serves.any(axis=0), ~served)


def _speaks(pool: Pool, asked: tuple[tuple[str, int], ...]) -> Booleans:
    reached = np.zeros(len(pool), bool)
    for code, level in asked:
        if code in pool.languages:
            reached |= pool.levels[pool.languages.index(code)] >= level
    return reached


def _without_language(pool: Pool, asked: tuple[tuple[str, int], ...]) -> Booleans:
    return pool.levels.any(axis=0) & ~_speaks(pool, asked)


def _other_format(pool: Pool, formats: frozenset[str]) -> Booleans:
    offered = sum((row(pool, f"format:{code}") for code in formats), np.zeros(len(pool), np.float32))
    return answers(pool, "format") & (offered == 0)


def _few_common_hours(pool: Pool, asked: tuple[frozenset[int], int]) -> Booleans:
    week, least = asked
    common = sum((row(pool, f"hours:{hour}") for hour in sorted(week)), np.zeros(len(pool), np.float32))
    return answers(pool, "hours") & (common < least)


ANSWERED: tuple[Answered, ...] = (
    Answered("no_hours", lambda wish, _: wish.hours_a_month, _few_hours),
    Answered("area_not_served", lambda wish, _: (wish.country, wish.region), _elsewhere),
    Answered("no_shared_language", lambda wish, _: wish.languages or None, _without_language),
    Answered("same_country", lambda wish, _: wish.country if wish.cross_border is CrossBorder.MUST else None, lambda pool, home: pool.home == home),
    Answered("format_not_offered", lambda wish, _: wish.formats or None, _other_format),
    Answered("must_be_abroad", lambda wish, musts: wish.country if musts.across_the_border else None, lambda pool, home: pool.home == home),
    Answered(
        "must_know_first_need",
        lambda wish, musts: wish.needs[0] if musts.first_need and wish.needs else None,
        lambda pool, need: row(pool, f"needs:{need}") == 0,
    ),
    Answered("must_overlap", lambda wish, musts: (wish.week, musts.overlap_hours) if musts.overlap_hours and wish.week else None, _few_common_hours),
)

# The candidate's collections of organisations, by the code of the reason.
BETWEEN = {"same_organisation": "organisations", "blocked_by_candidate": "blocked", "already_together": "together", "declared_conflict": "conflicts"}


def between(wish: Wish, pool: Pool) -> dict[str, NDArray[np.int32]]:
    """The few columns that rules about this one company bar, by code."""
    found = {}
    for code, rule in BETWEEN.items():
        at = [pool.bans[rule][key] for key in sorted(wish.organisations) if key in pool.bans[rule]]
        if at:
            found[code] = np.unique(np.concatenate(at))
    if wish.blocked:
        found["blocked_by_company"] = pool.columns_of(wish.blocked)
    return found


def standing(pool: Pool) -> Booleans:
    """Who can be asked by nobody, whatever the wish."""
    return np.logical_or.reduce([bar(pool) for bar in STANDING.values()])


def barriers(wish: Wish, pool: Pool, musts: Musts | None = None) -> dict[str, Booleans]:
    """Every rule that bars anybody, with whom it bars: codes in the order in which they are told."""
    musts = musts or Musts()
    found = {code: bar(pool) for code, bar in STANDING.items()}
    for rule in ANSWERED:
        if (answer := rule.answer(wish, musts)) is not None:
            found[rule.code] = rule.barred(pool, answer)
    for code, at in between(wish, pool).items():
        found[code] = np.zeros(len(pool), bool)
        found[code][at] = True
    return {code: found[code] for code in ORDER if code in found and found[code].any()}


def told_apart(against: Mapping[str, Booleans], wish: Wish, pool: Pool) -> Iterator[tuple[str, bool, Booleans]]:
    """What `barriers` found, as `rules.reasons_against` tells it: code, whether an end is known, and whom it bars.

    A pause with an end is told apart from one without, and a language that is too weak from none in common.
    """
    for code, barred in against.items():
        if code == "paused":
            yield code, True, barred & pool.returns
            yield code, False, barred & ~pool.returns
        elif code == "no_shared_language":
            spoken = [pool.languages.index(name) for name, _level in wish.languages if name in pool.languages]
            named = pool.levels[spoken].any(axis=0)
            yield code, False, barred & ~named
            yield "language_level", False, barred & named
        else:
            yield code, False, barred


# In the order of `rules.RULES` and `rules.MUSTS`; two codes of one rule stand together.
ORDER = (
    "same_organisation",
    "blocked_by_company",
    "blocked_by_candidate",
    "declared_conflict",
    "already_together",
    "not_accepting",
    "paused",
    "no_places",
    "no_hours",
    "area_not_served",
    "no_shared_language",
    "same_country",
    "format_not_offered",
    "must_be_abroad",
    "must_know_first_need",
    "must_overlap",
)
