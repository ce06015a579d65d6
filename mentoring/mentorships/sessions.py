"""Finding a time for a session: propose, accept, move, keep, cancel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentoring.mentorships import locks, rules, session_notices, session_rules, states
from mentoring.mentorships.models import Mentorship, ProposedTime, Session
from mentoring.profiles.models import Format
from network.accounts.models import User
from network.calendars import services as calendars
from network.core import clock
from network.core.errors import Conflict, Invalid, require
from network.core.states import move as change_state
from network.notifications.tongue import instant_words

MOST_TIMES = 5
MOST_OPEN = 8  # proposals and bookings of one mentorship ahead; more is a mistake
FURTHEST = timedelta(days=400)
State = Session.State


@dataclass(frozen=True, slots=True)
class Plan:
    """What a session is to be: its subject, how people meet, how long (minutes)."""

    topic: str
    minutes: int = 45
    format: str = Format.ONLINE
    place: str = ""
    link: str = ""


def propose(*, mentorship: Mentorship, by: User, plan: Plan, times: Sequence[datetime], message: str = "") -> Session:
    """Offer the other one up to five times. They block nobody until one is accepted.

    The same proposal sent twice is one. Raises Invalid (`times`, `times.0`, `topic`, …).
    """
    with transaction.atomic():
        mentorship = locks.locked(mentorship)
        require(rules.can_propose(by, mentorship))
        if again := _same_proposal(mentorship, by, plan, times):
            return again
        if mentorship.sessions.filter(state__in=[State.PROPOSED, State.CONFIRMED]).count() >= MOST_OPEN:
            raise Conflict(_("There are eight sessions ahead already. Cancel one, or wait until one has been held."), code="too-many")
        _check(plan, times)
        session = Session.objects.create(mentorship=mentorship, proposed_by=by, message=message.strip(), **_fields(plan))
        _offer(session, times)
        session_notices.proposed(session, times)
    return session


def move(*, session: Session, by: User, times: Sequence[datetime], message: str = "", plan: Plan | None = None) -> Session:
    """Propose other times. A time that stands stays booked until one of the new ones is accepted, or somebody keeps it."""
    with transaction.atomic():
        session = locked(session.pk)
        require(session_rules.can_move(by, session))
        plan = plan or Plan(session.topic, session.minutes, session.format, session.place, session.link)
        _check(plan, times)
        change_state(session, "move", states.SESSION, proposed_by=by, message=message.strip(), round=session.round + 1, **_fields(plan))
        session.times.all().delete()
        _offer(session, times)
        session_notices.proposed(session, times)
    return session


def accept(*, session: Session, by: User, time: datetime | UUID) -> Session:
    """Take one of the proposed times (by its instant or its key), for both or for nobody.

    Raises Conflict: `slot-taken` with fresh `slots` when one of the two is booked by now, `state` when the session is no
    longer proposed. Accepting the same time twice is harmless.
    """
    with transaction.atomic():
        session = locked(session.pk)
        starts_at = _instant(session, time)
        if session.state == State.CONFIRMED and session.starts_at == starts_at:
            return session
        require(session_rules.can_accept(by, session))
        if not session.times.filter(starts_at=starts_at).exists():
            raise Invalid({"time": [_("Choose one of the proposed times.")]})
        if starts_at <= clock.now():
            raise Conflict(_("This time has passed. Choose another, or propose new ones."), code="past")
        _book(session, starts_at, by)
        was_at = session.starts_at
        change_state(session, "confirm", states.SESSION, starts_at=starts_at, round=session.round + 1, declined_by=None)
        session_notices.confirmed(session, by, was_at=was_at)
    return session


def keep(*, session: Session, by: User) -> Session:
    """Leave a session at the time that stands, although others were proposed, or although one said no to it oneself.

    Raises Conflict with fresh `slots` when the time of the one who said no is taken by now.
    """
    with transaction.atomic():
        session = locked(session.pk)
        require(session_rules.can_keep(by, session))
        if session.declined_by_id == by.pk:
            calendars.book([by], session.starts_at, session_notices.ends_at(session), source=session, by=by)
            session.declined_by = None
            session.save(update_fields=["declined_by"])
            session_notices.taken_up(session, by)
        session.times.all().delete()
        change_state(session, "keep", states.SESSION, round=session.round + 1)
        session_notices.kept(session, by)
    return session


def decline(session: Session, *, by: User) -> None:
    """One of the two said no in their calendar: their time is free, the other one is told and both can propose other times.

    When the other one has said no before, nothing holds the session any more and it is called off. The caller holds its
    mentorship's lock and has recorded the answer.
    """
    if session.declined_by_id not in (None, by.pk):
        _cancel(session, by, "")
        return
    calendars.release(session, by=by, people=[by])
    if session.state == State.CONFIRMED:  # the times of the round before
        session.times.all().delete()
        session.proposed_by, session.message = by, ""
    change_state(session, "decline", states.SESSION, declined_by=by, proposed_by=session.proposed_by, message=session.message, round=session.round + 1)
    session_notices.declined(session, by)


def cancel(*, session: Session, by: User, note: str = "") -> Session:
    """Call a session off, with a word to the other one. Its time is free, its reminders never go out."""
    with transaction.atomic():
        session = locked(session.pk)
        require(session_rules.can_cancel(by, session))
        _cancel(session, by, note.strip())
    return session


def cancel_all(mentorship: Mentorship, *, by: User | None) -> int:
    """Call off what lies ahead, as part of the mentorship's end; the caller holds its lock. Returns how many.

    A session that has begun stays: how it went can still be written down.
    """
    ahead = [s for s in mentorship.sessions.filter(state__in=[State.PROPOSED, State.CONFIRMED]) if not session_rules.has_begun(s)]
    for session in ahead:
        session.mentorship = mentorship
        _cancel(session, by, "", told=False)
    return len(ahead)


def call_off(session: Session, *, by: User | None) -> None:
    """Call one session off because of something else; the caller holds its mentorship's lock and tells the two why."""
    _cancel(session, by, "", told=False)


def locked(session_id: UUID) -> Session:
    """The session under its mentorship's lock.

    The race: the mentorship ends while a time is accepted, or both propose at once. One lock for all of it, and the second sees what the first did.
    """
    mentorship_id = Session.objects.values_list("mentorship_id", flat=True).get(pk=session_id)
    mentorship = locks.locked(mentorship_id)
    session = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session_id)
    session.mentorship = mentorship
    return session


def _check(plan: Plan, times: Sequence[datetime]) -> None:
    wrong: dict[str, list[str]] = {}
    if not plan.topic.strip():
        wrong["topic"] = [_("Say in a few words what you want to talk about.")]
    if not 10 <= plan.minutes <= 480:
        wrong["minutes"] = [_("Choose between 10 minutes and 8 hours.")]
    if plan.format not in Format.values:
        wrong["format"] = [_("Choose how you meet.")]
    elif plan.format == Format.IN_PERSON and not plan.place.strip():
        wrong["place"] = [_("Say where you meet.")]
    wrong |= _wrong_times(times)
    if wrong:
        raise Invalid(wrong)


def _wrong_times(times: Sequence[datetime]) -> dict[str, list[str]]:
    """What is wrong with all of them under `times`, with the third of them under `times.2`."""
    if not times:
        return {"times": [_("Give at least one time.")]}
    if len(times) > MOST_TIMES:
        return {"times": [_("Five times are enough. Choose those that suit you best.")]}
    if len(set(times)) < len(times):
        return {"times": [_("The same time stands there twice.")]}
    return {f"times.{place}": [sentence] for place, time in enumerate(times) if (sentence := _wrong_time(time))}


def _wrong_time(time: datetime) -> str:
    if time <= clock.now():
        return _("%(time)s has passed. Choose a time that is still to come.") % {"time": instant_words(time)}
    if time > clock.now() + FURTHEST:
        return _("%(time)s is more than a year away. Please check the year.") % {"time": instant_words(time)}
    return ""


def _same_proposal(mentorship: Mentorship, by: User, plan: Plan, times: Sequence[datetime]) -> Session | None:
    """The open proposal that a second click on the same button would make again."""
    for session in mentorship.sessions.filter(state=State.PROPOSED, proposed_by=by, starts_at=None, **_fields(plan)).prefetch_related("times"):
        if {time.starts_at for time in session.times.all()} == set(times):
            return session
    return None


def _fields(plan: Plan) -> dict[str, object]:
    return {"topic": plan.topic.strip(), "minutes": plan.minutes, "format": plan.format, "place": plan.place.strip(), "link": plan.link.strip()}


def _offer(session: Session, times: Sequence[datetime]) -> None:
    ProposedTime.objects.bulk_create(ProposedTime(session=session, starts_at=time) for time in sorted(times))


def _instant(session: Session, time: datetime | UUID) -> datetime:
    if isinstance(time, datetime):
        return time
    found = session.times.filter(pk=time).first()
    if found is None:
        raise Conflict(_("The proposed times have changed meanwhile. Here are those that stand now."), code="times-changed")
    return found.starts_at


def _book(session: Session, starts_at: datetime, by: User) -> None:
    ends_at = starts_at + timedelta(minutes=session.minutes)
    if session.starts_at is None:
        calendars.book([session.mentorship.contact, session.mentorship.mentor], starts_at, ends_at, source=session, by=by)
    else:
        calendars.move(session, starts_at, ends_at, by=by, people=[session.mentorship.contact, session.mentorship.mentor])


def _cancel(session: Session, by: User | None, note: str, *, told: bool = True) -> None:
    calendars.release(session, by=by)
    session.times.all().delete()
    change_state(session, "cancel", states.SESSION, cancelled_by=by, cancel_note=note)
    session_notices.cancelled(session, by, told=told)
