"""How long somebody has to answer, in the person's own working time. Pure: no Django.

The deadline is the end of the N-th working day after the question (`working_time.add_working_days`). Two reminders
stand at a half and at five sixths of the working time until then, so that they fall into working hours whatever N is.
A question back stops the clock; when the answer comes, the days that were left begin again, but at least one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from network.calendars.working_time import Span, WorkingTime, add_working_days, allowed_spans, is_working_day
from network.calendars.zones import wall_time

REMIND_AT = (Fraction(1, 2), Fraction(5, 6))


@dataclass(frozen=True, slots=True)
class Answering:
    """Until when somebody can answer, and when to remind."""

    begins: datetime
    until: datetime
    reminders: tuple[datetime, ...]


def answering(begins: datetime, days: int, wt: WorkingTime) -> Answering:
    """The time to answer that begins at `begins` and lasts `days` of the person's working days.

    Raises NeverWorking for a person without working days, ValueError for fewer than one day.
    """
    until = add_working_days(begins, days, wt)
    return Answering(begins, until, reminders_between(begins, until, wt))


def reminders_between(begins: datetime, until: datetime, wt: WorkingTime) -> tuple[datetime, ...]:
    """When to remind somebody who has from `begins` to `until`; nothing where no working time lies between."""
    spans = _working(begins, until, wt)
    whole = sum((span.end - span.start for span in spans), timedelta())
    return tuple(_after(spans, whole * share.numerator // share.denominator) for share in REMIND_AT) if whole else ()


def days_left(now: datetime, until: datetime, wt: WorkingTime) -> int:
    """Working days from tomorrow up to the deadline's day, and at least one: nobody comes back to a closed door."""
    first, last = wall_time(now, wt.zone).date() + timedelta(days=1), wall_time(until, wt.zone).date()
    days = (first + timedelta(days=n) for n in range(max((last - first).days + 1, 0)))
    return max(1, sum(is_working_day(day, wt) for day in days))


def _working(begins: datetime, until: datetime, wt: WorkingTime) -> list[Span]:
    """The person's working stretches between two instants."""
    day, last = wall_time(begins, wt.zone).date() - timedelta(days=1), wall_time(until, wt.zone).date()
    found = []
    while day <= last:
        found += [Span(max(span.start, begins), min(span.end, until)) for span in allowed_spans(day, wt) if span.end > begins and span.start < until]
        day += timedelta(days=1)
    return found


def _after(spans: list[Span], left: timedelta) -> datetime:
    """The instant at which `left` of the working time has passed."""
    for span in spans:
        if left < span.end - span.start:
            return span.start + left
        left -= span.end - span.start
    return spans[-1].end
