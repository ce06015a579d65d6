"""One lot of a run's pairs becomes proposals, each checked again under the locks of both sides.

Weeks may lie between a run and its publishing. Whoever has paused, filled up, gone or been asked meanwhile is left out,
with a code that the coordinator reads as a sentence; the rest goes through. Locks are taken in the order of every other
path: the run, the requests by key, the profiles by key.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from mentoring.matching import taking_part
from mentoring.matching.engine.explanation import explain
from mentoring.matching.engine.facts import Candidate, Wish
from mentoring.matching.engine.inputs import Terms, read_terms
from mentoring.matching.engine.rules import reasons_against
from mentoring.matching.facts import candidates_of, profiles_in
from mentoring.matching.kept import kept
from mentoring.matching.models import Match, MatchRun
from mentoring.profiles.models import IncubatorProfile, MentorProfile
from mentoring.requests import capacity, cascade, coordination
from mentoring.requests import states as request_states
from mentoring.requests.models import MentoringRequest
from mentoring.requests.services import Chosen
from network.core import clock
from network.core.errors import Conflict
from network.core.states import move

State = MentoringRequest.State
# Why a request that takes no part any more is left out, by its state; otherwise its company has left the programme.
GONE = {State.WITHDRAWN: "withdrawn", State.ACCEPTED: "accepted", State.ASKING: "asking", State.DRAFT: "draft"}
FIELDS = ["choice", "proposed_at", "left_out"]


@dataclass(slots=True)
class Moment:
    """The facts of now of everybody in a lot, read under their locks; `given` is the room that these pairs took."""

    terms: Terms
    taking_part: set[UUID]
    proposed: set[UUID]
    wishes: dict[str, Wish]
    candidates: dict[str, Candidate]
    promised: dict[str, tuple[int, float]]
    tried: set[tuple[str, str]]
    given: dict[str, tuple[int, float]] = field(default_factory=dict)

    def against(self, request: MentoringRequest, candidate: str) -> str:
        """The code of what stands against a pair now; empty when nothing does."""
        wish, it = self.wishes.get(str(request.pk)), self.candidates.get(candidate)
        if request.pk not in self.taking_part or wish is None:
            return GONE.get(request.state) or ("proposed_before" if request.pk in self.proposed else "left_programme")
        if it is None:
            return "not_in_programme"
        if (found := next(reasons_against(wish, it, self.terms.musts), None)) is not None:
            return found.code
        if (wish.key, it.key) in self.tried:
            return "asked_before"
        return "" if self._room(wish, it) else "promised"

    def _room(self, wish: Wish, it: Candidate) -> bool:
        places, hours = (sum(found) for found in zip(self.promised.get(it.key, (0, 0.0)), self.given.get(it.key, (0, 0.0)), strict=True))
        if it.places is not None and it.active + places >= it.places:
            return False
        return it.hours_offered is None or it.hours_agreed + hours + (wish.hours_a_month or 0.0) <= it.hours_offered

    def take(self, wish: Wish, candidate: str) -> None:
        """One more company for a candidate."""
        places, hours = self.given.get(candidate, (0, 0.0))
        self.given[candidate] = places + 1, hours + (wish.hours_a_month or 0.0)


def propose(run: MatchRun, matches: Sequence[Match]) -> list[Match]:
    """Put each of the matches on its company's list or note what stands against it; gives back those that were proposed.

    The caller holds the run's row, and gives the matches in the order in which they are served where room has shrunk.
    """
    requests = cascade.locked_all([match.request_id for match in matches])
    moment = _moment(run, requests, {match.profile.pk for match in matches})
    for match in matches:
        match.request = requests[match.request_id]
        match.left_out = moment.against(match.request, str(match.profile.pk)) or _proposed(run, match, moment)
    Match.objects.bulk_update(matches, FIELDS)
    return [match for match in matches if match.proposed_at]


def _moment(run: MatchRun, requests: dict[UUID, MentoringRequest], profiles: Collection[UUID]) -> Moment:
    """Lock the profiles, then read everything anew: nobody can take the room that is counted here."""
    capacity.lock_all(MentorProfile if run.target == MentoringRequest.Target.MENTOR else IncubatorProfile, profiles)
    mine = taking_part.with_facts(MentoringRequest.objects.filter(pk__in=requests))
    candidates = candidates_of(profiles_in(run.programme_id, run.target, profiles), run.programme)
    looking = taking_part.requests_taking_part(run.programme, run.target).filter(pk__in=requests)
    waiting = Match.objects.filter(request__in=requests, choice__state__in=taking_part.UNDECIDED)
    promised = taking_part.promised_by(run.target, profiles)
    return Moment(
        terms=read_terms(run.terms),
        taking_part=set(looking.values_list("pk", flat=True)),
        proposed=set(waiting.values_list("request", flat=True)),
        wishes={wish.key: wish for wish in taking_part.wishes_of(mine)},
        candidates={it.key: it for it in candidates},
        promised={it.candidate: (it.places, it.hours) for it in promised},
        tried={(it.wish, it.candidate) for it in taking_part.tried(requests.values())},
    )


def _proposed(run: MatchRun, match: Match, moment: Moment) -> str:
    """Put the candidate on the company's list, with the fit of now; empty, or the code of why the list takes nobody."""
    request, profile = match.request, match.profile
    wish, it = moment.wishes[str(request.pk)], moment.candidates[str(profile.pk)]
    why = explain(wish, it, moment.terms.weights)
    who: dict[str, Any] = {f"{side}_id": found.pk if found else None for side, found in taking_part.candidate(profile).items()}
    if request.state == State.EXHAUSTED:
        move(request, "reopen", request_states.REQUEST, closed_at=None)
    try:
        chosen = Chosen(fit=why.score, explanation=kept(why), **who)
        match.choice = coordination.put_on_list(request=request, by=run.published_by, chosen=chosen, reason=run.reason)
    except Conflict:
        return "list_full"
    match.proposed_at = clock.now()
    moment.take(wish, it.key)
    return ""
