"""Times when several people are all free. Pure: no Django."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from network.calendars.working_time import Span, WorkingTime, allowed_spans, cut
from network.calendars.zones import wall_time


@dataclass(frozen=True, slots=True)
class Diary:
    """One person's working time and what already stands in their calendar."""

    working_time: WorkingTime
    busy: tuple[Span, ...] = ()


def free_slots(
    diaries: Sequence[Diary],
    start: datetime,
    end: datetime,
    *,
    length: timedelta,
    step: timedelta = timedelta(minutes=30),
    limit: int = 50,
) -> tuple[Span, ...]:
    """Return up to ``limit`` slots of ``length`` within ``start..end`` that suit everybody.

    Slots begin on whole steps of the clock (UTC, and so of every zone with whole half hours), lie
    in everybody's working hours, touch nobody's quiet hours or holidays, and may overlap each
    other: they are choices. An empty ``diaries`` has no slots.
    """
    if not diaries or end <= start or length <= timedelta() or step <= timedelta():
        return ()
    common = free_spans(diaries[0], start, end)
    for diary in diaries[1:]:
        common = _common(common, free_spans(diary, start, end))
    slots: list[Span] = []
    for span in common:
        begin = _round_up(span.start, step)
        while begin + length <= span.end:
            slots.append(Span(begin, begin + length))
            if len(slots) == limit:
                return tuple(slots)
            begin += step
    return tuple(slots)


def free_spans(diary: Diary, start: datetime, end: datetime) -> list[Span]:
    """Return when one person works and is not booked, within ``start..end``, in order."""
    wt = diary.working_time
    day = wall_time(start, wt.zone).date() - timedelta(days=1)
    last = wall_time(end, wt.zone).date()
    spans: list[Span] = []
    while day <= last:
        spans.extend(allowed_spans(day, wt))
        day += timedelta(days=1)
    spans = _common(spans, [Span(start.astimezone(UTC), end.astimezone(UTC))])
    for busy in diary.busy:
        spans = cut(spans, busy)
    return spans


def _common(left: Iterable[Span], right: Sequence[Span]) -> list[Span]:
    shared = [Span(max(a.start, b.start), min(a.end, b.end)) for a in left for b in right if a.overlaps(b)]
    return sorted(shared, key=lambda span: span.start)


def _round_up(instant: datetime, step: timedelta) -> datetime:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return instant + (epoch - instant) % step
