"""What became of a session: held or missed, contested, and how it was."""

from django.db import transaction
from django.utils.translation import gettext as _

from mentoring.followups import services as followups
from mentoring.followups.models import FollowUpRule
from mentoring.mentorships import notices, session_notices, session_rules, states
from mentoring.mentorships.models import Session, SessionFeedback
from mentoring.mentorships.sessions import locked
from network.accounts.models import User
from network.core import clock
from network.core.errors import Invalid, require
from network.core.states import move
from network.ledger import services as ledger
from network.ledger.models import SupportRecord

LONGEST = 12 * 60  # minutes of one session
LOW_SCORE = 2  # at or under it a coordinator is told


def hold(*, session: Session, by: User, minutes: int, notes: str = "") -> Session:
    """Write down that it took place, how many minutes, and notes for the two. Writes its line in the ledger.

    Raises Conflict before it has begun or when it was written down already, Invalid for impossible minutes.
    """
    with transaction.atomic():
        session = locked(session.pk)
        if _is_recorded(session, Session.State.HELD, by, minutes):
            return session
        require(session_rules.can_record(by, session))
        _check_minutes("minutes", minutes, least=1)
        _record(session, "hold", by, minutes, notes)
        names = notices.names(session.mentorship) | {"topic": session.topic}
        people = {"company": session.mentorship.contact, "mentor": session.mentorship.mentor}
        followups.plan(FollowUpRule.Event.SESSION_HELD, session, people, session.starts_at, programme=session.mentorship.programme, context=names)
    return session


def miss(*, session: Session, by: User, notes: str = "") -> Session:
    """Write down that it did not take place. The ledger gets a line without minutes, so that a contest has something to correct."""
    with transaction.atomic():
        session = locked(session.pk)
        if _is_recorded(session, Session.State.MISSED, by, None):
            return session
        require(session_rules.can_record(by, session))
        _record(session, "miss", by, 0, notes)
    return session


def contest(*, session: Session, by: User, minutes: int, note: str) -> Session:
    """Say within seven days that it was otherwise: the true minutes (0: it did not take place) and why. The ledger gets a correction."""
    with transaction.atomic():
        session = locked(session.pk)
        require(session_rules.can_contest(by, session))
        _check_minutes("minutes", minutes, least=0)
        if minutes == (session.held_minutes or 0):
            raise Invalid({"minutes": [_("That is what was written down.")]})
        if not note.strip():
            raise Invalid({"note": [_("Say in a few words how it was.")]})
        session.contested_by, session.contested_at = by, clock.now()
        session.contest_note, session.contested_minutes = note.strip(), minutes
        session.save(update_fields=["contested_by", "contested_at", "contest_note", "contested_minutes"])
        attendance = SupportRecord.Attendance.ATTENDED if minutes else SupportRecord.Attendance.MISSED
        ledger.correct(source=session, receiver=session.mentorship.company, by=by, minutes=minutes, attendance=attendance)
        session_notices.contested(session)
    return session


def give_feedback(*, session: Session, by: User, score: int, comment: str = "") -> SessionFeedback:
    """How useful it was, one to five. For the coordinators alone; a low score is told to them."""
    with transaction.atomic():
        session = locked(session.pk)  # a double click is refused by the rule, not by an IntegrityError
        require(session_rules.can_give_feedback(by, session))
        if not 1 <= score <= 5:
            raise Invalid({"score": [_("Choose a number from one to five.")]})
        feedback = SessionFeedback.objects.create(session=session, person=by, score=score, comment=comment.strip())
        followups.spare(session, by, "after-session")
        if score <= LOW_SCORE:
            notices.low_feedback(feedback, session.mentorship)
    return feedback


def _is_recorded(session: Session, state: str, by: User, minutes: int | None) -> bool:
    """A second click on the same button: it is written down just so, by the same person."""
    return (session.state, session.recorded_by_id, session.held_minutes) == (state, by.pk, minutes)


def _record(session: Session, verb: str, by: User, minutes: int, notes: str) -> None:
    session.times.all().delete()
    held = {"held_minutes": minutes} if verb == "hold" else {}
    move(session, verb, states.SESSION, recorded_by=by, recorded_at=clock.now(), notes=notes.strip(), **held)
    mentorship = session.mentorship
    ledger.record(
        source=session, programme=mentorship.programme, receiver=mentorship.company, receiver_person=mentorship.contact, provider_person=mentorship.mentor,
        provider=mentorship.incubator, kind=SupportRecord.Kind.MENTORING, starts_at=session.starts_at, minutes=minutes,
        attendance=SupportRecord.Attendance.ATTENDED if minutes else SupportRecord.Attendance.MISSED, by=by,
    )  # fmt: skip
    session_notices.recorded(session)


def _check_minutes(field: str, minutes: int, *, least: int) -> None:
    if not least <= minutes <= LONGEST:
        raise Invalid({field: [_("Give the minutes as a number from %(least)d to %(most)d.") % {"least": least, "most": LONGEST}]})
