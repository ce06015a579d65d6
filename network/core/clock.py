"""The domain's clock: real time plus one stored offset, forwards only, and `at` for the past.

The demo and the tests move it; nothing sleeps. Leases, sign-in sessions, tokens, throttles and
DTSTAMP use real time instead (`real_now`), since the machines on the other side do.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError
from django.utils import timezone

_pinned: ContextVar[datetime | None] = ContextVar("pinned", default=None)
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)  # of what people type: every reader's clock can show it
_REREAD_SECONDS = 1.0  # how long another process may lag behind a moved clock
_offset = timedelta(0)
_read_at = float("-inf")


def real_now() -> datetime:
    """The machine's own time, in UTC."""
    return timezone.now()


def now() -> datetime:
    """The domain's now, in UTC: the pinned instant inside `at`, otherwise real time plus the offset."""
    return _pinned.get() or real_now() + offset()


def unpinned_now() -> datetime:
    """The domain's now outside `at`: tells the enacted past from what is still to come."""
    return real_now() + offset()


def today(zone: "str | None" = None):
    """The date at `now()` in an IANA zone (UTC when none is given)."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415 -- small, and only callers of dates need it

    return now().astimezone(ZoneInfo(zone) if zone else UTC).date()


def offset() -> timedelta:
    """How far the clock was moved; always zero unless the clock may move (the demo)."""
    global _offset, _read_at
    if not settings.CLOCK_MOVES:
        return timedelta(0)
    if time.monotonic() - _read_at > _REREAD_SECONDS:
        try:
            row = apps.get_model("network", "ClockOffset").objects.first()
        except ProgrammingError:  # before the first migrate: Django's checks make a User, whose defaults ask for the time
            return timedelta(0)
        _offset, _read_at = (row.offset if row else timedelta(0)), time.monotonic()
    return _offset


def is_within_reach(instant: datetime) -> bool:
    """Whether every clock can show an instant that somebody gives: the last hours of 9999 have no hour further east."""
    return EARLIEST <= instant < LATEST


def is_historic() -> bool:
    """True inside `at`, where the past is enacted: what would be mailed is kept as historic."""
    return _pinned.get() is not None


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Pin the domain's clock to `instant` for this thread or task."""
    token = _pinned.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _pinned.reset(token)


def advance_to(instant: datetime) -> None:
    """Move the stored offset so that now is `instant`. Forwards only; raises ValueError backwards."""
    global _offset, _read_at
    if not settings.CLOCK_MOVES:
        raise ValueError("The clock moves only in the demo.")
    moved = instant - real_now()
    if moved < offset():
        raise ValueError("The clock moves forwards only.")
    apps.get_model("network", "ClockOffset").objects.update_or_create(pk=1, defaults={"offset": moved})
    _offset, _read_at = moved, time.monotonic()


def forget() -> None:
    """Drop the cached offset (after the database was replaced under this process)."""
    global _offset, _read_at
    _offset, _read_at = timedelta(0), float("-inf")
