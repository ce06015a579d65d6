"""What the pages of a match run show: pairs with their reasons in words, who goes without and why, and one pair at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentoring.matching import wording
from mentoring.matching.engine.fit import POINTS
from mentoring.matching.engine.inputs import Aim, Inputs
from mentoring.matching.engine.run import Figures, Question
from mentoring.matching.kept import explanation_of
from mentoring.matching.models import Match, MatchRun, Pin
from mentoring.matching.names import names
from mentoring.matching.runs import wording as run_wording
from mentoring.matching.runs.queries import SERVED, Pair, matches_of, pair_of, profiles, runs_visible_to, with_names
from mentoring.matching.runs.services import terms_of
from mentoring.matching.shortlist import open_questions
from mentoring.matching.taking_part import gathered
from mentoring.matching.weights.queries import weighed
from mentoring.profiles.models import IncubatorProfile, MentorProfile
from mentoring.requests.models import MentoringRequest
from network.accounts.models import User
from network.core.errors import NotVisible
from network.organisations.queries import one_of
from network.programmes.models import Programme
from network.programmes.queries import coordinated_by

MOST_TRIED = 40_000  # pairs for which a page can wait while both aims are worked out
NAMED = 12  # names in one sentence; the rest is counted


@dataclass(frozen=True, slots=True)
class Room:
    """What a new run would be about: requests that wait, candidates, and the places they have free (None: no limit).

    `aims` are the figures of the exact and of the stable aim, where there are few enough pairs to work them out for a page.
    """

    requests: int
    candidates: int
    places: int | None
    aims: tuple[Figures, Figures] | None = None


def programme_to_match(user: User, pk: UUID | str) -> Programme:
    """A programme whose cohort the person may match. Raises NotVisible."""
    return one_of(coordinated_by(user), pk)


def programmes_to_match(user: User) -> QuerySet[Programme]:
    """The programmes whose cohorts the person may match, by name."""
    return coordinated_by(user).order_by("sort_key", "pk")


def room_in(programme: Programme, target: str) -> Room:
    """Counted over the facts of now, as a run would read them."""
    inputs = gathered(programme, target)
    promised = {it.candidate: it.places for it in inputs.promised}
    open_ones = [it for it in inputs.candidates if it.accepting and not it.paused]
    free = [None if it.places is None else max(it.places - it.active - promised.get(it.key, 0), 0) for it in open_ones]
    places = None if None in free else sum(it for it in free if it is not None)
    return Room(len(inputs.wishes), len(inputs.candidates), places, _both_aims(programme, inputs))


def _both_aims(programme: Programme, inputs: Inputs) -> tuple[Figures, Figures] | None:
    """What each aim would come to by the programme's own terms."""
    if not 0 < len(inputs.wishes) * len(inputs.candidates) <= MOST_TRIED:
        return None
    question = Question(inputs, terms_of(programme, Aim.EXACT, weighed(programme).weights, None))
    exact, stable = (question.figures(aim, question.answer(aim)) for aim in (Aim.EXACT, Aim.STABLE))
    return exact, stable


def pairs_shown(run: MatchRun) -> QuerySet[Match]:
    """The proposed pairs of a run; the page orders them, the least fitting first."""
    return with_names(Match.objects.filter(run=run, outcome__in=SERVED))


@dataclass(frozen=True, slots=True)
class Told:
    """Who would be told by publishing a run now: companies of a proposal each, candidates of the companies, and who is told nothing."""

    companies: int
    candidates: int
    nothing: int


def told_by(run: MatchRun) -> Told:
    """Counted over the run's pairs. What came in between is looked at when it is published."""
    given = Match.objects.filter(run=run).aggregate(
        companies=Count("pk", filter=Q(outcome__in=SERVED)),
        mentors=Count("mentor", distinct=True),
        incubators=Count("incubator", distinct=True),
        everybody=Count("pk"),
    )
    return Told(given["companies"], given["mentors"] + given["incubators"], given["everybody"] - given["companies"])


def comparable_with(user: User, run: MatchRun) -> list[MatchRun]:
    """Other runs of the programme that this one can be laid beside, newest first."""
    found = runs_visible_to(user).filter(programme=run.programme_id, target=run.target).exclude(pk=run.pk).exclude(solved_at=None)
    return list(found[:50])


def fit_of(points: int | None) -> tuple[str, str]:
    """Tone and words of a fit in points."""
    return wording.fit_words(points / POINTS) if points is not None else ("plain", _("Nobody"))


def lines_of(matches: Collection[Match]) -> dict[UUID, tuple[wording.Line, ...]]:
    """The criteria of each match in words, for a coordinator."""
    labels = names()
    return {it.pk: wording.lines(explanation_of(it.explanation).criteria, labels, wording.Side.COORDINATOR) for it in matches}


def why_nobody(match: Match) -> list[str]:
    """Why a request got nobody: how many cannot be asked and why, most first; or that all who could are taken."""
    if match.outcome == Match.Outcome.TAKEN:
        words = ngettext(
            "%(count)d could be asked, but has no place left: it is given or promised to somebody else.",
            "%(count)d could be asked, but have no place left: all are given or promised to others.",
            match.able,
        )
        found = [words % {"count": match.able}]
    else:
        found = [_("Nobody can be asked as the request stands.")]
    counts = sorted(match.reason.get("counts", {}).items(), key=lambda it: (-it[1], it[0]))
    return found + [f"{run_wording.barred(code)}: {count}" for code, count in counts]


def shortage(run: MatchRun) -> str:
    """Those who together can only go to some, who have too few places, in a sentence. Empty when there is no such group."""
    kept = (run.summary.get("certificate") or {}).get("unserved")
    if not kept or not kept["candidates"]:
        return ""
    companies = MentoringRequest.objects.filter(pk__in=kept["requests"]).select_related("company").order_by("company__sort_key", "pk")
    given = {
        "companies": _named([it.company.name for it in companies]),
        "candidates": _named([name_of(it) for it in profiles(run, kept["candidates"])]),
        "places": kept["places"],
        "asking": len(kept["requests"]),
        "short": kept["short"],
    }
    words = ngettext(
        "%(companies)s can only go to %(candidates)s. There is %(places)d free place for %(asking)d companies: %(short)d of them must go without.",
        "%(companies)s can only go to %(candidates)s. There are %(places)d free places for %(asking)d companies: %(short)d of them must go without.",
        kept["places"],
    )
    return words % given


def _lifted(code: str) -> str:
    """What would bring back a pair that no hard rule bars."""
    return _("A coordinator takes it back and runs again.") if code == "forbidden" else ""


def _match_of(run: MatchRun, request: UUID | str) -> Match:
    try:
        return matches_of(run).get(request=request)
    except (Match.DoesNotExist, ValidationError, ValueError):
        raise NotVisible from None


def _named(found: list[str]) -> str:
    if len(found) <= NAMED:
        return wording.listed(found)
    return _("%(names)s and %(more)d more") % {"names": wording.listed(found[:NAMED]), "more": len(found) - NAMED}


def name_of(profile: MentorProfile | IncubatorProfile) -> str:
    """The mentor's or the incubator's name."""
    return str(profile.person) if isinstance(profile, MentorProfile) else profile.organisation.name


@dataclass(frozen=True, slots=True)
class Sides:
    """Who can be chosen to look at one pair: key and name."""

    requests: tuple[tuple[str, str], ...]
    candidates: tuple[tuple[str, str], ...]


def sides_of(run: MatchRun) -> Sides:
    """Everybody who took part, by name."""
    requests = matches_of(run).order_by("request__company__sort_key", "pk").values_list("request", "request__company__name", "request__goal")
    keys = [it["candidate"] for it in run.summary.get("load", ())]
    return Sides(
        tuple((str(pk), f"{name}: {goal[:60]}") for pk, name, goal in requests),
        tuple((str(it.pk), name_of(it)) for it in profiles(run, keys)),
    )


@dataclass(frozen=True, slots=True)
class Looked:
    """One pair, whether it was proposed or not, with whom each side got."""

    match: Match
    profile: MentorProfile | IncubatorProfile
    pair: Pair
    tone: str
    words: str
    lines: tuple[wording.Line, ...]
    missing: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...]
    others: tuple[Match, ...]
    pin: Pin | None

    @property
    def name(self) -> str:
        """The candidate's name."""
        return name_of(self.profile)

    @property
    def is_proposed(self) -> bool:
        """Whether the run brought the two together."""
        return self.match.profile is not None and self.match.profile.pk == self.profile.pk

    @property
    def is_better(self) -> bool:
        """Whether the two fit better than the company and whom it got."""
        return self.match.points is None or self.pair.points > self.match.points


def look_at(run: MatchRun, request: UUID | str, candidate: UUID | str) -> Looked:
    """One pair of a run that has a result. Raises NotVisible when one of them took no part."""
    match = _match_of(run, request)
    pair = pair_of(run, match.request_id, candidate)
    profile = next(iter(profiles(run, [candidate])), None)
    if profile is None:
        raise NotVisible
    labels, side = names(), "mentor" if isinstance(profile, MentorProfile) else "incubator"
    lines = wording.lines(pair.explanation.criteria, labels, wording.Side.COORDINATOR)
    reasons = [wording.left_out(it, labels, wording.Side.COORDINATOR)[1:] for it in pair.reasons] + [
        (run_wording.barred(code), _lifted(code)) for code in pair.by_hand
    ]
    others = pairs_shown(run).filter(**{side: profile}).exclude(pk=match.pk).order_by("pk")
    pin = run.pins.filter(request=match.request_id, **{side: profile}).first()
    return Looked(
        match,
        profile,
        pair,
        *fit_of(pair.points),
        lines,
        open_questions.sentences(pair.explanation.missing, wording.Side.COORDINATOR),
        tuple(reasons),
        tuple(others),
        pin,
    )
