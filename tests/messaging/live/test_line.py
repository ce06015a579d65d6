"""Number order out of whatever comes, and the texts of frames (pure)."""

import asyncio
from datetime import UTC
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from messaging.append import Appended, Item
from messaging.live.line import Line
from messaging.live.outgoing import Outgoing
from messaging.live.pace import BURST, Pace
from messaging.live.wire import Frame, frame_of, framed, packed, unpacked
from messaging.rows import row_of_item


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


@given(st.text(), st.text(), st.none() | st.uuids(), st.datetimes(timezones=st.just(UTC)))
def test_text_of_a_new_message_is_what_the_schema_makes_of_its_row(name, body, reply_to, moment):
    item = Item(uuid4(), uuid4(), name, uuid4(), uuid4(), body, None, reply_to)
    appended = Appended("new", item.id, 7, 7, body, moment, None, None, reply_to)
    assert frame_of(item, appended) == framed({"type": "message", **row_of_item(item, appended)})


async def test_frames_leave_at_once_until_the_line_waits_and_then_in_their_order():
    left, has_room, line = [], asyncio.Event(), Line()

    async def send(message):
        if message["text"] != "0":
            await has_room.wait()
        left.append(message["text"])

    outgoing = Outgoing(send)
    for number in range(4):
        outgoing.put(str(number), line, number)
    assert (left, line.written) == (["0"], 0)
    has_room.set()
    async with asyncio.timeout(5):
        while len(left) < 4:
            await asyncio.sleep(0)
    outgoing.put("4", line, 4)
    assert left == ["0", "1", "2", "3", "4"]
    assert line.written == 4


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
