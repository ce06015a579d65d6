"""When a mail may reach its reader."""

from dataclasses import replace
from datetime import datetime, time

from network.accounts.models import User
from network.calendars.people import working_time_of
from network.calendars.working_time import NeverWorking, WorkingTime, next_allowed
from network.core import clock
from network.notifications import kinds

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
        return next_allowed(wanted, replace(mine, **_ALL_DAY) if kind in kinds.FROM_PEOPLE else mine)
    except NeverWorking:
        return next_allowed(wanted, replace(_ORDINARY, zone=mine.zone, country=mine.country, observances=mine.observances))
