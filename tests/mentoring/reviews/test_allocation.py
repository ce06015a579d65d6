"""Who reads what next."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from mentoring.reviews.allocation import Allocation, Case, Reader, allocate, need_of


def loads(allocation: Allocation) -> Counter:
    return Counter(reader for _case, reader in allocation.pairs)


def test_need_is_what_is_wanted_less_what_is_done_and_fresh():
    assert need_of(Case("a", 3, done=1, open_ages=(0.0, 3.5))) == 0.5
    assert need_of(Case("a", 3, done=1, open_ages=(7.0, 40.0))) == 2


def test_unread_assignment_returns_to_the_pool():
    aged = {days: allocate([Case("a", 1, open_ages=(days,), shut=frozenset({"old"}))], [Reader("old"), Reader("new")]).pairs for days in (1.0, 6.9, 7.0)}
    assert aged == {1.0: (), 6.9: (), 7.0: (("a", "new"),)}


def test_what_lies_unread_longer_comes_first():
    cases = [Case("fresh", 2, open_ages=(1.0,)), Case("old", 2, open_ages=(6.0,))]
    assert allocate(cases, [Reader("x", room=1)]).pairs == (("old", "x"),)


def test_loads_are_even_and_nobody_reads_twice():
    made = allocate([Case(number, 2) for number in range(12)], [Reader("x"), Reader("y"), Reader("z")])
    assert loads(made) == {"x": 8, "y": 8, "z": 8}
    assert len(set(made.pairs)) == 24
    assert not made.unread


def test_who_has_much_gets_less():
    made = allocate([Case(number, 1) for number in range(6)], [Reader("busy", load=4), Reader("free")])
    assert loads(made) == {"busy": 1, "free": 5}


def test_the_only_one_who_may_read_is_kept_for_it():
    """x is given the first case, and only x may read the second: the first goes on to y."""
    cases = [Case("first", 1), Case("second", 1, shut=frozenset({"y"}))]
    made = allocate(cases, [Reader("x", room=1), Reader("y", room=1)])
    assert set(made.pairs) == {("first", "y"), ("second", "x")}


def test_what_nobody_can_take_is_told():
    made = allocate([Case("a", 3), Case("b", 1, shut=frozenset({"x", "y"}))], [Reader("x"), Reader("y", room=0)])
    assert made.pairs == (("a", "x"),)
    assert made.unread == {"a": 2, "b": 1}


READERS = "pqrst"
CASES = st.lists(st.tuples(st.integers(0, 3), st.frozensets(st.sampled_from(READERS), max_size=3)), max_size=8)


@given(CASES, st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=1, max_size=5))
def test_as_much_is_read_as_can_be(wanted, rooms):
    """Against a maximum flow: no allocation of whole reads gives out more."""
    cases = [Case(number, count, shut=shut) for number, (count, shut) in enumerate(wanted)]
    readers = [Reader(READERS[number], room=room) for number, room in enumerate(rooms)]
    made = allocate(cases, readers)
    assert len(made.pairs) == _most_reads(cases, readers)
    assert len(set(made.pairs)) == len(made.pairs)
    assert all(reader not in cases[case].shut for case, reader in made.pairs)
    assert all(reader.room is None or loads(made)[reader.key] <= reader.room for reader in readers)
    assert len(made.pairs) + sum(made.unread.values()) == sum(case.wanted for case in cases)


def _most_reads(cases: list[Case], readers: list[Reader]) -> int:
    size = 2 + len(cases) + len(readers)
    capacity = np.zeros((size, size), dtype=np.int32)
    for row, case in enumerate(cases, start=1):
        capacity[0, row] = case.wanted
        for column, reader in enumerate(readers, start=1 + len(cases)):
            capacity[row, column] = reader.key not in case.shut
            capacity[column, size - 1] = len(cases) if reader.room is None else reader.room
    return maximum_flow(csr_array(capacity), 0, size - 1).flow_value
