"""On which dates a rule asks, and when within a date its reader can be asked. Pure: no Django."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from network.calendars.working_time import NeverWorking, WorkingTime, next_allowed
from network.calendars.zones import edge_instant, wall_time

_ORDINARY_DAYS = frozenset(range(5))


def nominal_dates(at: datetime, zone: str, *, offset_days: int, repeat_days: int, repeat_times: int) -> list[date]:
    """The rule's dates on the reader's calendar, counted from the local date of the event."""
    first = wall_time(at, zone).date() + timedelta(days=offset_days)
    return [first + timedelta(days=repeat_days * index) for index in range(repeat_times + 1)]


def due_time(nominal: date, reader: WorkingTime, *, not_before: datetime) -> datetime:
    """The first moment on or after a date, and not before an instant, that suits the reader's working hours and holidays.

    Somebody whose own settings leave no such hour is asked in ordinary office hours of their zone and country.
    """
    wanted = max(edge_instant(datetime.combine(nominal, time(0)), reader.zone), not_before)
    try:
        return next_allowed(wanted, reader)
    except NeverWorking:
        ordinary = replace(reader, days=_ORDINARY_DAYS, start=time(9), end=time(16), quiet_start=time(20), quiet_end=time(7))
        return next_allowed(wanted, ordinary)
