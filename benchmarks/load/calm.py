"""Which deliveries came at calm moments of the machine. Pure.

On shared hardware whole processors slow down for tens of milliseconds, which no server can help and no guest is told of. The
looks at fixed arithmetic (calm.h) show when: what was under way then, or shortly after, is left out.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

SLOW = 2  # times the median of the looks
WORKED_OFF, TO_SEE = 50_000_000, 10_000_000  # ns: to work off what piled up; until the next look


@dataclass(frozen=True)
class Calm:
    """The share of deliveries at calm moments and their times, and what the arithmetic took over all looks."""

    share: float = 0.0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    machine_p50_us: float = 0.0
    machine_p99_us: float = 0.0


def calm_of(looks: Sequence[Sequence[float]], flights: Sequence[Sequence[float]]) -> Calm:
    """From looks (at in ns, took in µs), in order of time, and flights (from and to in ns). Nothing where there are none of either."""
    if not looks or not flights:
        return Calm()
    took = sorted(look[1] for look in looks)
    usual = _percentile(took, 0.5)
    slow = [at for at, taken in looks if taken > SLOW * usual]
    times = sorted((to - start) / 1e6 for start, to in flights if not _between(slow, start - WORKED_OFF, to + TO_SEE))
    return Calm(len(times) / len(flights), _percentile(times, 0.5), _percentile(times, 0.99), usual, _percentile(took, 0.99))


def _between(moments: Sequence[float], first: float, last: float) -> bool:
    place = bisect_left(moments, first)
    return place < len(moments) and moments[place] <= last


def _percentile(values: Sequence[float], share: float) -> float:
    return values[int(share * len(values))] if values else 0.0
