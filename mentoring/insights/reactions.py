"""What people answered: feedback on sessions, check-ins, closing surveys. For coordinators alone."""

from django.db.models import QuerySet

from mentoring.followups.models import CheckIn
from mentoring.mentorships.models import ClosingSurvey, SessionFeedback
from network.accounts.models import User
from network.programmes.queries import confided_to

LOW = 2  # of five: worth a conversation


def feedback_heard_by(user: User, *, low: bool = True) -> QuerySet[SessionFeedback]:
    """Feedback after sessions, newest first."""
    rows = SessionFeedback.objects.filter(session__mentorship__programme__in=confided_to(user))
    rows = rows.filter(score__lte=LOW) if low else rows
    return rows.select_related("person", "session__mentorship__company", "session__mentorship__mentor").order_by("-id")


def check_ins_heard_by(user: User, *, low: bool = True) -> QuerySet[CheckIn]:
    """Answers to follow-ups, newest first. A plain no counts as low."""
    rows = CheckIn.objects.filter(follow_up__rule__programme__in=confided_to(user))
    rows = rows.filter(score__lte=LOW) | rows.filter(yes=False) if low else rows
    return rows.select_related("follow_up__person", "follow_up__rule__programme").order_by("-id")


def closings_heard_by(user: User, *, low: bool = True) -> QuerySet[ClosingSurvey]:
    """Closing surveys, newest first."""
    rows = ClosingSurvey.objects.filter(mentorship__programme__in=confided_to(user))
    rows = rows.filter(reached__lte=LOW) if low else rows
    return rows.select_related("person", "mentorship__company", "mentorship__mentor").order_by("-id")
