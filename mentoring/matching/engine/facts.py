"""What the engine knows: a wish, and the candidates that may answer it. Frozen, comparable, without behaviour."""

from collections.abc import Collection
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from math import isfinite
from zoneinfo import ZoneInfo

HOURS_IN_WEEK = 168
HEAVIEST = 1e6  # more than any programme means by a weight; beyond it a mistyped figure would drown the others


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
    """Who may answer a wish. The rules and criteria are the same for all; what nobody answers counts nothing."""

    MENTOR = "mentor"
    INCUBATOR = "incubator"
    ADVISER = "adviser"
    HOST = "host"


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
    stage: str = ""
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
    `together` are organisations it works with now; `conflicts` are organisations it has declared an interest in.
    `accepting` is False when the candidate takes no one at all. `wants_stages` and `wants_countries` are whom it would
    rather help. `feedback` is what earlier companies said, 0 to 1, given only where the programme allows it to count.
    """

    key: str
    kind: Kind = Kind.MENTOR
    organisations: frozenset[str] = frozenset()
    country: str = ""
    region: str = ""
    expertise: tuple[tuple[str, int], ...] = ()
    sectors: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
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
    conflicts: frozenset[str] = frozenset()
    wants_stages: frozenset[str] = frozenset()
    wants_countries: frozenset[str] = frozenset()
    feedback: float | None = None


@dataclass(frozen=True, slots=True)
class Musts:
    """What a programme demands of every pair, beyond the rules that hold everywhere."""

    across_the_border: bool = False
    first_need: bool = False
    overlap_hours: int = 0


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much. Data, so that a programme can set them and a run can record them.

    `importance` is the share of the first, second, … need; needs beyond it take the last share.
    """

    needs: float = 5.0
    sectors: float = 2.0
    stage: float = 1.0
    cross_border: float = 2.0
    near: float = 1.0
    format: float = 1.0
    hours: float = 1.0
    wishes: float = 1.0
    feedback: float = 0.0
    spare: float = 1.0
    importance: tuple[float, ...] = field(default=(1.0, 0.7, 0.5, 0.35, 0.25))

    def __post_init__(self) -> None:
        """Refuse weights that cannot rank. Raises ValueError."""
        values = tuple(self.by_criterion().values())
        if not all(isfinite(value) and value >= 0 for value in values) or not 0 < sum(values) < HEAVIEST:
            raise ValueError("weights are finite, zero or more, and at least one is more")
        if not self.importance or not all(isfinite(share) and share > 0 for share in self.importance):
            raise ValueError("every share of importance is more than zero")

    def by_criterion(self) -> dict[str, float]:
        """The weight of each criterion by its key, in the order in which the criteria stand."""
        return {it.name: getattr(self, it.name) for it in fields(self) if it.name != "importance"}

    def of_needs(self, count: int) -> tuple[float, ...]:
        """The share of each of `count` needs in the order of importance; together they are 1."""
        shares = [self.importance[min(rank, len(self.importance) - 1)] for rank in range(count)]
        return tuple(share / sum(shares) for share in shares)


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
