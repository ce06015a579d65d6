"""Which deliveries count as those of a calm machine, fed with looks and flights by hand."""

import pytest

from benchmarks.load import parse
from benchmarks.load.calm import Calm, calm_of

MS = 1_000_000


def seen(slow_at: int) -> tuple[list[list[float]], list[list[float]]]:
    """A look every 5 ms, and one delivery after each, of 2 ms; at the slow look the arithmetic takes ten times as long, and so does the delivery."""
    at = [1_000 + number * 5 for number in range(100)]
    looks = [[moment * MS, 300 if moment - 1_000 == slow_at else 30] for moment in at]
    return looks, [[moment * MS, (moment + (20 if moment - 1_000 == slow_at else 2)) * MS] for moment in at]


@pytest.mark.parametrize(("slow_at", "told"), [(-1, Calm(1.0, 2.0, 2.0, 30, 30)), (200, Calm(0.87, 2.0, 2.0, 30, 300))])
def test_what_flew_in_a_slow_moment_or_shortly_after_it_is_left_out(slow_at, told):
    assert calm_of(*seen(slow_at)) == told


def test_without_looks_nothing_is_said_of_calm_moments():
    assert calm_of([], [[0, MS]]) == Calm()


def test_generators_line_tells_of_them():
    facts = '"sockets": 2, "connect_seconds": 0, "seconds": 1, "sent": 1, "delivered": 2, "p50_ms": 1, "p99_ms": 1, "lost": 0, "out_of_order": 0'
    facts += ', "doubled": 0, "echoed": 0, "strange": 0, "errors": 0, "closed": 0, "busy": 0.1'
    told = parse(f'{{{facts}, "looks": [[5, 30.5]], "flights": [[0, 2000000], [0, 4000000]]}}')
    assert told.calm == Calm(1.0, 4.0, 4.0, 30.5, 30.5)
    assert parse(f"{{{facts}}}").calm == Calm()
