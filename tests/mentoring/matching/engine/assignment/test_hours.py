"""Hours that differ: never too many, and the best of all assignments on instances that can be listed."""

import numpy as np
import pytest

from mentoring.matching.engine.assignment import Aim, Dense, assign
from tests.mentoring.matching.engine.assignment.instances import assert_kept, instance
from tests.mentoring.matching.engine.assignment.test_edges import choices, value


def listed_best(it, hours, asked, aim) -> tuple[int, int, int]:
    """Served, worst, total of the best of all assignments that keep the hours."""
    able = [choice for choice in choices(it) if (used(choice, asked, it.places.size) <= hours + 1e-9).all()]
    values = [value(it, choice) for choice in able]
    return max(values) if aim == Aim.TOGETHER else max((served, 0, total) for served, _, total in values)


def used(choice, asked, columns) -> np.ndarray:
    return np.array([sum(asked[row] for row, c in enumerate(choice) if c == column) for column in range(columns)], dtype=float)


@pytest.mark.parametrize("aim", list(Aim))
@pytest.mark.parametrize("seed", range(40))
def test_hours_are_kept_and_the_best_is_found(seed, aim):
    it = instance(seed, rows=6, columns=3, most=(2, 30, 10_000)[seed % 3])
    random = np.random.default_rng(seed)
    hours, asked = random.integers(0, 8, 3), random.choice([0.5, 1, 1.5, 2, 3], 6)
    result = assign(Dense(it.points), it.places, hours=hours, asked=asked, aim=aim, k=2)
    assert_kept(result, it)
    assert (used(result.columns.tolist(), asked, 3) <= hours).all()
    best = listed_best(it, hours, asked, aim)
    assert (result.served, (result.worst or 0) if aim == Aim.TOGETHER else 0, result.total) == best
    assert result.certificate.proven


def test_search_that_stops_at_its_limit_tells_the_gap(monkeypatch):
    monkeypatch.setattr("mentoring.matching.engine.assignment.hours.NODES", 1)
    points = [[10, 1], [9, 1], [9, 1]]
    result = assign(Dense(points), [3, 3], hours=[4, 9], asked=[3, 2, 2], aim=Aim.TOTAL)
    assert used(result.columns.tolist(), [3, 2, 2], 2)[0] <= 4
    assert not result.certificate.proven
    full = result.total + result.certificate.gap
    monkeypatch.undo()
    solved = assign(Dense(points), [3, 3], hours=[4, 9], asked=[3, 2, 2], aim=Aim.TOTAL)
    assert solved.certificate.proven
    assert result.total <= solved.total <= full


def test_pinned_company_uses_up_its_hours_first():
    result = assign(Dense([[1], [9], [9]]), [3], hours=[4], asked=[3, 2, 1], pinned=[(0, 0)])
    assert result.columns.tolist() == [0, -1, 0]
