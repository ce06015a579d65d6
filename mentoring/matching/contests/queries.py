"""What was contested, as far as a person may see it, and what was true at that moment."""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from mentoring.matching import wording
from mentoring.matching.engine.explanation import explain
from mentoring.matching.engine.ranking import rank
from mentoring.matching.facts import candidates_of, musts_of, profiles_in, wish_of
from mentoring.matching.kept import explanation_of, kept
from mentoring.matching.models import Contest
from mentoring.matching.weights.queries import weighed
from mentoring.profiles.models import IncubatorProfile, MentorProfile
from mentoring.requests.models import MentoringRequest
from network.accounts.models import User
from network.calendars.people import working_time_of
from network.calendars.working_time import NeverWorking, add_working_days
from network.core import clock
from network.organisations.queries import companies_of, one_of
from network.programmes.queries import coordinated_by

PATIENCE_DAYS = 5  # working days of the coordinator, after which a question counts as stuck
MOST_OVERDUE = 100


def contests_visible_to(user: User) -> QuerySet[Contest]:
    """Of the person's companies, their own as a mentor, and of the programmes they coordinate; newest first."""
    mine = Q(request__company__in=companies_of(user)) | Q(request=None, mentor__person=user)
    rows = Contest.objects.filter(mine | Q(programme__in=coordinated_by(user)))
    return rows.select_related(
        "programme", "request__company", "request__programme", "mentor__person", "incubator__organisation", "asked_by", "answered_by"
    ).order_by("-pk")


def contest_for(user: User, pk: UUID | str) -> Contest:
    """One of them. Raises NotVisible."""
    return one_of(contests_visible_to(user), pk)


def contests_to_answer(user: User) -> QuerySet[Contest]:
    """What waits for this coordinator, the oldest first."""
    return contests_visible_to(user).filter(state=Contest.State.ASKED, programme__in=coordinated_by(user)).exclude(asked_by=user).order_by("pk")


def overdue_at(asked_at: datetime, person: User) -> datetime:
    """From when on a question has waited too long, in a coordinator's working days. Raises NeverWorking."""
    return add_working_days(asked_at, PATIENCE_DAYS, working_time_of(person))


def overdue_contests(user: User) -> list[Contest]:
    """What has waited for this coordinator for too long, the oldest first."""
    now, found = clock.now(), []
    with suppress(NeverWorking):
        for contest in contests_to_answer(user).filter(created_at__lt=now - timedelta(days=PATIENCE_DAYS - 1))[:MOST_OVERDUE]:
            if overdue_at(contest.created_at, user) <= now:
                found.append(contest)
    return found


def contests_of(request: MentoringRequest) -> QuerySet[Contest]:
    """What was contested about a visible request, newest first. Of most requests nothing was: who and whom is asked only where there is something."""
    return Contest.objects.filter(request=request).prefetch_related("mentor__person", "incubator__organisation", "answered_by").order_by("-pk")


def contests_by_mentor(profile: MentorProfile) -> QuerySet[Contest]:
    """What a mentor asked about lists, newest first."""
    return Contest.objects.filter(request=None, mentor=profile).select_related("programme", "mentor__person", "answered_by").order_by("-pk")


def candidate_of(request: MentoringRequest, pk: UUID) -> MentorProfile | IncubatorProfile | None:
    """One who stands on the request's list, is left out of it, or was chosen or proposed; None otherwise."""
    chosen = [choice.profile for choice in request.choices.all()]
    return next((profile for profile in [*chosen, *profiles_in(request.programme_id, request.target, [pk])] if profile.pk == pk), None)


def seen_of(request: MentoringRequest, profile: MentorProfile | IncubatorProfile) -> dict:
    """What the engine says of the pair at this moment, as codes: the explanation, and every reason against. For coordinators."""
    wish, weights = wish_of(request), weighed(request.programme).weights
    (candidate,) = candidates_of([profile], request.programme)
    excluded = rank(wish, [candidate], weights, musts_of(request.programme)).excluded
    reasons = [reason.code for entry in excluded for reason in entry.reasons]
    return {"explanation": kept(explain(wish, candidate, weights)), "reasons": reasons}


def seen_lines(contest: Contest, labels: wording.Names) -> tuple[tuple[wording.Line, ...], tuple[str, ...]]:
    """What the engine said when it was asked, in a coordinator's words: the criteria, and every reason against."""
    side, seen = wording.Side.COORDINATOR, contest.seen or {}
    lines = wording.lines(explanation_of(seen.get("explanation", {})).criteria, labels, side)
    return lines, tuple(wording.reason(code, side) for code in seen.get("reasons", ()))
