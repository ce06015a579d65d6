"""The shortlist of a request: who fits, with reasons, and who is left out, with what would change it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from mentoring.matching import wording
from mentoring.matching.engine.explanation import Explanation, explain
from mentoring.matching.engine.facts import Candidate, Musts, Weights, Wish
from mentoring.matching.engine.pool import Pool
from mentoring.matching.engine.ranking import order
from mentoring.matching.engine.rules import reasons_against
from mentoring.matching.facts import Bans, barred_by, candidates_of, musts_of, offers_of, possible, profiles_in, wish_from, wish_of, with_bans, with_offers
from mentoring.matching.matrix.gathering import OWN, PERSON
from mentoring.matching.matrix.keeping import matrix_of
from mentoring.matching.names import names_in
from mentoring.matching.shortlist import open_questions
from mentoring.matching.shortlist.left_out import Counted, counted
from mentoring.matching.weights.queries import Used, weighed
from mentoring.mentorships.models import Mentorship
from mentoring.profiles.models import IncubatorProfile, MentorProfile
from mentoring.profiles.queries import pause_ahead, with_details
from mentoring.profiles.seasons import Away
from mentoring.requests.handover import hours_of
from mentoring.requests.models import MentoringRequest
from mentoring.requests.people import contact_of
from mentoring.requests.queries import request_for
from network.accounts.models import User
from network.core import clock
from network.organisations.queries import is_member
from network.programmes.queries import is_coordinator

SHOWN = 5  # who is read in full at a time: as many as are compared before somebody is chosen
FEW = 3  # of those left out for one reason
SHOWN_OF_MENTORS = (*OWN, "headline", *PERSON, *(f"person__{name}" for name in ("name", "sort_key", "place")))  # columns that a list reads


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


@dataclass(frozen=True, slots=True)
class Group:
    """Those left out for the same first reason: how many, and some of them, who would fit best if the reason fell away."""

    code: str
    heading: str
    count: int
    members: tuple[LeftOut, ...]
    after: int = 0
    is_open: bool = False

    @property
    def rest(self) -> int:
        """How many there are beyond those that are read."""
        return max(self.count - self.after - len(self.members), 0)

    @property
    def more(self) -> str:
        """The address of the next of them, as the parameters of a page; empty when all are told."""
        return urlencode({"left": self.code, "from": self.after + len(self.members)}) if self.rest else ""


@dataclass(frozen=True, slots=True)
class Part:
    """What of a list is read: `size` after the first `after`, and `few` of each reason; of the reason `of` its own `size` after `of_after`."""

    after: int = 0
    size: int = SHOWN
    few: int = FEW
    of: str = ""
    of_after: int = 0


@dataclass(frozen=True, slots=True)
class Shortlist:
    """A part of a request's candidates, in the active language. `able` can be asked in all; `weighed` are the weights it was made under."""

    request: MentoringRequest
    matches: tuple[Match, ...]
    groups: tuple[Group, ...]
    able: int
    weighed: Used
    part: Part = Part()
    side: wording.Side = wording.Side.COMPANY

    @property
    def left_out(self) -> int:
        """How many cannot be asked."""
        return sum(group.count for group in self.groups)

    @property
    def more(self) -> int:
        """How many can be asked beyond this part."""
        return max(self.able - self.part.after - self.part.size, 0)


def shortlist_for(user: User, pk: UUID, part: Part = Part()) -> Shortlist:
    """A part of the shortlist of a request that the person may see, in their words. Raises NotVisible."""
    request = request_for(user, pk)
    side = side_of(user, request)
    writer = user if side == wording.Side.COMPANY and request.created_by_id == user.pk else None
    return shortlist(request, side, part, contact=writer)


def standing_of(user: User, pk: UUID, candidate: UUID) -> Match | LeftOut | None:
    """How one stands on the list of a request that the person may see: can be asked, or is left out; None for who is not in the programme."""
    request = request_for(user, pk)
    reading = _Reading.of(request, side_of(user, request), [str(candidate)])
    return reading.match(str(candidate)) or reading.left_out(str(candidate))


def side_of(user: User, request: MentoringRequest) -> wording.Side:
    """From which side somebody reads a request that they may see: a coordinator of a company reads what the company does."""
    if is_member(user, request.company) or not is_coordinator(user, request.programme):
        return wording.Side.COMPANY
    return wording.Side.COORDINATOR


def request_behind(user: User, mentorship: Mentorship) -> MentoringRequest:
    """The request of a mentorship that a coordinator gives to somebody else, with the hours of its agreement. Raises NotVisible."""
    return hours_of(request_for(user, mentorship.request_id), mentorship)


def successors_for(user: User, mentorship: Mentorship, part: Part = Part()) -> Shortlist:
    """Who could take over a mentorship, by the same rules as for its request. Raises NotVisible."""
    return shortlist(request_behind(user, mentorship), wording.Side.COORDINATOR, part)


def shortlist(request: MentoringRequest, side: wording.Side = wording.Side.COMPANY, part: Part = Part(), contact: User | None = None) -> Shortlist:
    """Rank whoever the request's programme has, and read of the part asked for who they are and why, in words for one side.

    `contact` is the person behind the request where that is known.
    """
    used, musts = weighed(request.programme), musts_of(request.programme)
    barred, turned_away = barred_by(request.company)
    bans = barred if request.target == MentoringRequest.Target.MENTOR else None
    wish = wish_from(request, contact or contact_of(request), turned_away)
    pool = pool_for(request, bans)
    found = order(wish, pool, used.weights, musts, limit=part.after + part.size)
    out = counted(found, wish, pool, side, few=part.few, code=part.of, after=part.of_after, size=part.size)
    best = [pool.keys[column] for column in found.columns[part.after :]]
    reading = _Reading.of(request, side, [*best, *(pool.keys[column] for group in out for column in group.columns)], wish, used.weights, bans)
    places = enumerate(best, start=part.after + 1)
    matches = tuple(match for place, key in places if (match := reading.match(key, place)))
    groups = tuple(_group(it, [pool.keys[column] for column in it.columns], reading, part) for it in out)
    return Shortlist(request, matches, groups, found.able, used.used, part, side)


def pool_for(request: MentoringRequest, bans: Bans | None) -> Pool:
    """Whoever could be asked in the request's programme, as arrays: mentors are kept, the few incubators are read."""
    if bans is not None:
        return matrix_of(request.programme).pool(bans)
    return Pool.of(candidates_of(profiles_in(request.programme_id, request.target), request.programme))


def _group(it: Counted, keys: list[str], reading: "_Reading", part: Part) -> Group:
    members = (found for key in keys if (found := reading.left_out(key)))
    is_open = it.code == part.of
    return Group(it.code, wording.reason(it.code, reading.side), it.count, tuple(sorted(members, key=_by_name)), part.of_after if is_open else 0, is_open)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The candidates that are shown, as they are at this moment, and what puts them into words."""

    wish: Wish
    weights: Weights
    musts: Musts
    side: wording.Side
    labels: wording.Names
    profiles: Mapping[str, MentorProfile | IncubatorProfile]
    candidates: Mapping[str, Candidate]

    @classmethod
    def of(
        cls,
        request: MentoringRequest,
        side: wording.Side,
        keys: Collection[str],
        wish: Wish | None = None,
        weights: Weights | None = None,
        bans: Bans | None = None,
    ) -> "_Reading":
        found = possible(request.programme_id, request.target).filter(pk__in=keys)
        profiles = (list(with_details(found)) if bans is None else with_offers(found.only(*SHOWN_OF_MENTORS))) if keys else []
        candidates = candidates_of(profiles, request.programme) if bans is None else with_bans(offers_of(profiles, request.programme), bans)
        return cls(
            wish=wish or wish_of(request),
            weights=weights or weighed(request.programme).weights,
            musts=musts_of(request.programme),
            side=side,
            labels=names_in(request),
            profiles={str(profile.pk): profile for profile in profiles},
            candidates={it.key: it for it in candidates},
        )

    def match(self, key: str, place: int = 0) -> Match | None:
        """One who can be asked; None for who cannot, or cannot any more."""
        it = self.candidates.get(key)
        if it is None or any(reasons_against(self.wish, it, self.musts)):
            return None
        why = explain(self.wish, it, self.weights)
        tone, words = wording.fit_words(why.score)
        return Match(
            place=place,
            profile=self.profiles[key],
            score=why.score,
            coverage=why.coverage,
            explanation=why,
            lines=wording.lines(why.criteria, self.labels, self.side),
            missing=open_questions.sentences(why.missing, self.side),
            tone=tone,
            words=words,
            languages=tuple((self.labels.language(code), self.labels.level(level)) for code, level in why.languages),
        )

    def left_out(self, key: str) -> LeftOut | None:
        """One who cannot be asked, with every reason that the side may know; None for who can, by now."""
        it = self.candidates.get(key)
        reasons = wording.left_out_lines(reasons_against(self.wish, it, self.musts), self.labels, self.side) if it else ()
        return LeftOut(self.profiles[key], reasons) if reasons else None


def _by_name(it: LeftOut) -> str:
    return it.profile.person.sort_key if isinstance(it.profile, MentorProfile) else it.profile.organisation.sort_key
