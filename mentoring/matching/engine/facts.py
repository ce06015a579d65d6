"""What the engine knows: a wish, and the candidates that may answer it. Frozen, comparable, without behaviour."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from zoneinfo import ZoneInfo

HOURS_IN_WEEK = 168


class Level(IntEnum):
    """How well: of a language, and of an expertise (where NATIVE reads as expert)."""

    SOME = 1
    WORKING = 2
    FLUENT = 3
    NATIVE = 4


class CrossBorder(StrEnum):
    MUST = "must"
    PREFER = "prefer"
    NEUTRAL = "neutral"


class Kind(StrEnum):
    MENTOR = "mentor"
    INCUBATOR = "incubator"


@dataclass(frozen=True, slots=True)
class Wish:
    """What one company asks for. An empty collection or None means: not answered.

    `needs` stand in order of importance. `languages` give the least level that the work needs in each; one shared
    language is enough. `hours_a_month` is what the company asks of a mentor. `week` holds the hours of the week
    (0-167, from Monday 00:00 UTC) in which the company works.
    """

    key: str
    organisations: frozenset[str]
    country: str
    region: str = ""
    needs: tuple[str, ...] = ()
    sectors: frozenset[str] = frozenset()
    languages: tuple[tuple[str, int], ...] = ()
    formats: frozenset[str] = frozenset()
    cross_border: CrossBorder = CrossBorder.NEUTRAL
    hours_a_month: float | None = None
    week: frozenset[int] = frozenset()
    blocked: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a need that stands twice: it would count twice. Raises ValueError."""
        if len(set(self.needs)) != len(self.needs):
            raise ValueError("a need stands once in the order of importance")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mentor or an incubator. An empty collection or None means: not answered.

    `expertise` and `languages` map codes to levels 1-4. `countries` and `regions` are those whose companies the
    candidate takes. `active` places are in use; `hours_agreed` of `hours_offered` a month are promised.
    `organisations` are those the candidate belongs to or owns; `blocked` are keys of organisations it turned away;
    `together` are organisations it works with now. `accepting` is False when the candidate takes no one at all.
    """

    key: str
    kind: Kind = Kind.MENTOR
    organisations: frozenset[str] = frozenset()
    country: str = ""
    expertise: tuple[tuple[str, int], ...] = ()
    sectors: frozenset[str] = frozenset()
    languages: tuple[tuple[str, int], ...] = ()
    formats: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    week: frozenset[int] = frozenset()
    accepting: bool = True
    paused: bool = False
    paused_until: date | None = None
    places: int | None = None
    active: int = 0
    hours_offered: float | None = None
    hours_agreed: float = 0.0
    blocked: frozenset[str] = frozenset()
    together: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much. Data, so that a programme can set them and a run can record them.

    `importance` is the share of the first, second, … need; needs beyond it take the last share.
    """

    needs: float = 5.0
    sectors: float = 2.0
    cross_border: float = 2.0
    format: float = 1.0
    hours: float = 1.0
    spare: float = 1.0
    importance: tuple[float, ...] = field(default=(1.0, 0.7, 0.5, 0.35, 0.25))

    def __post_init__(self) -> None:
        """Refuse weights that cannot rank. Raises ValueError."""
        values = [self.needs, self.sectors, self.cross_border, self.format, self.hours, self.spare]
        if min(values) < 0 or sum(values) <= 0:
            raise ValueError("weights are zero or more, and at least one is more")
        if not self.importance or min(self.importance) <= 0:
            raise ValueError("every share of importance is more than zero")

    def of_needs(self, count: int) -> tuple[float, ...]:
        """The weight of each of `count` needs in order; together they are `self.needs`."""
        shares = [self.importance[min(rank, len(self.importance) - 1)] for rank in range(count)]
        return tuple(self.needs * share / sum(shares) for share in shares)


def week_in_utc(zone: str, day: date, days: Collection[int], start: time, end: time) -> frozenset[int]:
    """Hours of the UTC week in which someone works, for the week that holds `day`.

    `days` are 0 Monday to 6 Sunday; `start` and `end` are local wall time, counted in whole hours. The offset is taken
    hour by hour, so the week of a clock change comes out as it is lived.
    """
    monday = datetime.combine(day - timedelta(days=day.weekday()), time(0))
    first, last = start.hour + bool(start.minute), end.hour
    hours = set()
    for weekday in days:
        for hour in range(first, last):
            local = (monday + timedelta(days=weekday, hours=hour)).replace(tzinfo=ZoneInfo(zone))
            offset = local.utcoffset() or timedelta()
            hours.add(int(weekday * 24 + hour - offset.total_seconds() // 3600) % HOURS_IN_WEEK)
    return frozenset(hours)
