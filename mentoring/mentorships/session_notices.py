"""What people are told about a session, their calendars included.

A confirmed time, a change of it and its end travel as calendar invitations, which tell and mail on
their own; what is said here are proposals, reminders and what was written down.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse

from mentoring.mentorships import notices, rules
from mentoring.mentorships.models import Session
from mentoring.mentorships.session_rules import CONTEST_FOR
from network.accounts.models import User
from network.calendars.people import working_time_of
from network.calendars.working_time import WorkingTime, is_allowed
from network.core import clock
from network.invitations import services as invitations
from network.notifications import services as notifications
from network.notifications.services import notify

PROPOSED, WITHDRAWN, KEPT, DECLINED = "session.proposed", "session.withdrawn", "session.kept", "session.declined"
DAY, HOUR, WRITE_DOWN = "session.reminder-day", "session.reminder-hour", "session.write-down"
REMINDERS = (DAY, HOUR, WRITE_DOWN)
DAY_BEFORE, HOUR_BEFORE, AFTER = timedelta(hours=24), timedelta(hours=1), timedelta(minutes=15)
LOOK_BACK_HOURS = 24 * 5  # the day before a Monday is a Friday; before a long weekend, a Thursday


def page(session: Session) -> str:
    """The session's page."""
    return reverse("session", args=[session.pk])


def proposed(session: Session, times: Sequence[datetime]) -> None:
    """To the other one: which times, and where one stands, that it stays until they choose."""
    by = session.proposed_by
    more: dict[str, object] = {"times": [time.isoformat() for time in sorted(times)], "message": session.message}
    if session.starts_at and session.declined_by_id is None:
        more["was"] = session.starts_at.isoformat()
    soonest = min([*times, *([session.starts_at] if session.starts_at else [])])
    _tell([rules.other_than(by, session.mentorship)], PROPOSED, session, meeting_at=soonest, **more)


def confirmed(session: Session, by: User, *, was_at: datetime | None) -> None:
    """The invitation to both calendars (or its update), and the reminders."""
    both = notices.both(session.mentorship)
    details = {
        "title": session.topic, "starts_at": session.starts_at, "ends_at": ends_at(session), "location": session.place, "link": session.link,
        "url": page(session), "context": {"topic": session.topic, **notices.names(session.mentorship)},
    }  # fmt: skip
    if was_at is None:
        invitations.invite(about=session, people=both, by=by, accepted=both, **details)
    else:
        invitations.update(about=session, by=by, accepted=both, **details)
        invitations.agree(about=session, people=both)  # also where the time is the same that one of them had declined
    notifications.supersede(session, [PROPOSED, DECLINED, *REMINDERS])
    plan_reminders(session)


def plan_reminders(session: Session, people: Sequence[User] = ()) -> None:
    """A day and an hour before, to each, and a question afterwards how it went. All in the transaction that confirms."""
    for person in people or notices.both(session.mentorship):
        _plan(DAY, session, person, day_before(session.starts_at, working_time_of(person)), urgent=True)
        _plan(HOUR, session, person, session.starts_at - HOUR_BEFORE, urgent=True)
        _plan(WRITE_DOWN, session, person, ends_at(session) + AFTER, urgent=False)


def _plan(kind: str, session: Session, person: User, due_at: datetime, *, urgent: bool) -> None:
    """Urgent ones leave at their moment, which was chosen to suit the reader; a moment that has passed is left out."""
    if due_at > clock.now():
        context = _context(session, person)
        notify(to=person, kind=kind, about=session, occurrence=session.round, context=context, url=page(session), due_at=due_at, urgent=urgent)


def kept(session: Session, by: User) -> None:
    """To the other one: it stays at its time."""
    notifications.supersede(session, [PROPOSED, DECLINED])
    _tell([rules.other_than(by, session.mentorship)], KEPT, session, meeting_at=session.starts_at)


def declined(session: Session, by: User) -> None:
    """To the other one: that time does not suit after all. Nobody is reminded of it."""
    notifications.supersede(session, [PROPOSED, KEPT, *REMINDERS])
    _tell([rules.other_than(by, session.mentorship)], DECLINED, session, meeting_at=session.starts_at)


def taken_up(session: Session, by: User) -> None:
    """The one who said no comes after all: so their calendar entry says, and both are reminded again."""
    invitations.agree(about=session, people=[by])
    plan_reminders(session)


def cancelled(session: Session, by: User | None, *, told: bool = True) -> None:
    """Takes back every reminder and proposal; a meeting in the calendars is called off there, a proposal in words."""
    notifications.supersede(session, [PROPOSED, DECLINED, *REMINDERS])
    if session.starts_at is not None:
        invitations.cancel(about=session, by=by, note=session.cancel_note)
    elif told and by is not None:
        _tell([rules.other_than(by, session.mentorship)], WITHDRAWN, session, note=session.cancel_note)


def recorded(session: Session) -> None:
    """To the other one: what was written down, and until when it can be contested."""
    notifications.supersede(session, [PROPOSED, *REMINDERS])
    until = session.recorded_at + CONTEST_FOR
    other = rules.other_than(session.recorded_by, session.mentorship)
    _tell([other], f"session.{session.state}", session, written=session.held_minutes or 0, until=until.isoformat(), who=str(session.recorded_by))


def contested(session: Session) -> None:
    """To the one who wrote it down, and to the coordinators."""
    more = {"note": session.contest_note, "was": session.held_minutes or 0, "now": session.contested_minutes, "who": str(session.contested_by)}
    _tell([rules.person_on(rules.side_that_wrote(session), session.mentorship)], "session.contested", session, **more)
    starts = {"starts": session.starts_at.isoformat(), "topic": session.topic}
    notices.tell_coordinators("session.contested-coordinator", session.mentorship, session, page(session), **starts, **more)


def ends_at(session: Session) -> datetime:
    """When the time that stands is over."""
    return session.starts_at + timedelta(minutes=session.minutes)


def day_before(starts_at: datetime, reader: WorkingTime) -> datetime:
    """24 hours before, or the last earlier hour in which the reader works, up to five days back."""
    wanted = starts_at - DAY_BEFORE
    hours = (wanted - timedelta(hours=back) for back in range(LOOK_BACK_HOURS))
    return next((hour for hour in hours if is_allowed(hour, reader)), wanted)


def _context(session: Session, person: User, **more: object) -> dict[str, object]:
    other = rules.other_than(person, session.mentorship)
    context: dict[str, object] = {
        **notices.names(session.mentorship), "other": str(other), "other_zone": other.time_zone if other.time_zone != person.time_zone else "",
        "topic": session.topic, "minutes": session.minutes, "place": session.place, "link": session.link,
    }  # fmt: skip
    if session.starts_at is not None:
        context |= {"starts": session.starts_at.isoformat(), "ends": ends_at(session).isoformat()}
    return context | more


def _tell(people: list[User], kind: str, session: Session, *, meeting_at: datetime | None = None, **more: object) -> None:
    for person in people:
        context = _context(session, person, **more)
        notices.tell([person], kind, session, context, page(session), occurrence=session.round, meeting_at=meeting_at)
