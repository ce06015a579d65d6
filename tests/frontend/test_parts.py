"""What a fit is made of, in whole points that add up."""

from dataclasses import dataclass

import pytest

from frontend.charts import Parts, whole


@dataclass
class Given:
    weight: float
    value: float
    label: str = "Needs"
    words: str = "An expert"


@pytest.mark.parametrize("parts", [[5, 2, 1, 1, 1, 2, 1], [1, 1, 1], [2.273, 1.591, 1.136, 2, 1, 2, 1, 1, 1], [100], [0.001, 99]])
def test_whole_points_add_up_to_a_hundred(parts):
    found = whole(parts)
    assert sum(found) == 100
    assert all(abs(it - part * 100 / sum(parts)) < 1 for it, part in zip(found, parts, strict=True))


def test_nothing_answered_gives_nothing():
    assert (whole([]), whole([0, 0]), Parts.of([], []).counts) == ([], [0, 0], 0)


def test_what_is_reached_in_full_gives_all_it_can():
    given = [Given(2.273, 1.0), Given(1.591, 0.75), Given(3, 0)]
    chart = Parts.of(given, given)
    assert [(part.weight, part.reached) for part in chart.parts] == [(33, 33), (23, 17), (44, 0)]
    assert (chart.counts, chart.reached) == (100, 50)
