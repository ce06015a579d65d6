"""What follows when a guest answers the invitation to an investor meeting. Named in the settings (ANSWERED_BY)."""

from uuid import UUID

from django.utils.translation import gettext as _

from mentoring.investors import reminders
from mentoring.investors.models import InvestorMeeting, MeetingParticipant
from network.calendars import services as calendars
from network.calendars.queries import is_booked_for
from network.core.errors import Conflict
from network.invitations.models import Attendee


def lock(meeting_id: UUID) -> None:
    """The meeting's row, which every change of the meeting locks first."""
    list(InvestorMeeting.objects.select_for_update(of=("self",), no_key=True).filter(pk=meeting_id))


def follow(guest: Attendee) -> bool:
    """Whoever declines has their time back and is not reminded; whoever comes after all takes it again, and is.

    Raises Conflict with fresh `slots` when something else has that time by now: the answer then stays as it was.
    """
    found = MeetingParticipant.objects.filter(meeting=guest.invitation.source_id, person=guest.person, removed_at=None)
    participant = found.select_related("meeting__company", "person").first()
    if participant is None:
        return False
    meeting = participant.meeting
    reminders.take_back(meeting, [guest.person])
    if guest.answer == Attendee.Answer.DECLINED:
        calendars.release(meeting, by=guest.person, people=[guest.person])
        return False
    if not is_booked_for(guest.person, meeting):
        _book_again(meeting, guest)
    reminders.plan(meeting, [participant], sequence=f"{guest.invitation.sequence}-{guest.answered_stamp:%Y%m%d%H%M%S%f}")
    return False


def _book_again(meeting: InvestorMeeting, guest: Attendee) -> None:
    try:
        calendars.book([guest.person], meeting.starts_at, meeting.ends_at, source=meeting, by=guest.person)
    except Conflict as taken:
        raise Conflict(
            _("Since you declined, something else stands in your calendar at this time. Ask %(who)s for another time.") % {"who": meeting.organiser},
            code=taken.code, **taken.details,
        ) from None  # fmt: skip
