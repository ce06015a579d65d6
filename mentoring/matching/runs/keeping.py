"""Which pairs of a run are kept when only the rest is matched anew. What a coordinator has set by hand comes first."""

from collections.abc import Collection, Iterable
from math import inf
from uuid import UUID

from mentoring.matching.engine.inputs import Inputs
from mentoring.matching.models import Match, MatchRun, Pin
from mentoring.matching.runs.queries import Facts

PLACES, HOURS = 0, 1


def left_of(inputs: Inputs) -> dict[str, list[float]]:
    """Places and hours a month that each candidate has left, by key, after what is promised; without a limit: infinite."""
    promised = {it.candidate: (it.places, it.hours) for it in inputs.promised}
    found = {}
    for it in inputs.candidates:
        places, hours = promised.get(it.key, (0, 0.0))
        found[it.key] = [
            inf if it.places is None else it.places - it.active - places,
            inf if it.hours_offered is None else it.hours_offered - it.hours_agreed - hours,
        ]
    return found


def kept_pairs(run: MatchRun, requests: Iterable[UUID], by_hand: Collection[Pin]) -> list[Match]:
    """The pairs that these requests got and can keep beside what was set by hand, the best fitting first.

    A request that is kept with somebody else, and a pair that is kept apart, are matched anew; so is whoever has no room
    any more beside those kept by hand.
    """
    wanted = list(requests)
    if not wanted:
        return []
    inputs = Facts(run).inputs
    asked = {wish.key: wish.hours_a_month or 0.0 for wish in inputs.wishes}
    left = left_of(inputs)
    pinned = [it for it in by_hand if it.kind == Pin.Kind.PIN]
    for it in pinned:
        _take(left, it, asked)
    elsewhere = {it.request_id for it in pinned}
    apart = {(it.request_id, it.mentor_id, it.incubator_id) for it in by_hand if it.kind == Pin.Kind.FORBID}
    found = []
    for match in Match.objects.filter(run=run, request__in=wanted, outcome=Match.Outcome.MATCHED).order_by("-points", "pk"):
        if match.request_id in elsewhere or (match.request_id, match.mentor_id, match.incubator_id) in apart:
            continue
        if _take(left, match, asked):
            found.append(match)
    return found


def _take(left: dict[str, list[float]], pair: Match | Pin, asked: dict[str, float]) -> bool:
    """Use up what a pair asks of its candidate; whether there was room for it."""
    room = left.get(str(pair.mentor_id or pair.incubator_id), [0.0, 0.0])
    hours = asked.get(str(pair.request_id), 0.0)
    fits = room[PLACES] >= 1 and room[HOURS] >= hours
    if fits or isinstance(pair, Pin):
        room[PLACES] -= 1
        room[HOURS] -= hours
    return fits
