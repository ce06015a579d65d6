"""Number order out of whatever comes (pure)."""

from hypothesis import given
from hypothesis import strategies as st

from messaging.live.line import Line
from messaging.live.pace import BURST, PER_SECOND, Pace


@given(st.lists(st.integers(1, 30), max_size=120))
def test_any_order_comes_out_once_and_rising(numbers):
    line, out = Line(), []
    for number in numbers:
        out += [frame["changed_seq"] for frame in line.offer({"changed_seq": number})]
    assert out == list(range(1, len(out) + 1))
    assert line.has_gap == any(number > len(out) for number in numbers)


@given(st.permutations(range(1, 20)), st.integers(0, 19))
def test_a_fetch_in_between_closes_the_gap(numbers, fetched):
    line, out = Line(), []
    for index, number in enumerate(numbers):
        if index == 10:
            out += [frame["changed_seq"] for frame in line.advance(fetched)]
        out += [frame["changed_seq"] for frame in line.offer({"changed_seq": number})]
    assert out == sorted(set(out))
    assert set(out) | set(range(1, fetched + 1)) >= set(range(1, 20))
    assert not line.has_gap


def test_pace_lets_a_burst_through_and_then_a_steady_stream():
    now = [0.0]
    pace = Pace(now=lambda: now[0])
    assert all(pace.take() for _ in range(BURST))
    assert not pace.take()
    now[0] += 1
    assert [pace.take() for _ in range(PER_SECOND + 1)].count(True) == PER_SECOND
