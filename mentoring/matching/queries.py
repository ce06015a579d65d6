"""The shortlist of a request: who fits, with reasons, and who is left out, with what would change it."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from mentoring.matching import open_questions, wording
from mentoring.matching.engine.explanation import Criterion, Explanation, explain
from mentoring.matching.engine.facts import Weights, Wish
from mentoring.matching.engine.ranking import Excluded, Ranked, rank
from mentoring.matching.facts import candidates_of, musts_of, profiles_for, wish_of
from mentoring.matching.weights.queries import weighed
from mentoring.mentorships.models import Mentorship
from mentoring.profiles.models import Format, IncubatorProfile, MentorProfile
from mentoring.profiles.queries import pause_ahead
from mentoring.profiles.seasons import Away
from mentoring.requests.handover import hours_of
from mentoring.requests.models import MentoringRequest
from mentoring.requests.queries import request_for
from network.accounts.models import User
from network.core import clock
from network.organisations.queries import is_member
from network.programmes.queries import is_coordinator
from network.vocabulary.countries import country_name
from network.vocabulary.languages import Level, language_name
from network.vocabulary.models import Sector, SupportNeed


@dataclass(frozen=True, slots=True)
class Match:
    """One who can be asked: where in the list, how well, why."""

    place: int
    profile: MentorProfile | IncubatorProfile
    score: float
    coverage: float
    explanation: Explanation
    lines: tuple[wording.Line, ...]
    missing: tuple[str, ...]
    tone: str
    words: str
    languages: tuple[tuple[str, str], ...]

    @property
    def id(self) -> UUID:
        return self.profile.pk

    @property
    def away(self) -> Away | None:
        """A pause that begins soon: what starts now would run into it."""
        return pause_ahead(self.profile, clock.today(self.profile.person.time_zone)) if isinstance(self.profile, MentorProfile) else None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One who cannot be asked: every reason with what would change it, as sentences."""

    profile: MentorProfile | IncubatorProfile
    reasons: tuple[tuple[str, str, str], ...]


@dataclass(slots=True)
class Group:
    """Those left out for the same first reason."""

    code: str
    heading: str
    members: list[LeftOut] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Everything about a request's candidates, in the active language; `weighting` is the version of the weights."""

    request: MentoringRequest
    matches: tuple[Match, ...]
    groups: tuple[Group, ...]
    weighting: int = 0
    side: wording.Side = wording.Side.COMPANY

    @property
    def left_out(self) -> int:
        """How many cannot be asked."""
        return sum(len(group.members) for group in self.groups)


def names() -> wording.Names:
    """Labels of the vocabularies in the active language, read once."""
    needs = {need.pk: need.label for need in SupportNeed.objects.all()}
    sectors = {sector.pk: sector.label for sector in Sector.objects.all()}
    return wording.Names(
        need=lambda code: needs.get(code, code),
        sector=lambda code: sectors.get(code, code),
        language=language_name,
        level=lambda level: str(Level(level).label),
        country=country_name,
        meeting=lambda code: str(Format(code).label),
    )


def shortlist_for(user: User, pk: UUID) -> Shortlist:
    """The shortlist of a request that the person may see, in their words. Raises NotVisible."""
    request = request_for(user, pk)
    return shortlist(request, side_of(user, request))


def side_of(user: User, request: MentoringRequest) -> wording.Side:
    """From which side somebody reads a request that they may see: a coordinator of a company reads what the company does."""
    if is_member(user, request.company) or not is_coordinator(user, request.programme):
        return wording.Side.COMPANY
    return wording.Side.COORDINATOR


def request_behind(user: User, mentorship: Mentorship) -> MentoringRequest:
    """The request of a mentorship that a coordinator gives to somebody else, with the hours of its agreement. Raises NotVisible."""
    return hours_of(request_for(user, mentorship.request_id), mentorship)


def successors_for(user: User, mentorship: Mentorship) -> Shortlist:
    """Who could take over a mentorship, by the same rules as for its request. Raises NotVisible."""
    return shortlist(request_behind(user, mentorship), wording.Side.COORDINATOR)


def shortlist(request: MentoringRequest, side: wording.Side = wording.Side.COMPANY) -> Shortlist:
    """Rank whoever the request's programme has, and put the reasons into words for one side."""
    profiles = {str(profile.pk): profile for profile in profiles_for(request)}
    wish, used, labels = wish_of(request), weighed(request.programme), names()
    weights = used.weights
    found = rank(wish, candidates_of(profiles.values(), request.programme), weights, musts_of(request.programme))
    matches = tuple(_match(entry, profiles[entry.candidate.key], wish, weights, labels, side) for entry in found.ranked)
    return Shortlist(request, matches, _groups(found.excluded, profiles, labels, side), used.number, side)


def _match(entry: Ranked, profile: MentorProfile | IncubatorProfile, wish: Wish, weights: Weights, labels: wording.Names, side: wording.Side) -> Match:
    why = explain(wish, entry.candidate, weights)
    tone, words = wording.fit_words(entry.score)
    return Match(
        place=entry.place,
        profile=profile,
        score=entry.score,
        coverage=entry.coverage,
        explanation=why,
        lines=wording.lines(why.criteria, labels, side),
        missing=open_questions.sentences(why.missing, side),
        tone=tone,
        words=words,
        languages=tuple((labels.language(code), labels.level(level)) for code, level in why.languages),
    )


def _groups(excluded: tuple[Excluded, ...], profiles: dict, labels: wording.Names, side: wording.Side) -> tuple[Group, ...]:
    """By the first reason that the side may know, the fullest group first; the order of the codes decides between equals."""
    found: dict[str, list[LeftOut]] = defaultdict(list)
    for entry in excluded:
        reasons = wording.left_out_lines(entry.reasons, labels, side)
        found[reasons[0][0]].append(LeftOut(profiles[entry.candidate.key], reasons))
    groups = [Group(code, wording.reason(code, side), sorted(members, key=_by_name)) for code, members in found.items()]
    return tuple(sorted(groups, key=lambda group: (-len(group.members), group.code)))


def _by_name(it: LeftOut) -> str:
    return it.profile.person.sort_key if isinstance(it.profile, MentorProfile) else it.profile.organisation.sort_key


def kept(why: Explanation) -> dict:
    """An explanation as it is stored with a choice: codes and parameters, no sentences."""
    criteria = [
        {
            "key": c.key,
            "code": c.code,
            "params": dict(c.params),
            "value": round(c.value, 6),
            "weight": round(c.weight, 6),
            "contribution": round(c.contribution, 6),
        }
        for c in why.criteria
    ]
    open_ = {"unanswered": list(why.unanswered), "missing": [list(it) for it in why.missing], "languages": [list(it) for it in why.languages]}
    return {"score": round(why.score, 6), "coverage": round(why.coverage, 6), "criteria": criteria} | open_


def explanation_of(stored: dict) -> Explanation:
    """What `kept` has stored, to be put into words."""
    criteria = tuple(
        Criterion(it["key"], it["value"], it["weight"], it["contribution"], it["code"], tuple(it["params"].items())) for it in stored.get("criteria", ())
    )
    languages, missing = (tuple(tuple(it) for it in stored.get(name, ())) for name in ("languages", "missing"))
    return Explanation(stored.get("score", 0.0), stored.get("coverage", 0.0), criteria, languages, tuple(stored.get("unanswered", ())), missing)
