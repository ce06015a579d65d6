"""Soft criteria as data: what a company's wish asks, what a candidate offers, and in which units they meet.

One entry of CRITERIA is the whole of a criterion: the single fit, the matrix of a cohort and the explanation read it
from here. A criterion's value is the sum over its features of (share asked x units offered) / scale, in [0, 1]; it is
left out of the sum and of the divisor when either side has not answered. No protected trait may become a feature.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

from mentoring.matching.engine.facts import Candidate, CrossBorder, Weights, Wish

IN_PERSON = "in-person"
Shares = Mapping[str, float]
Units = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion: its key (the name of its weight), the units of a full answer, and the two sides.

    `answer` is all of the wish that `asked` looks at: wishes with equal answers ask alike.

    A `voluntary` criterion is nobody's gap when it is left open: it counts in the fit, and not in the coverage.
    """

    key: str
    scale: int
    answer: Callable[[Wish], Hashable]
    asked: Callable[[Wish, Weights], Shares]
    offered: Callable[[Candidate], Units | None]
    voluntary: bool = False

    def value(self, wish: Wish, it: Candidate, weights: Weights) -> float | None:
        """How well the two meet, 0 to 1; None when either side has not answered."""
        asked, offered = self.asked(wish, weights), self.offered(it)
        if not asked or offered is None:
            return None
        return round(sum(share * offered.get(name, 0) for name, share in asked.items()) / self.scale, 9)


def evenly(codes: frozenset[str] | frozenset[int]) -> Shares:
    """Each of the codes asked alike, so that many answers weigh no more than few."""
    return {str(code): 1 / len(codes) for code in sorted(codes)}


def marked(codes: frozenset[str] | frozenset[int]) -> Units | None:
    """One unit for each code that is offered; None when nothing was answered."""
    return {str(code): 1 for code in codes} or None


def needs_asked(wish: Wish, weights: Weights) -> Shares:
    """The needs, the first one weighing most."""
    return dict(zip(wish.needs, weights.of_needs(len(wish.needs)), strict=True))


def abroad_asked(wish: Wish, weights: Weights) -> Shares:
    """Anywhere, less home: only when the company would rather have that. MUST is a hard rule, not a value."""
    return {"anywhere": 1.0, wish.country: 1.0} if wish.cross_border is CrossBorder.PREFER else {}


def abroad_offered(it: Candidate) -> Units | None:
    """Linear without naming all other countries: one unit for being somewhere, taken back at home."""
    return {"anywhere": 1, it.country: -1} if it.country else None


def near_asked(wish: Wish, weights: Weights) -> Shares:
    """Half for the same country, half for the same region: only for those who would meet in person, near home."""
    if IN_PERSON not in wish.formats or wish.cross_border is not CrossBorder.NEUTRAL:
        return {}
    return {f"in {wish.country}": 0.5, f"in {wish.region}": 0.5} if wish.region else {f"in {wish.country}": 1.0}


def near_offered(it: Candidate) -> Units | None:
    return {f"in {place}": 1 for place in (it.country, it.region) if place} or None


def wishes_asked(wish: Wish, weights: Weights) -> Shares:
    """What the company is, for candidates who have said whom they would rather help."""
    return {f"from {wish.country}": 1.0} | ({f"at {wish.stage}": 1.0} if wish.stage else {})


def wishes_offered(it: Candidate) -> Units | None:
    """Two units shared out over the kinds of wish that the candidate has."""
    kinds = bool(it.wants_stages) + bool(it.wants_countries)
    if not kinds:
        return None
    return dict.fromkeys([f"at {s}" for s in it.wants_stages] + [f"from {c}" for c in it.wants_countries], 2 // kinds)


def spare_offered(it: Candidate) -> Units | None:
    """The share of places that are free, in sixtieths: exact for every number of places up to six."""
    return {"room": round(60 * max(it.places - it.active, 0) / it.places)} if it.places else None


def feedback_offered(it: Candidate) -> Units | None:
    return None if it.feedback is None else {"feedback": round(60 * min(max(it.feedback, 0.0), 1.0))}


CRITERIA: tuple[Criterion, ...] = (
    Criterion("needs", 4, lambda wish: wish.needs, needs_asked, lambda it: dict(it.expertise) or None),
    Criterion("sectors", 1, lambda wish: wish.sectors, lambda wish, _: evenly(wish.sectors), lambda it: marked(it.sectors)),
    Criterion("stage", 1, lambda wish: wish.stage, lambda wish, _: {wish.stage: 1.0} if wish.stage else {}, lambda it: marked(it.stages)),
    Criterion("cross_border", 1, lambda wish: (wish.cross_border, wish.country), abroad_asked, abroad_offered),
    Criterion("near", 1, lambda wish: (wish.cross_border, wish.country, wish.region, wish.formats), near_asked, near_offered),
    Criterion("format", 1, lambda wish: wish.formats, lambda wish, _: evenly(wish.formats), lambda it: marked(it.formats)),
    Criterion("hours", 1, lambda wish: wish.week, lambda wish, _: evenly(wish.week), lambda it: marked(it.week)),
    Criterion("wishes", 2, lambda wish: (wish.country, wish.stage), wishes_asked, wishes_offered, voluntary=True),
    Criterion("feedback", 60, lambda wish: (), lambda _, __: {"feedback": 1.0}, feedback_offered, voluntary=True),
    Criterion("spare", 60, lambda wish: (), lambda _, __: {"room": 1.0}, spare_offered),
)
KEYS = tuple(criterion.key for criterion in CRITERIA)
