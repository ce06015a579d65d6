"""Nobody gets a hidden figure back by adding and subtracting what is shown."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.core.suppression import THRESHOLD, Count, Key, intervals, protect


def flat(*values: int) -> Count:
    return Count(("total",), sum(values), (tuple(Count((str(i),), value) for i, value in enumerate(values)),))


def shown(total: Count) -> dict[Key, int]:
    hidden = protect(total)
    return {count.key: count.value for count in total.walk() if count.key not in hidden}


def test_small_count_is_hidden_and_cannot_be_subtracted():
    assert shown(flat(12, 6, 2)) == {("total",): 20, ("0",): 12}


def test_large_counts_are_all_shown():
    assert shown(flat(12, 6, 5)) == {("total",): 23, ("0",): 12, ("1",): 6, ("2",): 5}


def test_two_small_counts_that_betray_each_other_take_a_third_along():
    # 10 shown of 11: the two others are 0 and 1. Hiding only them would narrow both to 0 or 1.
    assert ("0",) not in shown(flat(10, 1, 0))


def test_zero_is_kept_back_like_every_small_count():
    assert shown(flat(9, 0)) == {("total",): 9, ("0",): 9}


def test_second_split_does_not_open_what_the_first_hides():
    by_country = (Count(("FI",), 8), Count(("SE",), 2))
    by_sector = (Count(("crafts",), 5), Count(("design",), 5))
    total = Count(("total",), 10, (by_country, by_sector))
    seen = shown(total)
    assert ("SE",) not in seen
    assert ("FI",) not in seen


def test_parts_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="do not add up"):
        Count(("total",), 3, ((Count(("a",), 1),),))


@st.composite
def trees(draw: st.DrawFn, depth: int = 2, key: Key = ("total",), most: int = 9) -> Count:
    """A total that is split once or twice; every part may be split again."""
    if depth == 0 or draw(st.booleans()) and depth < 2:
        return Count(key, draw(st.integers(0, most)))
    first = tuple(draw(trees(depth - 1, (*key, f"a{i}"), most)) for i in range(draw(st.integers(1, 4))))
    value = sum(part.value for part in first)
    splits = [first]
    if draw(st.booleans()):
        cuts = sorted(draw(st.lists(st.integers(0, value), min_size=1, max_size=3)))
        parts = [b - a for a, b in zip([0, *cuts], [*cuts, value], strict=True)]
        splits.append(tuple(Count((*key, f"b{i}"), part) for i, part in enumerate(parts)))
    return Count(key, value, tuple(splits))


def equations(total: Count) -> list[tuple[Key, list[Key]]]:
    return [(count.key, [part.key for part in split]) for count in total.walk() for split in count.splits]


def recovered_by_elimination(total: Count, hidden: frozenset[Key]) -> set[Key]:
    """Attack: every hidden count that linear algebra alone determines (exact Gaussian elimination)."""
    unknown = sorted(hidden)
    values = {count.key: count.value for count in total.walk()}
    rows = []
    for whole, parts in equations(total):
        row = [Fraction(0)] * (len(unknown) + 1)
        for key, sign in [(whole, -1), *((part, 1) for part in parts)]:
            if key in hidden:
                row[unknown.index(key)] += sign
            else:
                row[-1] -= sign * values[key]
        rows.append(row)
    pivot = 0
    for column in range(len(unknown)):
        found = next((i for i in range(pivot, len(rows)) if rows[i][column]), None)
        if found is None:
            continue
        rows[pivot], rows[found] = rows[found], rows[pivot]
        rows[pivot] = [x / rows[pivot][column] for x in rows[pivot]]
        for i in range(len(rows)):
            if i != pivot and rows[i][column]:
                rows[i] = [a - rows[i][column] * b for a, b in zip(rows[i], rows[pivot], strict=True)]
        pivot += 1
    return {unknown[i] for row in rows if sum(1 for x in row[:-1] if x) == 1 for i in [next(j for j, x in enumerate(row[:-1]) if x)]}


@given(trees())
@settings(max_examples=300, deadline=None)
def test_no_small_count_is_recovered_by_elimination(total: Count):
    hidden = protect(total)
    values = {count.key: count.value for count in total.walk()}
    recovered = recovered_by_elimination(total, hidden)
    assert not [key for key in recovered if 0 < values[key] < THRESHOLD]


@given(trees())
@settings(max_examples=300, deadline=None)
def test_every_small_count_keeps_a_wide_interval(total: Count):
    hidden = protect(total)
    known = intervals(total, hidden)
    for count in total.walk():
        low, high = known[count.key]
        assert low <= count.value <= high
        if 0 < count.value < THRESHOLD:
            assert count.key in hidden
            assert high - low >= THRESHOLD


def possible(total: Count, hidden: set[Key], highest: int) -> dict[Key, set[int]]:
    """Attack: try every table that agrees with what is shown, and note which values each count takes."""
    leaves = [count for count in total.walk() if not count.splits]
    seen: dict[Key, set[int]] = {count.key: set() for count in total.walk()}

    def value_of(count: Count, given_: dict[Key, int]) -> int | None:
        if not count.splits:
            return given_[count.key]
        sums = set()
        for split in count.splits:
            parts = [value_of(part, given_) for part in split]
            if None in parts:
                return None
            sums.add(sum(parts))
        if len(sums) != 1:
            return None
        (value,) = sums
        if count.key not in hidden and value != count.value:
            return None
        given_[count.key] = value
        return value

    ranges = [range(highest + 1) if leaf.key in hidden else [leaf.value] for leaf in leaves]
    for values in product(*ranges):
        table = {leaf.key: value for leaf, value in zip(leaves, values, strict=True)}
        if value_of(total, table) is not None:
            for key, value in table.items():
                seen[key].add(value)
    return seen


@given(st.lists(st.integers(0, 4), min_size=1, max_size=3), st.data())
@settings(max_examples=80, deadline=None)
def test_intervals_are_what_trying_every_table_finds(values: list[int], data: st.DataObject):
    cut = data.draw(st.integers(0, sum(values)))
    second = (Count(("x",), cut), Count(("y",), sum(values) - cut))
    total = Count(("total",), sum(values), (tuple(Count((str(i),), v) for i, v in enumerate(values)), second))
    hidden = set(data.draw(st.sets(st.sampled_from([count.key for count in total.walk()]))))
    highest = sum(values) + 2
    found = possible(total, hidden, highest)
    for key, (low, high) in intervals(total, hidden).items():
        assert min(found[key]) == low
        if high <= highest:
            assert max(found[key]) == high


@given(trees())
@settings(max_examples=50, deadline=None)
def test_equal_tables_give_equal_answers(total: Count):
    assert protect(total) == protect(total)
