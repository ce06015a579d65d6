"""A person's settings as the pure modules want them."""

from network.accounts.models import User
from network.calendars.working_time import WorkingTime


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
