"""One cohort under two weightings: who would get somebody else, and how each group fares before and after. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from statistics import median
from typing import Any

from mentoring.matching.engine import run
from mentoring.matching.engine.facts import Weights
from mentoring.matching.engine.fairness import Case, Group, fairness
from mentoring.matching.engine.fit import fit
from mentoring.matching.engine.inputs import Inputs, Terms

FIGURES = ("companies", "served", "first_choice", "worst", "median", "total")
DIMENSIONS = ("country", "region", "language", "sector")
Groups = Mapping[str, Mapping[str, tuple[str, ...]]]  # dimension → wish → the groups it is in
NOTHING: Groups = {}
Cancelled = Callable[[], bool]


def compared(inputs: Inputs, terms: Terms, before: Weights, after: Weights, *, more: Groups = NOTHING, cancelled: Cancelled | None = None) -> dict[str, Any]:
    """The cohort assigned under each, as plain JSON values; pins, musts and the aim stay those of `terms`.

    `figures` have three values: before, after, and the new pairs measured by the weights of before, since points of
    two weightings are not of one measure.
    `more` are groups by dimension and wish that are no facts. `changes` are [wish, candidate before, after, points before, after].
    """
    one, two = (run.solve(inputs, replace(terms, weights=weights), cancelled=cancelled) for weights in (before, after))
    changes = [row for row in map(list, zip(*_got(one), *_got(two)[1:], strict=True)) if row[1] != row[3]]
    return {
        "figures": _figures(one, two, before),
        "changes": [[key, was, now, points, new_points] for key, was, points, now, new_points in changes],
        "groups": _groups(*(fairness(cases(outcome, more), (*DIMENSIONS, *more)) for outcome in (one, two))),
    }


def _got(outcome: run.Outcome) -> tuple[list[str], list[str | None], list[int | None]]:
    """The wishes, whom each got, and with how many points."""
    found = [outcome.candidate_of(row) for row in range(len(outcome.inputs.wishes))]
    points = [int(outcome.points[row]) if it else None for row, it in enumerate(found)]
    return [wish.key for wish in outcome.inputs.wishes], [it.key if it else None for it in found], points


def _figures(one: run.Outcome, two: run.Outcome, before: Weights) -> dict[str, list[int | None]]:
    was, now = run.summary(one), run.summary(two)
    pairs = [(wish, two.candidate_of(row)) for row, wish in enumerate(two.inputs.wishes)]
    measured = [fit(wish, it, before).points for wish, it in pairs if it is not None]
    same = {"total": sum(measured), "worst": min(measured, default=None), "median": int(median(measured)) if measured else None}
    return {key: [was[key], now[key], same.get(key, now[key]) if key != "first_choice" else None] for key in FIGURES}


def cases(outcome: run.Outcome, more: Groups = NOTHING) -> list[Case]:
    """Every wish with the groups that it itself tells, those told of it besides, and what it got."""
    found = []
    for row, wish in enumerate(outcome.inputs.wishes):
        groups = {
            "country": (wish.country,),
            "region": (wish.region,) if wish.region else (),
            "language": tuple(code for code, _level in wish.languages),
            "sector": tuple(sorted(wish.sectors)),
        } | {dimension: found_in.get(wish.key, ()) for dimension, found_in in more.items()}
        matched = bool(outcome.columns[row] >= 0)
        found.append(Case(wish.key, groups, matched, *((int(outcome.ranks[row]), int(outcome.points[row])) if matched else ())))
    return found


def _groups(before: tuple[Group, ...], after: tuple[Group, ...]) -> list[dict[str, Any]]:
    """Each group once, with its figures before and after; who is in it is the same, so what is hidden is too."""
    return [
        {"dimension": one.dimension, "value": one.value, "companies": one.companies, "before": _group(one), "after": _group(two)}
        for one, two in zip(before, after, strict=True)
    ]


def _group(it: Group) -> dict[str, Any]:
    return {"rate": it.rate, "rank": it.rank, "points": it.points, "warnings": [asdict(warning) for warning in it.warnings]}
