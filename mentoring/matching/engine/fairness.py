"""Who is served, and how well, group by group: of one run or over time. Counts and medians, small groups hidden.

A group is notably worse served when chance alone would seldom do it (an exact test) and the difference is large
enough to matter. The groups are what a programme answers for: country, language, region, sector, new or established.
None of them is a feature of the fit, unless the company itself wished for it; protected traits are not known here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import comb, sqrt
from statistics import NormalDist, median

from mentoring.matching.engine.fit import POINTS
from network.core.suppression import THRESHOLD, Count, protect

SELDOM = 0.05  # the chance below which a difference is not put down to luck
RATE_MATTERS = 0.1  # a tenth of the group more without a mentor than of the others
POINTS_MATTER = POINTS // 10
DAYS_MATTER = 7.0


@dataclass(frozen=True, slots=True)
class Case:
    """One company's outcome. `groups` hold its values by dimension: several for languages and sectors.

    `rank` is the place of its mentor in its own order of candidates, from 1; `days` are those it waited, or waits.
    """

    key: str
    groups: dict[str, tuple[str, ...]]
    matched: bool
    rank: int | None = None
    points: int | None = None
    days: float | None = None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A group is served notably worse than the others: in which figure, its own and theirs, and how likely by chance."""

    figure: str
    own: float
    others: float
    chance: float


@dataclass(frozen=True, slots=True)
class Group:
    """A group's figures; all None when it is too small to show, or would show another that is."""

    dimension: str
    value: str
    companies: int | None
    rate: float | None = None
    rank: float | None = None
    points: float | None = None
    days: float | None = None
    warnings: tuple[Shortfall, ...] = ()

    @property
    def hidden(self) -> bool:
        """Whether its figures may not be shown."""
        return self.companies is None


def fairness(cases: Sequence[Case], dimensions: Iterable[str]) -> tuple[Group, ...]:
    """Figures of every group of every dimension, in the order of dimensions and values."""
    return tuple(group for dimension in dimensions for group in _of(cases, dimension))


def _of(cases: Sequence[Case], dimension: str) -> list[Group]:
    values = sorted({value for case in cases for value in case.groups.get(dimension, ())})
    hidden = _hidden(cases, dimension, values)
    found = []
    for value in values:
        own = [case for case in cases if value in case.groups.get(dimension, ())]
        others = [case for case in cases if value not in case.groups.get(dimension, ())]
        found.append(Group(dimension, value, None) if value in hidden else _group(dimension, value, own, others))
    return found


def _hidden(cases: Sequence[Case], dimension: str, values: Sequence[str]) -> set[str]:
    """Values whose group is too small, or from whose figures that of a small one could be worked out."""
    of = [case.groups.get(dimension, ()) for case in cases]
    if all(len(found) == 1 for found in of):
        parts = tuple(Count(("everybody", value), sum(found == (value,) for found in of)) for value in values)
        return {key[1] for key in protect(Count(("everybody",), len(cases), (parts,))) if len(key) == 2} if parts else set()
    inside = {value: sum(value in found for found in of) for value in values}
    return {value for value, count in inside.items() if count < THRESHOLD or 0 < len(cases) - count < THRESHOLD}


def _group(dimension: str, value: str, own: Sequence[Case], others: Sequence[Case]) -> Group:
    return Group(
        dimension,
        value,
        companies=len(own),
        rate=rate(own),
        rank=middle(own, lambda it: it.rank),
        points=middle(own, lambda it: it.points),
        days=middle(own, lambda it: it.days),
        warnings=tuple(_warnings(own, others)),
    )


def rate(cases: Sequence[Case]) -> float:
    """Share of the companies that have a mentor; 0 of none."""
    return sum(case.matched for case in cases) / len(cases) if cases else 0.0


def middle(cases: Sequence[Case], figure: Callable[[Case], float | None]) -> float | None:
    """The median of a figure among those who have it."""
    found = [value for case in cases if (value := figure(case)) is not None]
    return float(median(found)) if found else None


def _warnings(own: Sequence[Case], others: Sequence[Case]) -> Iterable[Shortfall]:
    if len(own) < THRESHOLD or len(others) < THRESHOLD:
        return
    matched, among = sum(it.matched for it in own), sum(it.matched for it in others)
    chance = as_few_by_chance(matched, len(own), matched + among, len(own) + len(others))
    if rate(others) - rate(own) >= RATE_MATTERS and chance < SELDOM:
        yield Shortfall("rate", rate(own), rate(others), chance)
    for figure, matters, sign, read in (("points", POINTS_MATTER, 1, _points), ("days", DAYS_MATTER, -1, _days)):
        mine, theirs = ([float(value) for it in group if (value := read(it)) is not None] for group in (own, others))
        if min(len(mine), len(theirs)) < THRESHOLD or sign * (median(theirs) - median(mine)) < matters:
            continue
        if (chance := as_low_by_chance([sign * it for it in mine], [sign * it for it in theirs])) < SELDOM:
            yield Shortfall(figure, float(median(mine)), float(median(theirs)), chance)


def _points(case: Case) -> float | None:
    return case.points


def _days(case: Case) -> float | None:
    return case.days


def as_few_by_chance(own_hits: int, own: int, hits: int, everyone: int) -> float:
    """Chance that `own` drawn from `everyone`, of whom `hits` are matched, hold `own_hits` or fewer (Fisher 1922, one-sided)."""
    lowest = max(own + hits - everyone, 0)
    ways = sum(comb(hits, few) * comb(everyone - hits, own - few) for few in range(lowest, own_hits + 1))
    return ways / comb(everyone, own)


def as_low_by_chance(mine: Sequence[float], theirs: Sequence[float]) -> float:
    """Chance that two groups alike differ so much downwards (Mann and Whitney 1947, normal approximation with ties)."""
    everyone = sorted([*mine, *theirs])
    place, ties = _midranks(everyone)
    n, m, total = len(mine), len(theirs), len(everyone)
    above = sum(place[value] for value in mine) - n * (n + 1) / 2
    spread = n * m / 12 * (total + 1 - sum(t**3 - t for t in ties) / (total * (total - 1)))
    return NormalDist().cdf((above + 0.5 - n * m / 2) / sqrt(spread)) if spread > 0 else 1.0


def _midranks(ordered: Sequence[float]) -> tuple[dict[float, float], list[int]]:
    """The mean place of each value among all, from 1, and how many times each stands there."""
    place, ties, before = {}, [], 0
    for value, same in groupby(ordered):
        count = len(list(same))
        place[value] = before + (count + 1) / 2
        ties.append(count)
        before += count
    return place, ties
