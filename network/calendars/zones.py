"""Local wall time to instants and back. Pure: no Django.

The rule, in both directions of the clock change:

- A local time that does not exist (spring: 03:00-03:59 in Helsinki, 02:00-02:59 in Stockholm
  and Oslo) is *refused* where a person typed it, and moved to the first instant after the gap
  where it is only the edge of somebody's working hours.
- A local time that exists twice (autumn) means its *first* occurrence, the one still in summer
  time, unless the caller passes ``fold=1``.

Finland and Sweden/Norway change at the same instant (01:00 UTC) but lose different local hours.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of local time that a clock change skips: ``starts <= local < ends``."""

    starts: datetime
    ends: datetime


class NonexistentTime(ValueError):
    """The local time is skipped by a clock change in that zone. ``gap`` says from when to when."""

    code = "time-does-not-exist"

    def __init__(self, local: datetime, zone: str, gap: Gap) -> None:
        super().__init__(f"{local:%Y-%m-%d %H:%M} does not exist in {zone}")
        self.local = local
        self.zone = zone
        self.gap = gap


def to_instant(local: datetime, zone: str, *, fold: int = 0) -> datetime:
    """Return the UTC instant of a naive wall time in ``zone``.

    Raises NonexistentTime inside a spring gap and ValueError for an aware ``local``.
    """
    instant = _as_utc(local, zone, fold)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) != local.replace(fold=0):
        raise NonexistentTime(local, zone, _gap_around(local, zone))
    return instant


def edge_instant(local: datetime, zone: str) -> datetime:
    """Return the UTC instant of a wall time, or the end of the gap it falls into."""
    try:
        return to_instant(local, zone)
    except NonexistentTime as skipped:
        return to_instant(skipped.gap.ends, zone)


def wall_time(instant: datetime, zone: str) -> datetime:
    """Return the aware local time of an instant in ``zone``."""
    return instant.astimezone(ZoneInfo(zone))


def _as_utc(local: datetime, zone: str, fold: int) -> datetime:
    if local.tzinfo is not None:
        raise ValueError("a wall time carries no zone of its own")
    return local.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def _gap_around(local: datetime, zone: str) -> Gap:
    """Find the gap that swallows ``local``: PEP 495 maps its two folds to either side."""
    info = ZoneInfo(zone)
    before = local.replace(tzinfo=info, fold=0).utcoffset() or timedelta()
    after = local.replace(tzinfo=info, fold=1).utcoffset() or timedelta()
    # The change happens between the two readings; walk to the minute where the offset jumps.
    low, high = local - after - timedelta(hours=3), local - before + timedelta(hours=3)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.replace(tzinfo=UTC).astimezone(info).utcoffset() == before:
            low = middle
        else:
            high = middle
    change = high.replace(microsecond=0)
    return Gap(starts=change + before, ends=change + after)
