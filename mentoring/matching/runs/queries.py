"""Match runs that a person may see, what came out of them, and how two of them differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from mentoring.matching.engine.explanation import Explanation, explain
from mentoring.matching.engine.fit import POINTS
from mentoring.matching.engine.inputs import Inputs, Terms, read_terms, thaw
from mentoring.matching.engine.rules import LeftOut, reasons_against
from mentoring.matching.models import Match, MatchRun, Pin
from mentoring.matching.taking_part import requests_taking_part, side_of
from mentoring.profiles.models import IncubatorProfile, MentorProfile
from mentoring.requests.models import MentoringRequest
from network.accounts.models import User
from network.core.errors import Conflict, NotVisible
from network.jobs.models import Job
from network.organisations.queries import one_of
from network.programmes.models import Programme
from network.programmes.queries import coordinated_by, coordinators_of

FIGURES = ("companies", "served", "worst", "median", "total", "first_choice")
SERVED = (Match.Outcome.MATCHED, Match.Outcome.PINNED)


def runs_visible_to(user: User) -> QuerySet[MatchRun]:
    """Runs of the programmes that the person coordinates, newest first. The frozen facts stay in the database."""
    rows = MatchRun.objects.filter(programme__in=coordinated_by(user)).defer("inputs", "pairs")
    rows = rows.select_related("programme", "job", "created_by", "published_by", "base__programme", "weighting__by")
    return rows.defer("base__inputs", "base__pairs").order_by("-pk")


def run_for(user: User, pk: UUID | str) -> MatchRun:
    """One run. Raises NotVisible."""
    return one_of(runs_visible_to(user), pk)


def watchers_of(job: Job) -> set[UUID]:
    """Who follows the work on a run: the coordinators of its programme, as they are now."""
    programme = Programme.objects.filter(match_runs=job.cursor.get("run")).first()
    return {person.pk for person in coordinators_of(programme)} if programme else set()


def matches_of(run: MatchRun) -> QuerySet[Match]:
    """What every request got, in the order of the requests' keys."""
    return with_names(Match.objects.filter(run=run)).order_by("pk")


def unmatched_of(run: MatchRun) -> QuerySet[Match]:
    """The requests that got nobody, with the reason."""
    return matches_of(run).exclude(outcome__in=SERVED)


def left_out_of(run: MatchRun) -> QuerySet[Match]:
    """Pairs of a published run that could not be proposed, with the code of what came in between."""
    return matches_of(run).exclude(left_out="")


def match_for(user: User, pk: UUID | str) -> Match:
    """One match of a visible run. Raises NotVisible."""
    return one_of(with_names(Match.objects.filter(run__in=runs_visible_to(user).values("pk"))), pk)


def with_names(matches: QuerySet[Match]) -> QuerySet[Match]:
    """What is shown of a match, in one query."""
    return matches.select_related("request__company", "mentor__person", "incubator__organisation")


def pins_of(run: MatchRun) -> QuerySet[Pin]:
    """The pairs that are set by hand for the run that is made again from this one."""
    return run.pins.select_related("request__company", "mentor__person", "incubator__organisation", "by")


def pin_for(user: User, pk: UUID | str) -> Pin:
    """One pair that is set by hand, of a visible run. Raises NotVisible."""
    rows = Pin.objects.filter(run__in=runs_visible_to(user).values("pk"))
    return one_of(rows.select_related("run__programme", "request__company", "mentor__person", "incubator__organisation"), pk)


def waiting_requests(programme: Programme, target: str) -> int:
    """How many requests a new run would be about."""
    return requests_taking_part(programme, target).count()


@dataclass(frozen=True, slots=True)
class Row:
    """The load of one candidate: companies before the run, new ones, and the places that were free for them."""

    profile: MentorProfile | IncubatorProfile
    before: int
    new: int
    free: int


def load_of(run: MatchRun) -> list[Row]:
    """The load of every candidate, the fullest first, then by name."""
    kept = {it["candidate"]: it for it in run.summary.get("load", ())}
    rows = [Row(profile, kept[str(profile.pk)]["before"], kept[str(profile.pk)]["new"], kept[str(profile.pk)]["free"]) for profile in profiles(run, kept)]
    return sorted(rows, key=lambda row: (-row.before - row.new, -row.new))


def profiles(run: MatchRun, keys: Iterable[str | UUID]) -> list[MentorProfile] | list[IncubatorProfile]:
    """Candidates of a run with their names, by name."""
    if side_of(run.target) == "mentor":
        return list(MentorProfile.objects.filter(pk__in=list(keys)).select_related("person").order_by("person__sort_key", "pk"))
    return list(IncubatorProfile.objects.filter(pk__in=list(keys)).select_related("organisation").order_by("organisation__sort_key", "pk"))


class Facts:
    """The frozen facts and terms of a run, read once."""

    def __init__(self, run: MatchRun) -> None:
        self.pk = run.pk
        self.terms: Terms = read_terms(run.terms)

    @cached_property
    def inputs(self) -> Inputs:
        """Raises NotVisible when the run never came to reading them."""
        if not (kept := bytes(MatchRun.objects.values_list("inputs", flat=True).get(pk=self.pk))):
            raise NotVisible
        return thaw(kept)


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair of a run: its points (of 10 000) with the explanation, and every reason why it was ruled out."""

    points: int
    explanation: Explanation
    reasons: tuple[LeftOut, ...]
    by_hand: tuple[str, ...]

    @property
    def is_possible(self) -> bool:
        """Nothing stood against it."""
        return not self.reasons and not self.by_hand


def pair_of(run: MatchRun, request: UUID | str, candidate: UUID | str) -> Pair:
    """How a request and a candidate fitted in a run, whether they came together or not. Raises NotVisible."""
    facts = Facts(run)
    wish = next((it for it in facts.inputs.wishes if it.key == str(request)), None)
    found = next((it for it in facts.inputs.candidates if it.key == str(candidate)), None)
    if wish is None or found is None:
        raise NotVisible
    why = explain(wish, found, facts.terms.weights)
    by_hand = [it.code for it in facts.inputs.apart if (it.wish, it.candidate) == (wish.key, found.key)]
    by_hand += ["forbidden"] * ((wish.key, found.key) in facts.terms.forbidden)
    return Pair(round(why.score * POINTS), why, tuple(reasons_against(wish, found, facts.terms.musts)), tuple(by_hand))


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of two runs side by side; None where nobody was served."""

    key: str
    one: int | None
    two: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A request that got somebody else, nobody any more, or somebody at last; None where it took no part."""

    request: MentoringRequest
    one: Match | None
    two: Match | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side: figures, the pairs that change, and how many stay."""

    one: MatchRun
    two: MatchRun
    figures: tuple[Figure, ...]
    moved: tuple[Moved, ...]
    same: int


def compare(run: MatchRun, other: MatchRun) -> Comparison:
    """How two runs of one programme differ. Raises Conflict when they cannot be compared."""
    if (run.programme_id, run.target) != (other.programme_id, other.target) or not (run.summary and other.summary):
        raise Conflict(_("Choose two runs of one programme that both have a result."), code="not-comparable")
    one, two = ({match.request_id: match for match in matches_of(it).defer("explanation", "reason")} for it in (run, other))
    moved, same = [], 0
    for key in sorted(one.keys() | two.keys()):
        a, b = one.get(key), two.get(key)
        if a and b and (a.mentor_id, a.incubator_id) == (b.mentor_id, b.incubator_id):
            same += 1
        else:
            moved.append(Moved((a or b).request, a, b))
    return Comparison(run, other, figures(run.summary, other.summary), tuple(moved), same)


def figures(one: dict, two: dict) -> tuple[Figure, ...]:
    """The figures of two summaries side by side."""
    return tuple(Figure(key, one.get(key), two.get(key)) for key in FIGURES)


def running_in(programme: Programme) -> list[str]:
    """What keeps a programme from being archived. Named in the settings (PROGRAMME_RUNNING)."""
    states = MatchRun.State
    working = [states.WAITING, states.SOLVING, states.PUBLISHING]
    count = MatchRun.objects.filter(programme=programme, state__in=working).count()
    return [_("Match runs that are being worked out or published: %(count)d") % {"count": count}] if count else []
