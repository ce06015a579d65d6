"""When a mail may reach its reader."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from network.accounts.models import User
from network.calendars.people import working_time_of
from network.calendars.working_time import NeverWorking, WorkingTime, next_allowed
from network.core import clock
from network.notifications import kinds

TOO_LATE = timedelta(hours=2)  # before a meeting
_ALL_DAY = {"days": frozenset(range(7)), "start": time(0), "end": time(0)}
_ORDINARY = WorkingTime(start=time(9), end=time(16))


def due_for(person: User | None, wanted: datetime | None, *, urgent: bool, kind: str = "") -> datetime:
    """The first moment not before `wanted` (now, when none is given) that suits the reader.

    Urgent ones (sign-in, a meeting changed within 24 hours) do not wait. What people write to one another waits
    for the end of quiet hours and of days off alone, everything else for working hours. Somebody whose settings
    leave no hour free of quiet time gets mail in ordinary office hours of their zone and country.
    """
    wanted = wanted or clock.now()
    if urgent or person is None:
        return wanted
    mine = working_time_of(person)
    try:
        return next_allowed(wanted, replace(mine, **_ALL_DAY) if kind in kinds.OUTSIDE_WORK else mine)
    except NeverWorking:
        return next_allowed(wanted, replace(_ORDINARY, zone=mine.zone, country=mine.country, observances=mine.observances))


def rings_at(person: User, wanted: datetime) -> datetime:
    """When something on the page may draw the person's attention: never in quiet hours or on a day off."""
    return due_for(person, wanted, urgent=False, kind=next(iter(kinds.OUTSIDE_WORK)))


def is_pressing(person: User, meeting_at: datetime) -> bool:
    """Whether a change of a meeting must be told at once: it is today where the person is, or would be told too late otherwise.

    Nothing that is more than 24 hours ahead is.
    """
    now = clock.now()
    if meeting_at - now >= timedelta(hours=24):
        return False
    zone = ZoneInfo(person.time_zone)
    return meeting_at.astimezone(zone).date() == now.astimezone(zone).date() or due_for(person, now, urgent=False) > meeting_at - TOO_LATE


def is_quiet_hour(person: User, hour: int) -> bool:
    """Whether a clock hour lies in the person's quiet hours."""
    start, end, at = person.quiet_start, person.quiet_end, time(hour)
    return start <= at < end if start <= end else at >= start or at < end
