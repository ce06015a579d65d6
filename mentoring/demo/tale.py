"""Living through the past: a tale is enacted step by step with the clock pinned, deadlines passing on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from mentoring.demo.moments import do_what_is_due, next_moment
from network.core import clock


class Tale:
    """Where one tale stands in time. It ends at the domain's now: nothing is enacted in the future."""

    def __init__(self, *, days_ago: int) -> None:
        self.end = clock.unpinned_now()
        self.now = self.end - timedelta(days=days_ago)

    @property
    def is_over(self) -> bool:
        """Whether the tale has come to the present."""
        return self.now >= self.end

    @contextmanager
    def moment(self) -> Iterator[None]:
        """What is done inside happens at the tale's now."""
        with clock.at(self.now):
            yield

    def until(self, instant: datetime) -> bool:
        """Let time pass; what falls due on the way is done at its moment. False when the present came first."""
        target = min(instant, self.end)
        while moment := next_moment(self.now, target):
            self.now = moment
            with clock.at(moment):
                do_what_is_due()
        self.now = max(self.now, target)
        return instant <= self.end

    def days(self, number: float, *, hour: int = 10, zone: str = "Europe/Helsinki") -> bool:
        """Let days pass, to an ordinary hour of a working day in a zone."""
        local = (self.now + timedelta(days=number)).astimezone(ZoneInfo(zone))
        while local.weekday() >= 5:
            local += timedelta(days=1)
        at = datetime.combine(local.date(), time(hour, (local.day * 7) % 60), ZoneInfo(zone))
        return self.until(max(at, self.now + timedelta(minutes=20)))

    def hours(self, number: float) -> bool:
        """Let hours pass."""
        return self.until(self.now + timedelta(hours=number))
