"""Beside an earlier assignment, only what a change brings is different: equal optima do not show as its effect."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mentoring.matching.engine import assignment
from mentoring.matching.engine.assignment import Dense
from mentoring.matching.engine.steadiness import as_columns, steadied


@st.composite
def grown(draw):
    """A small cohort with many equals, and as many columns more as are drawn; each column's places and load."""
    rows, columns, more = draw(st.integers(1, 7)), draw(st.integers(1, 5)), draw(st.integers(1, 2))
    points = draw(st.lists(st.lists(st.sampled_from([-1, 3000, 3000, 6000]), min_size=columns + more, max_size=columns + more), min_size=rows, max_size=rows))
    places = draw(st.lists(st.integers(0, 3), min_size=columns + more, max_size=columns + more))
    active = draw(st.lists(st.integers(0, 2), min_size=columns + more, max_size=columns + more))
    return np.array(points, np.int32), columns, np.array(places, np.int64), np.array(active, np.int64)


def evenness(columns, active, places):
    load = active + np.bincount(columns[columns >= 0], minlength=active.size)
    return (load**2 / np.maximum(active + places, 1)).sum()


@given(grown())
def test_no_aim_loses_anything_and_no_place_is_overfull(case):
    points, few, places, active = case
    before = assignment.assign(Dense(points[:, :few]), places[:few], load=active[:few])
    after = assignment.assign(Dense(points), places, load=active)
    found = steadied(Dense(points), after, before.columns, active, places)
    assert (found.served, found.total, found.worst) == (after.served, after.total, after.worst)
    has = found.columns >= 0
    assert (found.points[has] == points[np.flatnonzero(has), found.columns[has]]).all()
    assert found.points[has].sum() == after.total
    assert found.points[has].min(initial=10_000) >= (after.worst or 0)
    assert (np.bincount(found.columns[has], minlength=places.size) <= places).all()
    assert (found.load == np.bincount(found.columns[has], minlength=places.size)).all()
    assert evenness(found.columns, active, places) <= evenness(after.columns, active, places) + 1e-9
    assert (found.columns != before.columns).sum() <= (after.columns != before.columns).sum()


@given(grown())
def test_columns_that_nobody_gets_change_nothing(case):
    points, few, places, active = case
    points[:, few:] = -1
    before = assignment.assign(Dense(points[:, :few]), places[:few], load=active[:few])
    found = steadied(Dense(points), assignment.assign(Dense(points), places, load=active), before.columns, active, places)
    assert (found.columns == before.columns).all()


def test_whom_each_got_as_columns():
    assert as_columns(["a", "b", "c"], ["x", "y"], {"a": "y", "c": "gone"}).tolist() == [1, -1, -1]
