"""What follows when one of the two answers a session's calendar entry. Named in the settings (ANSWERED_BY)."""

from uuid import UUID

from django.utils.translation import gettext as _

from mentoring.mentorships import session_rules, sessions
from mentoring.mentorships.models import Session
from network.core.errors import Conflict
from network.invitations.models import Attendee


def lock(session_id: UUID) -> None:
    """The session's mentorship, which every change of the session locks first."""
    sessions.locked(session_id)


def follow(guest: Attendee) -> bool:
    """A no frees that person's time and asks for other times; a yes after it takes the time again. True where the other one is told so here.

    Raises Conflict with fresh `slots` when something else has that time by now: the answer then stays as it was.
    """
    session = sessions.locked(guest.invitation.source_id)
    person = guest.person
    if person.pk not in (session.mentorship.contact_id, session.mentorship.mentor_id) or session_rules.has_begun(session):
        return False
    if guest.answer == Attendee.Answer.DECLINED:
        sessions.decline(session, by=person)
        return True
    if session.declined_by_id == person.pk and session.state == Session.State.PROPOSED:
        _take_up(session, guest)
        return True
    return False


def _take_up(session: Session, guest: Attendee) -> None:
    answer = guest.answer
    try:
        sessions.keep(session=session, by=guest.person)
    except Conflict as refusal:
        if refusal.code != "slot-taken":
            raise
        raise Conflict(
            _("Since you declined, something else stands in your calendar at this time. Propose another time on the session’s page."),
            code=refusal.code, **refusal.details,
        ) from None  # fmt: skip
    if answer == Attendee.Answer.TENTATIVE:  # coming, perhaps: as the guest said it
        guest.save(update_fields=["answer"])
