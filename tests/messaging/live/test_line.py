"""Number order out of whatever comes (pure)."""

from hypothesis import given
from hypothesis import strategies as st

from messaging.live.line import Line
from messaging.live.pace import BURST, Pace
from messaging.live.wire import Frame, framed, packed, unpacked


def numbered(number):
    return Frame(number, number, "")


def listening():
    line = Line()
    line.advance(0)
    return line


@given(st.lists(st.integers(1, 30), max_size=120))
def test_any_order_comes_out_once_and_rising(numbers):
    line, out = listening(), []
    for number in numbers:
        out += [frame.changed_seq for frame in line.offer(numbered(number))]
    assert out == list(range(1, len(out) + 1))
    assert line.has_gap == any(number > len(out) for number in numbers)


@given(st.permutations(range(1, 20)), st.integers(0, 19))
def test_a_fetch_in_between_closes_the_gap(numbers, fetched):
    line, out = listening(), []
    for index, number in enumerate(numbers):
        if index == 10:
            out += [frame.changed_seq for frame in line.advance(fetched)]
        out += [frame.changed_seq for frame in line.offer(numbered(number))]
    assert out == sorted(set(out))
    assert set(out) | set(range(1, fetched + 1)) >= set(range(1, 20))
    assert not line.has_gap


def test_what_comes_while_rows_are_fetched_waits_for_them():
    line = listening()
    line.is_fetching = True
    assert line.offer(numbered(1)) == line.offer(numbered(3)) == []
    assert not line.has_gap
    assert [frame.changed_seq for frame in line.advance(2)] == [3]


@given(st.integers(0), st.integers(0), st.text())
def test_frame_between_processes_keeps_everything(changed_seq, seq, text):
    text = text.encode(errors="replace").decode()
    assert unpacked(packed(Frame(changed_seq, seq, text))) == Frame(changed_seq, seq, text)


def test_members_frame_stays_on_the_server():
    frame = unpacked(packed(framed({"type": "members", "changed_seq": 7, "left": "somebody"})))
    assert (frame.is_members, frame.left) == (True, "somebody")


def test_pace_lets_a_burst_through_and_then_a_steady_stream():
    now = [0.0]
    pace = Pace(20, now=lambda: now[0])
    assert all(pace.take() for _ in range(20 * BURST))
    assert not pace.take()
    now[0] += 1
    assert [pace.take() for _ in range(21)].count(True) == 20
