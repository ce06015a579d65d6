"""What else a home page shows, by role: the pairs that run, who is stuck, where companies stand."""

from typing import Any

from django.http import HttpRequest

from frontend.views.coordination import WHY
from frontend.views.pair import Pair
from frontend.views.pipeline import funnel_of
from mentoring.insights import attention, queries, scopes
from mentoring.matching.contests.queries import overdue_contests
from mentoring.mentorships.models import Mentorship
from mentoring.mentorships.queries import coming_sessions, own_mentorships
from network.accounts.models import User

SHOWN = 4  # a glance, not a list


def parts_for(request: HttpRequest, roles: frozenset[str]) -> dict[str, Any]:
    """The parts that one of `roles` has, each from one or two queries."""
    parts: dict[str, Any] = {}
    if roles & {"company", "mentor", "incubator"}:
        parts["pairs"] = _pairs(request.user)
    if roles & {"coordinator", "programme_manager"}:
        parts["stuck"] = _stuck(request)
    if roles & {"coordinator", "programme_manager", "support"}:
        shown = queries.fullest(scopes.scopes_of(request.user))
        parts["funnel"] = funnel_of(*shown) if shown else None
        parts["figures_only"] = shown is not None and not shown[0].named
        parts["across"] = "support" in roles
    return parts


def _pairs(user: User) -> list[dict[str, Any]]:
    coming = {session.mentorship_id: session for session in reversed(coming_sessions(user))}
    rows = own_mentorships(user).exclude(state=Mentorship.State.ENDED)[:SHOWN]
    return [{"mentorship": row, "pair": Pair.of(row, user), "next": coming.get(row.pk)} for row in rows]


def _stuck(request: HttpRequest) -> list[dict[str, Any]]:
    found = []
    for row in attention.stuck_requests(request.user)[:SHOWN]:
        why = attention.why_request_is_stuck(row)
        if why:
            found.append({"what": "request", "pk": row.pk, "company": row.company, "with": "", "why": WHY[why.reason], "since": why.since})
    for row in attention.stuck_mentorships(request.user)[:SHOWN]:
        why = attention.why_mentorship_is_stuck(row)
        if why:
            found.append({"what": "mentorship", "pk": row.pk, "company": row.company, "with": row.mentor, "why": WHY[why.reason], "since": why.since})
    for row in overdue_contests(request.user)[:SHOWN]:
        who = {"company": row.request.company, "with": ""} if row.request else {"company": None, "with": row.mentor.person}
        found.append({"what": "contest", "pk": row.pk, "why": WHY[attention.Reason.CONTEST], "since": row.created_at} | who)
    return sorted(found, key=lambda row: row["since"])[:SHOWN]
