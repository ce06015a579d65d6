"""A person's working days, quiet hours and holidays. Pure: no Django.

Hours are local wall time with an IANA zone, expanded per date, so that 09:00 stays 09:00 across
a clock change. A window whose end is not after its start runs past midnight.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from network.calendars import holidays
from network.calendars.zones import edge_instant, wall_time

# Longest search. The longest real stretch without a working day is a week of Christmas or Easter;
# a person who works one day a week can meet several holidays in a row on that weekday.
HORIZON_DAYS = 120


class NeverWorking(ValueError):
    """No allowed moment within HORIZON_DAYS: no working days, or quiet hours cover them all."""

    code = "never-working"


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When a person may be written to and met. ``days`` are 0 Monday to 6 Sunday."""

    zone: str = "Europe/Helsinki"
    days: frozenset[int] = frozenset(range(5))
    start: time = time(9)
    end: time = time(17)
    quiet_start: time = time(20)
    quiet_end: time = time(7)
    country: str = ""
    observances: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of time: ``start <= t < end``, in UTC."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a moment; touching ends do not."""
        return self.start < other.end and other.start < self.end


def day_off_reason(day: date, wt: WorkingTime, language: str = "en") -> str:
    """Name the holiday or observance that keeps this person from working on ``day``."""
    return holidays.day_off(day, wt.country, language=language, observances=wt.observances)


def is_working_day(day: date, wt: WorkingTime) -> bool:
    """Whether the person works on that local date."""
    return day.weekday() in wt.days and not day_off_reason(day, wt)


def is_allowed(instant: datetime, wt: WorkingTime) -> bool:
    """Whether ``instant`` lies in working hours, on no holiday, outside quiet hours."""
    day = wall_time(instant, wt.zone).date()
    return any(span.start <= instant < span.end for start in (day - timedelta(days=1), day) for span in allowed_spans(start, wt))


def next_allowed(instant: datetime, wt: WorkingTime) -> datetime:
    """Return the first allowed instant that is not before ``instant``, in UTC.

    Raises NeverWorking when there is none within HORIZON_DAYS.
    """
    day = wall_time(instant, wt.zone).date() - timedelta(days=1)
    for offset in range(HORIZON_DAYS):
        for span in allowed_spans(day + timedelta(days=offset), wt):
            if instant < span.end:
                return max(instant.astimezone(UTC), span.start)
    raise NeverWorking("no working hours outside quiet hours")


def add_working_days(instant: datetime, n: int, wt: WorkingTime) -> datetime:
    """Return the end of the ``n``-th working day after ``instant``, in UTC.

    The day of the event does not count and the period ends with the last day's last hour, as in
    Regulation (EEC, Euratom) No 1182/71, Article 3. Here the last hour is the end of the person's
    own working hours. Raises NeverWorking, and ValueError for n < 1.
    """
    if n < 1:
        raise ValueError("a deadline is at least one working day away")
    today = wall_time(instant, wt.zone).date()
    left = n
    for offset in range(1, HORIZON_DAYS + 7 * n):
        day = today + timedelta(days=offset)
        left -= is_working_day(day, wt)
        if left == 0:
            return _hours(day, wt.start, wt.end, wt.zone).end
    raise NeverWorking("no working days")


def allowed_spans(day: date, wt: WorkingTime) -> Iterator[Span]:
    """Yield the allowed stretches of the shift that begins on ``day``, in order."""
    if day.weekday() not in wt.days:
        return
    spans = [_hours(day, wt.start, wt.end, wt.zone)]
    for neighbour in (day - timedelta(days=1), day, day + timedelta(days=1)):
        if wt.quiet_start != wt.quiet_end:
            spans = cut(spans, _hours(neighbour, wt.quiet_start, wt.quiet_end, wt.zone))
        if day_off_reason(neighbour, wt):
            spans = cut(spans, _hours(neighbour, time(0), time(0), wt.zone))
    yield from spans


def cut(spans: list[Span], hole: Span) -> list[Span]:
    """Return ``spans`` without the part that ``hole`` covers."""
    left = []
    for span in spans:
        if not span.overlaps(hole):
            left.append(span)
            continue
        if span.start < hole.start:
            left.append(replace(span, end=hole.start))
        if hole.end < span.end:
            left.append(replace(span, start=hole.end))
    return left


def _hours(day: date, start: time, end: time, zone: str) -> Span:
    """Expand wall times on a date; an end not after its start lies on the next date."""
    last = day if end > start else day + timedelta(days=1)
    return Span(
        edge_instant(datetime.combine(day, start), zone),
        edge_instant(datetime.combine(last, end), zone),
    )
