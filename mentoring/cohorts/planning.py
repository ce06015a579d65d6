"""The schedule of a cohort: planning, changing and calling off its sessions."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentoring.cohorts import calendar_entries, rules, states
from mentoring.cohorts.models import Cohort, CohortSession
from mentoring.cohorts.services import locked
from network.accounts.models import User
from network.core import clock
from network.core.errors import Invalid, require
from network.core.once import made_before, own_key
from network.core.seen import require_seen
from network.core.states import move

EDITABLE = ("title", "about", "starts_at", "ends_at", "place", "link")
LONGEST, FURTHEST = timedelta(hours=24), timedelta(days=3 * 365)
LONGEST_REASON = 500


@transaction.atomic
def plan(*, cohort: Cohort, by: User, once: UUID | None = None, **fields: object) -> CohortSession:
    """Put a session into the schedule; while the cohort runs, everybody who comes along is invited at once.

    The same `once` again gives the session that it made. Raises Refused, Conflict and Invalid.
    """
    cohort = locked(cohort)
    require(rules.can_plan(by, cohort))
    if made := made_before(CohortSession, once, cohort_id=cohort.pk, organiser_id=by.pk, **fields):
        return made
    session = CohortSession(**own_key(once), cohort=cohort, organiser=by)
    _write(session, fields, is_moved=True)
    session.save(force_insert=True)
    if cohort.state == Cohort.State.RUNNING:
        calendar_entries.invite(session, by)
    return session


@transaction.atomic
def change(*, session: CohortSession, by: User, was: str = "", **fields: object) -> CohortSession:
    """Change a session that is still ahead. A new time asks everybody again. Raises Refused, Conflict, Invalid, Overwritten (`was`: the mark of EDITABLE)."""
    cohort = locked(session.cohort)
    session = held(session, cohort)
    require(rules.can_change_session(by, session))
    require_seen(session, EDITABLE, was)
    before = (session.starts_at, session.ends_at)
    _write(session, fields, is_moved=any(fields.get(name, getattr(session, name)) != getattr(session, name) for name in ("starts_at", "ends_at")))
    session.save()
    if session.invited_at is not None:
        calendar_entries.update(session, by, moved=before != (session.starts_at, session.ends_at))
    return session


@transaction.atomic
def cancel(*, session: CohortSession, by: User, reason: str = "") -> CohortSession:
    """Call it off: everybody's calendar is told, with the reason. Raises Refused, Conflict and Invalid."""
    cohort = locked(session.cohort)
    session = held(session, cohort)
    require(rules.can_change_session(by, session))
    if len(reason := reason.strip()) > LONGEST_REASON:
        raise Invalid({"reason": [_("Keep it under %(most)d characters.") % {"most": LONGEST_REASON}]})
    move(session, "cancel", states.SESSION, cancelled_because=reason, closed_at=clock.now())
    if session.invited_at is not None:
        calendar_entries.call_off(session, by, reason)
    return session


def held(session: CohortSession, cohort: Cohort) -> CohortSession:
    """The session's row, locked after its cohort's. The race: it is moved while somebody answers its invitation."""
    row = CohortSession.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    row.cohort = cohort
    return row


def _write(session: CohortSession, fields: dict[str, object], *, is_moved: bool) -> None:
    errors: dict[str, list] = {name: [_("This field is not known.")] for name in fields if name not in EDITABLE}
    for name in EDITABLE:
        if name in fields:
            setattr(session, name, fields[name])
    if isinstance(session.starts_at, datetime) and isinstance(session.ends_at, datetime):
        if wrong := _times(session.starts_at, session.ends_at) if is_moved else None:
            errors |= wrong
    else:
        errors["ends_at"] = [_("Say when it begins and when it ends.")]
    if not session.place and not session.link:
        errors["place"] = [_("Give a place, a video link, or both.")]
    try:
        session.clean_fields(exclude=["cohort", "organiser", *errors])
    except ValidationError as error:
        errors |= error.message_dict
    if errors:
        raise Invalid(errors)


def _times(starts_at: datetime, ends_at: datetime) -> dict[str, list] | None:
    if ends_at <= starts_at:
        return {"ends_at": [_("The end must be after the start.")]}
    if ends_at - starts_at > LONGEST:
        return {"ends_at": [_("A session lasts at most a day. Make one for each day.")]}
    if starts_at <= clock.now():
        return {"starts_at": [_("This time has passed. Choose a time ahead.")]}
    if starts_at > clock.now() + FURTHEST:
        return {"starts_at": [_("This is more than three years away. Please check the year.")]}
    return None
