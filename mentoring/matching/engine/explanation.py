"""Why a candidate fits, criterion by criterion: codes with parameters. Sentences are made in the reader's language."""

from dataclasses import dataclass

from mentoring.matching.engine import fit
from mentoring.matching.engine.criteria import CRITERIA
from mentoring.matching.engine.criteria import Criterion as Entry
from mentoring.matching.engine.facts import Candidate, Level, Weights, Wish
from mentoring.matching.engine.rules import Params


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion's share in the score; the contributions add up to it."""

    key: str
    value: float
    weight: float
    contribution: float
    code: str
    params: Params


@dataclass(frozen=True, slots=True)
class Explanation:
    """The score with its criteria in their order, the shared languages, and what either side left open.

    `missing` are pairs of a criterion's key and of who left it open: `company` or `candidate`.
    """

    score: float
    coverage: float
    criteria: tuple[Criterion, ...]
    languages: Params
    unanswered: tuple[str, ...]
    missing: tuple[tuple[str, str], ...] = ()


def explain(wish: Wish, candidate: Candidate, weights: Weights | None = None) -> Explanation:
    """Explain one pair. The score is the one that `ranking.rank` and a cohort's run give."""
    weights = weights or Weights()
    found = fit.fit(wish, candidate, weights)
    criteria = tuple(Criterion(part.key, part.value, part.weight, part.points / fit.POINTS, *reason(part, wish, candidate)) for part in found.parts)
    return Explanation(found.score, found.coverage, criteria, shared_languages(wish, candidate), *left_open(wish, candidate, weights))


def left_open(wish: Wish, it: Candidate, weights: Weights) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Keys of the criteria that count and that at least one side left open; and who left each of them open."""
    missing = []
    for criterion in counting(wish, weights):
        key = "need" if criterion.key == "needs" else criterion.key
        missing += [(key, "company")] * (not criterion.asked(wish, weights)) + [(key, "candidate")] * (criterion.offered(it) is None)
    return tuple(dict.fromkeys(key for key, _ in missing)), tuple(missing)


def counting(wish: Wish, weights: Weights) -> list[Entry]:
    """The criteria in which an open question is a gap."""
    weight = weights.by_criterion()
    return [c for c in CRITERIA if weight[c.key] and not c.voluntary and (c.key not in CONDITIONAL or c.asked(wish, weights))]


CONDITIONAL = frozenset({"cross_border", "near"})  # asked only of those who wish for it: silence leaves nothing open


def reason(part: fit.Part, wish: Wish, it: Candidate) -> tuple[str, Params]:
    """The code and its parameters for one part."""
    return REASONS[part.key](part, wish, it)


def _need(part: fit.Part, wish: Wish, it: Candidate) -> tuple[str, Params]:
    level = dict(it.expertise).get(part.about, 0)
    code = ("need_none", "need_some", "need_working", "need_strong", "need_expert")[level]
    return code, (("need", part.about), ("rank", wish.needs.index(part.about) + 1), ("level", level))


def _sectors(part: fit.Part, wish: Wish, it: Candidate) -> tuple[str, Params]:
    shared = tuple(sorted(wish.sectors & it.sectors))
    code = "sectors_all" if wish.sectors <= it.sectors else "sectors_some" if shared else "sectors_none"
    return code, (("sectors", shared), ("asked", len(wish.sectors)))


def _stage(part: fit.Part, wish: Wish, it: Candidate) -> tuple[str, Params]:
    return ("stage_known" if part.value else "stage_other"), (("stage", wish.stage),)


def _cross_border(part: fit.Part, wish: Wish, it: Candidate) -> tuple[str, Params]:
    return ("abroad" if part.value else "same_country"), (("country", it.country),)


def _near(part: fit.Part, wish: Wish, it: Candidate) -> tuple[str, Params]:
    code = "near_region" if wish.region and it.region == wish.region else "near_country" if part.value else "near_none"
    return code, (("country", it.country), ("region", it.region))


def _format(part: fit.Part, wish: Wish, it: Candidate) -> tuple[str, Params]:
    shared = tuple(sorted(wish.formats & it.formats))
    code = "format_all" if wish.formats <= it.formats else "format_some" if shared else "format_none"
    return code, (("formats", shared),)


def _hours(part: fit.Part, wish: Wish, it: Candidate) -> tuple[str, Params]:
    return "hours_overlap", (("hours", len(wish.week & it.week)), ("of", len(wish.week)))


def _wishes(part: fit.Part, wish: Wish, it: Candidate) -> tuple[str, Params]:
    return ("wishes_all" if part.value >= 1 else "wishes_some" if part.value else "wishes_none"), ()


def _feedback(part: fit.Part, wish: Wish, it: Candidate) -> tuple[str, Params]:
    return ("feedback_good" if part.value >= 0.75 else "feedback_mixed"), ()


def _spare(part: fit.Part, wish: Wish, it: Candidate) -> tuple[str, Params]:
    return "places_free", (("free", max((it.places or 0) - it.active, 0)), ("places", it.places or 0))


REASONS = {
    "need": _need,
    "sectors": _sectors,
    "stage": _stage,
    "cross_border": _cross_border,
    "near": _near,
    "format": _format,
    "hours": _hours,
    "wishes": _wishes,
    "feedback": _feedback,
    "spare": _spare,
}

# Every code that a criterion other than a need can have, so that a test can ask for its words.
CODES = (
    *("sectors_all", "sectors_some", "sectors_none", "stage_known", "stage_other", "abroad", "same_country"),
    *("near_region", "near_country", "near_none", "format_all", "format_some", "format_none", "hours_overlap"),
    *("wishes_all", "wishes_some", "wishes_none", "feedback_good", "feedback_mixed", "places_free"),
)


def shared_languages(wish: Wish, it: Candidate) -> Params:
    """The languages that reach the asked level, with the candidate's level, strongest first."""
    speaks = dict(it.languages)
    shared = [(code, speaks[code]) for code, least in wish.languages if speaks.get(code, 0) >= max(least, Level.SOME)]
    return tuple(sorted(shared, key=lambda entry: (-entry[1], entry[0])))
