from dataclasses import replace
from datetime import time

import pytest

from mentoring.matching.engine.explanation import explain
from mentoring.matching.engine.facts import CrossBorder, Weights, Wish, week_in_utc
from mentoring.matching.engine.fit import fit
from tests.mentoring.matching.engine.people import ELLI, FIVE, INGRID, JOHAN, LUODE, NINE, WEEK, WEEKDAYS


def test_worked_example_of_the_documentation():
    """docs/matching.md goes through this pair by hand: change both or neither."""
    found = explain(ELLI, INGRID)
    by = {(c.key, dict(c.params).get("need", "")): c for c in found.criteria}
    assert by["need", "pricing"].value == 1.0
    assert by["need", "internationalisation_export"].value == 0.75
    assert by["need", "ip_copyright"].value == 0.25
    assert by["need", "pricing"].weight == pytest.approx(5 * 1.0 / 2.2)
    assert by["hours", ""].value == 0.875
    assert by["spare", ""].value == pytest.approx(1 / 3)
    assert found.score == 0.8429
    assert found.coverage == 1.0


def test_contributions_add_up_to_the_score():
    for candidate in (INGRID, JOHAN, LUODE):
        found = explain(ELLI, candidate)
        assert sum(c.contribution for c in found.criteria) == pytest.approx(found.score)


def test_first_need_counts_more_than_the_last():
    other = replace(ELLI, needs=tuple(reversed(ELLI.needs)))
    assert fit(ELLI, INGRID, Weights()).score > fit(other, INGRID, Weights()).score


def test_unanswered_criterion_is_left_out_and_named():
    found = explain(ELLI, LUODE)
    assert set(found.unanswered) == {"need", "format", "hours"}
    assert found.coverage < 1
    assert found.score == pytest.approx((2 * 1 + 1 * 1 + 2 * 0 + 1 * 0.75) / 6, abs=1e-4)


def test_cross_border_wish_counts_only_when_it_is_a_preference():
    def keys(wish):
        return {part.key for part in fit(wish, INGRID, Weights()).parts}

    assert "cross_border" in keys(ELLI)
    assert "cross_border" not in keys(replace(ELLI, cross_border=CrossBorder.NEUTRAL))
    assert "cross_border" not in keys(replace(ELLI, cross_border=CrossBorder.MUST))


def test_nothing_answered_scores_nothing():
    found = explain(Wish(key="r", organisations=frozenset(), country="FI"), replace(INGRID, places=None))
    assert (found.score, found.coverage, found.criteria) == (0.0, 0.0, ())


def test_weight_of_zero_takes_a_criterion_out():
    keys = {part.key for part in fit(ELLI, INGRID, Weights(spare=0)).parts}
    assert "spare" not in keys


@pytest.mark.parametrize(
    "bad", [{"needs": -1.0}, {"sectors": float("nan")}, {"spare": float("inf")}, {"hours": 1e9}, {"importance": ()}, {"importance": (1.0, 0.0)}]
)
def test_weights_that_cannot_rank_are_refused(bad):
    with pytest.raises(ValueError, match="weights|importance"):
        Weights(**bad)


def test_weights_all_zero_are_refused():
    with pytest.raises(ValueError, match="weights"):
        Weights(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def test_need_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="once"):
        replace(ELLI, needs=("pricing", "pricing"))


def test_working_hours_of_vaasa_and_umea_overlap_seven_hours_a_day():
    vaasa = week_in_utc("Europe/Helsinki", WEEK, WEEKDAYS, NINE, FIVE)
    umea = week_in_utc("Europe/Stockholm", WEEK, WEEKDAYS, NINE, FIVE)
    assert len(vaasa) == len(umea) == 40
    assert len(vaasa & umea) == 35


def test_working_hours_shift_by_an_hour_on_the_utc_week_in_summer():
    winter = week_in_utc("Europe/Helsinki", WEEK, [0], NINE, time(10))
    summer = week_in_utc("Europe/Helsinki", WEEK.replace(month=6), [0], NINE, time(10))
    assert (winter, summer) == ({7}, {6})


def test_hours_before_monday_in_utc_wrap_to_sunday():
    assert week_in_utc("Europe/Helsinki", WEEK, [0], time(1), time(2)) == {167}
