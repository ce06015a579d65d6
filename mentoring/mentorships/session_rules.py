"""Who may do what with a session. Each returns ALLOWED or the reason against it."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from mentoring.mentorships.models import Session
from mentoring.mentorships.rules import is_party, runs, side_of, side_that_wrote
from network.accounts.models import User
from network.core import clock
from network.core.errors import ALLOWED, Conflict, Refused, Verdict
from network.programmes.rules import open_for

State = Session.State
CONTEST_FOR = timedelta(days=7)


def has_begun(session: Session) -> bool:
    """Whether the time that stands has come."""
    return session.starts_at is not None and session.starts_at <= clock.now()


def has_ended(session: Session) -> bool:
    """Whether a confirmed session's time is over, so that only its record is missing."""
    return session.state == State.CONFIRMED and session.starts_at + timedelta(minutes=session.minutes) <= clock.now()


def can_accept(user: User, session: Session) -> Verdict:
    """The one who did not propose picks a time."""
    if not (verdict := _open(user, session, State.PROPOSED)):
        return verdict
    if session.proposed_by_id == user.pk:
        return Refused(_("You proposed these times. The other person chooses one."), code="own-proposal")
    return ALLOWED


def can_move(user: User, session: Session) -> Verdict:
    """Either of the two proposes other times, until the session begins."""
    if not (verdict := _open(user, session, State.PROPOSED, State.CONFIRMED)):
        return verdict
    if has_begun(session):
        return Conflict(_("This session has begun. Write down how it went, or propose a new one."), code="begun")
    return ALLOWED


def can_keep(user: User, session: Session) -> Verdict:
    """While another time is proposed, either of the two can leave it at the one that stands."""
    if not (verdict := _open(user, session, State.PROPOSED)):
        return verdict
    if session.starts_at is None:
        return Conflict(_("No time stands yet that could be kept."), code="no-time")
    if session.declined_by_id not in (None, user.pk):
        return Conflict(_("%(name)s cannot come at this time. Propose other times.") % {"name": session.declined_by}, code="declined")
    if session.declined_by_id and has_begun(session):
        return Conflict(_("This time has passed. Choose another, or propose new ones."), code="past")
    return ALLOWED


def can_cancel(user: User, session: Session) -> Verdict:
    """Either of the two, until the session begins."""
    if not (party := is_party(user, session.mentorship)):
        return party
    if session.state not in (State.PROPOSED, State.CONFIRMED):
        return _not_open(session)
    if has_begun(session):
        return Conflict(_("This session has begun. If nobody came, write it down as missed."), code="begun")
    return ALLOWED


def can_record(user: User, session: Session) -> Verdict:
    """One of the two writes down how it went, once it has begun; also after the mentorship has ended."""
    if not (party := is_party(user, session.mentorship)):
        return party
    if not (verdict := open_for(session.mentorship.programme)):
        return verdict
    if session.state not in (State.PROPOSED, State.CONFIRMED):
        return _not_open(session)
    if session.starts_at is None:
        return Conflict(_("No time was agreed for this session."), code="no-time")
    if not has_begun(session):
        return Conflict(_("You can write down how it went once the session has begun."), code="not-begun")
    return ALLOWED


def can_contest(user: User, session: Session) -> Verdict:
    """The one who did not write it down can say otherwise within seven days."""
    if not (party := is_party(user, session.mentorship)):
        return party
    if not (verdict := open_for(session.mentorship.programme)):
        return verdict
    if session.state not in (State.HELD, State.MISSED):
        return Conflict(_("Nothing has been written down about this session yet."), code="state")
    if side_that_wrote(session) == side_of(user, session.mentorship):
        return Refused(_("You wrote this down yourself. The other person can say if it was otherwise."), code="own-record")
    if session.contested_at is not None:
        return Conflict(_("You have said how it was. The correction is on record."), code="contested")
    if session.recorded_at + CONTEST_FOR <= clock.now():
        return Conflict(_("The seven days in which this could be corrected are over. Your coordinator can help."), code="too-late")
    return ALLOWED


def can_give_feedback(user: User, session: Session) -> Verdict:
    """Each of the two, once, after a held session."""
    if not (party := is_party(user, session.mentorship)):
        return party
    if not (verdict := open_for(session.mentorship.programme)):
        return verdict
    if session.state != State.HELD:
        return Conflict(_("Feedback comes after a session that was held."), code="state")
    if session.feedback.filter(person=user).exists():
        return Conflict(_("You have given your feedback on this session. Thank you."), code="answered")
    return ALLOWED


def can_read_notes(user: User, session: Session) -> Verdict:
    """Notes are for the two alone."""
    return is_party(user, session.mentorship)


def _open(user: User, session: Session, *states: str) -> Verdict:
    if not (party := is_party(user, session.mentorship)):
        return party
    if session.state not in states:
        return _not_open(session)
    return runs(session.mentorship)


def _not_open(session: Session) -> Conflict:
    return Conflict(_("This is not possible any more: the session is now “%(state)s”.") % {"state": session.get_state_display()}, code="state")
