"""The counting of the load: once each, in order, and how long it took."""

import pytest

from benchmarks.load.tally import BODY, Tally


@pytest.fixture
def tally() -> Tally:
    return Tally({"a": 2, "b": 1}, measuring=True)


def test_a_message_is_done_when_every_member_has_it(tally):
    body = tally.send("a", 0, 5.0)
    assert len(body) == BODY
    tally.hear("a", 0, body, 1, 5.001)
    assert (tally.open, tally.lost) == (1, 1)
    tally.hear("a", 1, body, 1, 5.003)
    assert (tally.open, tally.lost, sum(tally.counts.values())) == (0, 0, 0)
    assert (tally.milliseconds(0), tally.milliseconds(0.99)) == (pytest.approx(1), pytest.approx(3))


def test_a_second_delivery_is_doubled_and_to_the_sender_echoed(tally):
    body = tally.send("a", 0, 5.0)
    for member in (0, 0, 1, 1):
        tally.hear("a", member, body, 1, 5.0)
    assert tally.counts == {"echoed": 1, "doubled": 1}
    assert len(tally.times) == 2


@pytest.mark.parametrize("numbers", [((1, 2), (2, 1)), ((1, 2), (1, 3))], ids=["the other way round", "another number"])
def test_members_who_see_another_order_are_noticed(tally, numbers):
    bodies = [tally.send("a", 0, 5.0) for _ in range(2)]
    for member, seqs in enumerate(numbers):
        for seq in seqs:
            tally.hear("a", member, bodies[min(seq, 2) - 1], seq, 5.0)
    assert tally.counts["out_of_order"] == 1


def test_a_message_in_another_room_is_strange(tally):
    body = tally.send("a", 0, 5.0)
    tally.hear("b", 0, body, 1, 5.0)
    tally.hear("a", 0, "9" + body[1:], 1, 5.0)
    assert tally.counts == {"strange": 2}
    assert tally.lost == 2
