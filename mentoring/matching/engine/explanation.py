"""Why a candidate fits, criterion by criterion: codes with parameters. Sentences are made in the reader's language."""

from dataclasses import dataclass

from mentoring.matching.engine import fit
from mentoring.matching.engine.facts import Candidate, Level, Weights, Wish
from mentoring.matching.engine.rules import Params


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion's share in the score: `contribution` = weight · value / Σ weights; they add up to the score."""

    key: str
    value: float
    weight: float
    contribution: float
    code: str
    params: Params


@dataclass(frozen=True, slots=True)
class Explanation:
    """The score with its criteria, best contribution first, the shared languages, and what one side left open."""

    score: float
    coverage: float
    criteria: tuple[Criterion, ...]
    languages: Params
    unanswered: tuple[str, ...]


def explain(wish: Wish, candidate: Candidate, weights: Weights | None = None) -> Explanation:
    """Explain one pair. The score is the one that `ranking.rank` gives."""
    weights = weights or Weights()
    found = fit.fit(wish, candidate, weights)
    total = sum(part.weight for part in found.parts) or 1.0
    criteria = tuple(Criterion(part.key, part.value, part.weight, part.weight * part.value / total, *reason(part, wish, candidate)) for part in found.parts)
    answered = {part.key for part in found.parts}
    asked = ("need", "sectors", "cross_border", "format", "hours", "spare")
    unanswered = tuple(key for key in asked if key not in answered)
    return Explanation(found.score, found.coverage, criteria, shared_languages(wish, candidate), unanswered)


def reason(part: fit.Part, wish: Wish, it: Candidate) -> tuple[str, Params]:
    """The code and its parameters for one part."""
    return REASONS[part.key](part, wish, it)


def _need(part: fit.Part, wish: Wish, it: Candidate) -> tuple[str, Params]:
    level = dict(it.expertise).get(part.about, 0)
    code = ("need_none", "need_some", "need_working", "need_strong", "need_expert")[level]
    return code, (("need", part.about), ("rank", wish.needs.index(part.about) + 1), ("level", level))


def _sectors(part: fit.Part, wish: Wish, it: Candidate) -> tuple[str, Params]:
    shared = tuple(sorted(wish.sectors & it.sectors))
    code = "sectors_all" if part.value == 1 else "sectors_some" if shared else "sectors_none"
    return code, (("sectors", shared), ("asked", len(wish.sectors)))


def _cross_border(part: fit.Part, wish: Wish, it: Candidate) -> tuple[str, Params]:
    return ("abroad" if part.value else "same_country"), (("country", it.country),)


def _format(part: fit.Part, wish: Wish, it: Candidate) -> tuple[str, Params]:
    shared = tuple(sorted(wish.formats & it.formats))
    code = "format_all" if part.value == 1 else "format_some" if shared else "format_none"
    return code, (("formats", shared),)


def _hours(part: fit.Part, wish: Wish, it: Candidate) -> tuple[str, Params]:
    return "hours_overlap", (("hours", len(wish.week & it.week)), ("of", len(wish.week)))


def _spare(part: fit.Part, wish: Wish, it: Candidate) -> tuple[str, Params]:
    return "places_free", (("free", max((it.places or 0) - it.active, 0)), ("places", it.places or 0))


REASONS = {
    "need": _need,
    "sectors": _sectors,
    "cross_border": _cross_border,
    "format": _format,
    "hours": _hours,
    "spare": _spare,
}


def shared_languages(wish: Wish, it: Candidate) -> Params:
    """The languages that reach the asked level, with the candidate's level, strongest first."""
    speaks = dict(it.languages)
    shared = [(code, speaks[code]) for code, least in wish.languages if speaks.get(code, 0) >= max(least, Level.SOME)]
    return tuple(sorted(shared, key=lambda entry: (-entry[1], entry[0])))
