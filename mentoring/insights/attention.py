"""What a coordinator looks after: the requests and mentorships of their programmes, who is stuck and since when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import DateTimeField, DurationField, Exists, ExpressionWrapper, F, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from mentoring.matching.contests.queries import overdue_contests
from mentoring.mentorships.models import Mentorship, Session
from mentoring.requests.models import Choice, MentoringRequest
from network.accounts.models import User
from network.core import clock
from network.organisations.queries import one_of
from network.programmes.queries import coordinated_by


class Reason(StrEnum):
    """Why something does not move."""

    SILENCE = "silence"
    QUESTION = "question"
    APPROVAL = "approval"
    EXHAUSTED = "exhausted"
    QUIET = "quiet"
    CONTEST = "contest"


@dataclass(frozen=True)
class Stuck:
    """Why, and since when."""

    reason: Reason
    since: datetime


ASKED = (Choice.State.ASKED, Choice.State.QUESTION)
ONE_DAY = Value(timedelta(days=1), output_field=DurationField())


def requests_watched_by(user: User) -> QuerySet[MentoringRequest]:
    """Sent and open requests of the programmes the person coordinates, newest first, with what tells whether they are stuck."""
    now = clock.now()
    choices = Choice.objects.filter(request=OuterRef("pk"))
    unanswered = choices.filter(Q(state=Choice.State.EXPIRED) | Q(state=Choice.State.ASKED, answer_due_at__lt=now))
    # The company has its own working days to reply: a question stands out from its first reminder, which falls in the middle of them.
    open_question = choices.filter(Q(reminders__gt=0) | Q(answer_due_at__lt=now), state=Choice.State.QUESTION)
    asked = Choice.objects.filter(state__in=ASKED).select_related("mentor__person", "incubator__organisation")
    rows = MentoringRequest.objects.filter(programme__in=coordinated_by(user)).exclude(state=MentoringRequest.State.DRAFT)
    return (
        rows.annotate(
            silent_since=Subquery(unanswered.order_by().values("request").annotate(first=Min("answer_due_at")).values("first")),
            question_since=Subquery(open_question.values("question_at")[:1]),
            is_out=Exists(choices.filter(state__in=ASKED)),
            waits_for_approval=Exists(choices.filter(state=Choice.State.WAITING, approved_at=None)),
        )
        .select_related("company__region", "programme", "created_by")
        .prefetch_related(Prefetch("choices", asked, to_attr="asked_now"))
        .order_by("-id")
    )


def stuck_requests(user: User) -> QuerySet[MentoringRequest]:
    """Those of them for which the coordinator could do something."""
    state = MentoringRequest.State
    approval = Q(programme__approval_before_asking=True, is_out=False, waits_for_approval=True)
    asking = Q(silent_since__isnull=False) | Q(question_since__isnull=False) | approval
    return requests_watched_by(user).filter(Q(state=state.EXHAUSTED) | Q(asking, state=state.ASKING))


def why_request_is_stuck(request: MentoringRequest) -> Stuck | None:
    """The reason and its beginning, for a row of `requests_watched_by`."""
    state = MentoringRequest.State
    if request.state == state.EXHAUSTED:
        return Stuck(Reason.EXHAUSTED, request.closed_at or request.sent_at)
    if request.state != state.ASKING:
        return None
    if request.programme.approval_before_asking and not request.is_out and request.waits_for_approval:
        return Stuck(Reason.APPROVAL, request.sent_at)
    if request.question_since:
        return Stuck(Reason.QUESTION, request.question_since)
    return Stuck(Reason.SILENCE, request.silent_since) if request.silent_since else None


def mentorships_watched_by(user: User) -> QuerySet[Mentorship]:
    """Mentorships of the programmes the person coordinates, newest first, with their last and next sign of life."""
    now, sessions = clock.now(), Session.objects.filter(mentorship=OuterRef("pk"))
    took_place = sessions.filter(state__in=[Session.State.HELD, Session.State.CONFIRMED], starts_at__lte=now)
    coming = sessions.filter(state=Session.State.CONFIRMED, starts_at__gt=now)
    return (
        Mentorship.objects.filter(programme__in=coordinated_by(user))
        .annotate(
            last_session_at=Subquery(took_place.order_by("-starts_at").values("starts_at")[:1]),
            next_session_at=Subquery(coming.order_by("starts_at").values("starts_at")[:1]),
            # GREATEST of PostgreSQL leaves out what is NULL.
            quiet_since=Greatest(Coalesce("started_at", "created_at"), "last_session_at", "conversation__last_message_at", output_field=DateTimeField()),
            stuck_from=ExpressionWrapper(F("quiet_since") + ONE_DAY * F("programme__stuck_after_days"), output_field=DateTimeField()),
        )
        .select_related("company__region", "programme", "mentor", "contact", "incubator", "conversation")
        .order_by("-id")
    )


LIVELY = (Mentorship.State.AGREEING, Mentorship.State.ACTIVE)


def stuck_mentorships(user: User) -> QuerySet[Mentorship]:
    """Those without a session, past or coming, and without a message for the programme's number of days."""
    return mentorships_watched_by(user).filter(state__in=LIVELY, next_session_at=None, stuck_from__lt=clock.now())


def why_mentorship_is_stuck(mentorship: Mentorship) -> Stuck | None:
    """The same for a row of `mentorships_watched_by`."""
    if mentorship.state in LIVELY and mentorship.next_session_at is None and mentorship.stuck_from < clock.now():
        return Stuck(Reason.QUIET, mentorship.quiet_since)
    return None


def watched_request_for(user: User, pk: UUID | str) -> MentoringRequest:
    """One request that the person coordinates. Raises NotVisible."""
    return one_of(requests_watched_by(user), pk)


def watched_mentorship_for(user: User, pk: UUID | str) -> Mentorship:
    """One mentorship that the person coordinates. Raises NotVisible."""
    return one_of(mentorships_watched_by(user), pk)


@dataclass(frozen=True)
class Load:
    """How much waits for a coordinator."""

    requests: int
    mentorships: int
    contests: int


def load_of(user: User) -> Load:
    """Numbers for the coordinator's pages. Three queries, and who works when."""
    return Load(stuck_requests(user).count(), stuck_mentorships(user).count(), len(overdue_contests(user)))
