"""What follows when a guest answers the invitation to a cohort's session. Named in the settings (ANSWERED_BY)."""

from uuid import UUID

from django.utils.translation import gettext as _

from mentoring.cohorts import calendar_entries
from mentoring.cohorts.models import CohortSession
from network.calendars import services as calendars
from network.calendars.queries import is_booked_for
from network.core.errors import Conflict
from network.invitations.models import Attendee


def lock(session_id: UUID) -> None:
    """The session's row, which every change of the session locks first."""
    list(CohortSession.objects.select_for_update(of=("self",), no_key=True).filter(pk=session_id))


def follow(guest: Attendee) -> bool:
    """Whoever declines has their time back; whoever comes takes it, also where it was not free when they were invited.

    Raises Conflict with fresh `slots` when something else stands there. The organiser hears of those who do not come: the
    others stand on the session's page, and forty mails would be too many.
    """
    session = CohortSession.objects.select_related("cohort__incubator", "organiser").filter(pk=guest.invitation.source_id).first()
    if session is None:
        return False
    if guest.answer == Attendee.Answer.DECLINED:
        calendar_entries.forget(session, guest.person, guest.person)
        return False
    if not is_booked_for(guest.person, session):
        _book(session, guest)
        calendar_entries.remind_again(session, guest.person, sequence=f"{guest.invitation.sequence}-{guest.answered_stamp:%Y%m%d%H%M%S%f}")
    return True


def _book(session: CohortSession, guest: Attendee) -> None:
    if guest.answer == Attendee.Answer.TENTATIVE:
        return
    try:
        calendars.book([guest.person], session.starts_at, session.ends_at, source=session, by=guest.person)
    except Conflict as taken:
        words = _("Something else stands in your calendar at this time. Move it first, or answer that you do not come.")
        raise Conflict(words, code=taken.code, **taken.details) from None
