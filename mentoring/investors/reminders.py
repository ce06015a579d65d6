"""The day before and the hour before. Planned in the outbox when invitations go out, moved with the meeting."""

from datetime import datetime, timedelta

from django.urls import reverse

from mentoring.investors.models import InvestorMeeting, MeetingParticipant
from network.accounts.models import User
from network.core import clock
from network.notifications import services as notifications
from network.notifications.due import due_for

TOMORROW, SOON = "investor_meeting.tomorrow", "investor_meeting.soon"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LOOK_BACK_DAYS = 5  # over a weekend and two public holidays


def plan(meeting: InvestorMeeting, people: list[MeetingParticipant], *, sequence: int | str) -> None:
    """Plan both reminders for these people. A new `sequence` plans anew what an earlier one planned."""
    for participant in people:
        if (day_before := day_before_for(participant.person, meeting.starts_at)) is not None:
            _plan(TOMORROW, meeting, participant, sequence, day_before, urgent=False)
        if meeting.starts_at - HOUR > clock.now():
            _plan(SOON, meeting, participant, sequence, meeting.starts_at - HOUR, urgent=True)


def take_back(meeting: InvestorMeeting, people: list[User] | None = None) -> None:
    """Nobody (or none of these people) is reminded any more."""
    notifications.supersede(meeting, [TOMORROW, SOON], people=people)


def day_before_for(person: User, starts_at: datetime) -> datetime | None:
    """When the day-before reminder reaches its reader: in their working hours, a day ahead or up to five where days are free.

    None when no such moment is left, or when it would come less than two hours before the meeting.
    """
    for days in range(1, LOOK_BACK_DAYS + 1):
        wanted = starts_at - days * DAY
        if wanted <= clock.now():
            return None
        due = due_for(person, wanted, urgent=False)
        if due < starts_at - 12 * HOUR:
            return due
    return None


def _plan(kind: str, meeting: InvestorMeeting, participant: MeetingParticipant, sequence: int | str, due_at: datetime, *, urgent: bool) -> None:
    notifications.notify(
        to=participant.person, kind=kind, about=meeting, occurrence=sequence, due_at=due_at, urgent=urgent,
        context=context_of(meeting), url=reverse("investor-meeting", args=[meeting.pk]) if participant.person.claimed_at else "",
    )  # fmt: skip


def context_of(meeting: InvestorMeeting) -> dict[str, object]:
    """What a mail about the meeting says, as primitives."""
    return {
        "title": meeting.title,
        "company": meeting.company.name,
        "starts": meeting.starts_at.isoformat(),
        "ends": meeting.ends_at.isoformat(),
        "place": meeting.place,
        "link": meeting.link,
    }
