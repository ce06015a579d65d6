"""The stable assignment, checked pair by pair in plain Python, and the count of blocking pairs that is done in blocks."""

import numpy as np
import pytest

from mentoring.matching.engine.assignment import Aim, Cancelled, Contradiction, Dense, assign, blocking_pairs, stable
from tests.mentoring.matching.engine.assignment.instances import Instance, assert_kept, instance


def other_side(it: Instance, seed: int) -> np.ndarray:
    random = np.random.default_rng(1000 + seed)
    points = random.integers(0, (2, 30, 10_000)[seed % 3] + 1, it.shape)
    points[random.random(it.shape) < 0.1] = -1
    return points


def envious(it: Instance, other: np.ndarray, columns: list[int]) -> list[tuple[int, int]]:
    """Pair by pair: who would both rather have each other."""
    found = []
    for row in range(it.shape[0]):
        for column in range(it.shape[1]):
            if it.points[row, column] < 0 or other[row, column] < 0 or not it.places[column]:
                continue
            mine = it.points[row, columns[row]] if columns[row] >= 0 else -1
            held = [other[r, column] for r, c in enumerate(columns) if c == column]
            welcome = len(held) < it.places[column] or any(other[row, column] > regard for regard in held)
            if it.points[row, column] > mine and welcome:
                found.append((row, column))
    return found


@pytest.mark.parametrize("seed", range(60))
def test_no_pair_blocks_the_stable_assignment_however_short_the_first_lists(seed):
    it = instance(seed)
    other = other_side(it, seed)
    result = stable(Dense(it.points), Dense(other), it.places, k=1 + seed % 3)
    assert_kept(result, it)
    assert envious(it, other, result.columns.tolist()) == []
    assert all(other[row, c] >= 0 for row, c in enumerate(result.columns) if c >= 0)
    assert (result.columns == stable(Dense(it.points), Dense(other), it.places, k=50).columns).all()


@pytest.mark.parametrize("seed", range(6))
def test_lists_that_are_read_further_again_and_again_leave_nobody_out(seed, monkeypatch):
    monkeypatch.setattr("mentoring.matching.engine.assignment.acceptance.LONGER", 1)
    it = instance(seed, rows=60, columns=40, most=10_000)
    other = other_side(it, seed)
    result = stable(Dense(it.points), Dense(other), it.places, k=1)
    assert envious(it, other, result.columns.tolist()) == []


@pytest.mark.parametrize("seed", range(40))
def test_blocking_pairs_are_counted_in_blocks_as_one_by_one(seed, monkeypatch):
    it = instance(seed)
    monkeypatch.setattr("mentoring.matching.engine.assignment.acceptance.BLOCK", 20)
    other = np.where(it.points < 0, -1, np.abs(other_side(it, seed)))
    columns = assign(Dense(it.points), it.places, aim=Aim.TOTAL).columns
    assert blocking_pairs(Dense(it.points), Dense(other), columns, it.places) == len(envious(it, other, columns.tolist()))


def test_company_gets_the_best_mentor_that_it_can_get_in_any_stable_assignment():
    points, other = [[2, 1], [1, 2]], [[1, 2], [2, 1]]  # each company's first choice likes the other company better
    assert stable(Dense(points), Dense(other), [1, 1]).columns.tolist() == [0, 1]


def test_pinned_pair_stays_and_a_forbidden_one_is_not_asked():
    points = Dense([[9, 1], [8, 5]])
    assert stable(points, points, [1, 1], pinned=[(1, 0)]).columns.tolist() == [1, 0]
    assert stable(points, points, [1, 1], forbidden=[(0, 0)]).columns.tolist() == [1, 0]
    with pytest.raises(Contradiction):
        stable(points, points, [1, 1], pinned=[(0, 0)], forbidden=[(0, 0)])


def test_hours_are_kept_to_when_companies_ask_for_different_ones():
    points = Dense([[9], [8], [7]])
    assert stable(points, points, [3], hours=[4], asked=[2, 2, 2]).served == 2
    assert stable(points, points, [3], hours=[4], asked=[3, 1, 1]).served == 1


def test_stable_assignment_can_be_cancelled():
    with pytest.raises(Cancelled):
        stable(Dense([[1]]), Dense([[1]]), [1], cancelled=lambda: True)


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_nothing_to_assign_is_stable(shape):
    nothing = Dense(np.zeros(shape))
    result = stable(nothing, nothing, np.ones(shape[1], dtype=int))
    assert (result.served, result.worst, result.columns.tolist()) == (0, None, [-1] * shape[0])
    assert blocking_pairs(nothing, nothing, result.columns, np.ones(shape[1], dtype=int)) == 0
