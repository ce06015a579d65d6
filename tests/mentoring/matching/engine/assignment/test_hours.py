"""Hours that differ: never too many, and the best of all assignments on instances that can be listed."""

import numpy as np
import pytest

from mentoring.matching.engine.assignment import Aim, Dense, assign
from mentoring.matching.engine.assignment import hours as hours_module
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
    monkeypatch.setattr(hours_module, "NODES", 1)
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


def test_more_are_served_where_mentors_keep_who_asks_for_little(monkeypatch):
    """Without a search: of one who fits best and asks for all the hours, and two who share them, the two are served."""
    monkeypatch.setattr(hours_module, "NODES", 1)
    monkeypatch.setattr(hours_module, "DIVES", 0)
    result = assign(Dense([[9000], [1000], [1000]]), [3], hours=[4], asked=[4, 2, 2], aim=Aim.TOTAL)
    assert result.columns.tolist() == [-1, 0, 0]


def test_second_dive_serves_more_where_hours_are_scarce(monkeypatch):
    """A hundred companies with hours for six in ten, and no time to search: diving once more for the many finds one more to serve."""
    monkeypatch.setattr(hours_module, "NODES", 1)
    random = np.random.default_rng(1)
    points = random.integers(0, 10_000, (100, 40))
    points[random.random(points.shape) < 0.6] = 0
    asked = random.choice([1, 2, 3, 4, 6], 100).astype(float)
    hours = np.full(40, round(asked.sum() * 0.6 / 40))
    dive, found = hours_module._Search.dive, []
    for once_more in (True, False):
        monkeypatch.setattr(hours_module._Search, "dive", lambda self, again=once_more: dive(self) if again or not self.short else None)
        result = assign(Dense(points), np.full(40, 4), hours=hours, asked=asked)
        assert (used(result.columns.tolist(), asked, 40) <= hours).all()
        found.append(result.served)
    assert found[0] > found[1]
