"""From points to a ranking."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from mentoring.reviews.scoring import Scale, ranks, standing_of, total_of

IDEA = Scale("idea", Fraction(2))
MARKET = Scale("market", Fraction(1), least=1, most=10)
TEAM = Scale("team", is_independent=True)


def test_total_weighs_and_puts_scales_on_one_ground():
    assert total_of({"idea": 5, "market": 1}, [IDEA, MARKET]) == Fraction(200, 3)
    assert total_of({"idea": 0, "market": 10}, [IDEA, MARKET]) == Fraction(100, 3)


def test_criterion_left_open_costs_nothing():
    assert total_of({"idea": 4}, [IDEA, MARKET]) == 80


def test_independent_criterion_is_beside_the_total():
    standing = standing_of([{"idea": 5, "team": 0}, {"idea": 5, "team": 5}], [IDEA, TEAM])
    assert (standing.mean, standing.beside) == (100, {"team": 50})


def test_review_of_independent_criteria_alone_has_no_total():
    assert total_of({"team": 5}, [IDEA, TEAM]) is None
    assert standing_of([{"team": 5}], [IDEA, TEAM]).mean is None


def test_one_hard_reader_moves_the_mean_and_not_the_median():
    standing = standing_of([{"idea": 5}, {"idea": 4}, {"idea": 0}], [IDEA], abstained=1)
    assert (standing.mean, standing.median, standing.lowest, standing.highest) == (60, 80, 0, 100)
    assert (standing.count, standing.abstained) == (3, 1)
    assert (standing.middle("mean"), standing.middle("median")) == (60, 80)


def test_equals_share_a_place():
    assert ranks({1: Fraction(50), 2: Fraction(90), 3: Fraction(50), 4: None, 5: Fraction(10)}) == {1: 2, 2: 1, 3: 2, 4: None, 5: 4}


@given(st.lists(st.dictionaries(st.sampled_from(["idea", "market", "team"]), st.integers(1, 5)), max_size=6))
def test_every_figure_stays_between_0_and_100(reviews):
    standing = standing_of(reviews, [IDEA, MARKET, TEAM])
    figures = [standing.mean, standing.median, standing.lowest, standing.highest, *standing.beside.values()]
    assert all(0 <= figure <= 100 for figure in figures if figure is not None)
