"""Mentors' facts from rows to arrays, in chunks: a hundred thousand mentors take the memory of two thousand."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from mentoring.matching.engine.pool import Pool
from mentoring.matching.facts import offers_of, possible, with_offers
from mentoring.matching.matrix.arrays import NEVER, Matrix, Schedule, made, together
from mentoring.matching.matrix.changes import Version
from mentoring.profiles.models import MentorProfile
from mentoring.profiles.seasons import next_turn
from mentoring.requests.models import MentoringRequest
from network.accounts.models import User
from network.core import clock
from network.programmes.models import Programme

CHUNK = 2000
# The columns that facts are made from: texts would be most of what is read.
PERSON = tuple(f"person__{name}" for name in ("country", "time_zone", "work_days", "work_start", "work_end"))
OWN = ("person_id", "formats", "countries", "region_id", "places", "hours_per_month", "stages", "wants_stages", "wants_countries")


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant of the domain's clock, as the matrix needs it."""

    instant: datetime

    @classmethod
    def now(cls) -> "Moment":
        return cls(clock.now())

    @property
    def monday(self) -> int:
        """The first day of the week in UTC, as an ordinal."""
        today = self.instant.astimezone(UTC).date()
        return (today - timedelta(days=today.weekday())).toordinal()

    def day(self, zone: str) -> int:
        """The local day, as an ordinal."""
        return self.instant.astimezone(ZoneInfo(zone)).date().toordinal()

    def days(self, zones: Collection[str]) -> dict[str, int]:
        """The local day of each zone."""
        return {zone: self.day(zone) for zone in zones}


def gathered(programme: Programme, version: Version, moment: Moment, among: Collection[UUID | str] | None = None) -> Matrix:
    """The mentors of a programme as they are now, or of `among` those who are; at least as new as `version`, which was taken before."""
    found = possible(programme.pk, MentoringRequest.Target.MENTOR)
    keys = found.values_list("pk", flat=True) if among is None else among
    ordered = sorted(map(str, keys))
    return together([_part(programme, ordered[first : first + CHUNK], version, moment) for first in range(0, len(ordered) or 1, CHUNK)])


def _part(programme: Programme, keys: Collection[str], version: Version, moment: Moment) -> Matrix:
    profiles = _in_order(programme, keys) if keys else []
    schedules = [schedule_of(profile.person) for profile in profiles]
    turns = list(_turns(profiles, moment))
    days = moment.days({zone for zone, *_ in schedules})
    return made(Pool.of(offers_of(profiles, programme)), version, days, moment.monday, schedules, turns)


def _in_order(programme: Programme, keys: Collection[str]) -> list[MentorProfile]:
    found = possible(programme.pk, MentoringRequest.Target.MENTOR).filter(pk__in=keys)
    return sorted(with_offers(found.only(*OWN, *PERSON)), key=lambda profile: str(profile.pk))


def schedule_of(person: User) -> Schedule:
    """When somebody works, in local time."""
    return person.time_zone, tuple(person.work_days), person.work_start.isoformat(), person.work_end.isoformat()


def _turns(profiles: list[MentorProfile], moment: Moment) -> Iterator[int]:
    for profile in profiles:
        pauses = profile.pauses.all()
        turn = next_turn(pauses, moment.instant.astimezone(ZoneInfo(profile.person.time_zone)).date()) if pauses else None
        yield turn.toordinal() if turn else NEVER
