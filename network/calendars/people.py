"""A person's settings as the pure modules want them."""

from datetime import date, timedelta

from network.accounts.models import User
from network.calendars.working_time import WorkingTime, day_off_reason
from network.core import clock


def working_time_of(person: User) -> WorkingTime:
    """When this person works and may be written to."""
    return WorkingTime(
        zone=person.time_zone,
        days=frozenset(person.work_days),
        start=person.work_start,
        end=person.work_end,
        quiet_start=person.quiet_start,
        quiet_end=person.quiet_end,
        country=person.country,
        observances=frozenset(person.observances),
    )


def coming_days_off(person: User, *, days: int, language: str) -> list[tuple[date, str]]:
    """The person's next public holidays and chosen observances, named in `language`."""
    wt, today = working_time_of(person), clock.today(person.time_zone)
    found = ((day, day_off_reason(day, wt, language)) for day in (today + timedelta(days=offset) for offset in range(days)))
    return [(day, name) for day, name in found if name]
