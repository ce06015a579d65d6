"""Figures by group: what is shown, what stays hidden, and when a warning is due."""

import dataclasses

import pytest

from mentoring.matching.engine.criteria import CRITERIA
from mentoring.matching.engine.facts import Candidate, Wish
from mentoring.matching.engine.fairness import Case, as_few_by_chance, as_low_by_chance, fairness

PROTECTED = ("gender", "sex", "age", "birth", "ethnic", "sami", "sámi", "religion", "disab", "health", "orient", "politic", "union", "origin")


def cases(value, count, *, matched, points=8000, days=3.0, dimension="country"):
    return [
        Case(
            f"{value}-{n}", {dimension: (value,)}, n < matched, rank=1 if n < matched else None, points=points + n if n < matched else None, days=days + n / 10
        )
        for n in range(count)
    ]


def by_value(groups):
    return {group.value: group for group in groups}


def test_figures_of_a_group_are_its_rate_and_its_medians():
    found = by_value(fairness(cases("FI", 10, matched=8) + cases("SE", 6, matched=6), ["country"]))
    assert (found["FI"].companies, found["FI"].rate, found["FI"].rank, found["FI"].points) == (10, 0.8, 1.0, 8003.5)
    assert found["SE"].rate == 1.0


def test_small_group_is_hidden_and_so_is_the_one_that_would_tell_it():
    found = by_value(fairness(cases("FI", 20, matched=9) + cases("SE", 8, matched=8) + cases("NO", 2, matched=0), ["country"]))
    assert [value for value, group in found.items() if group.hidden] == ["NO", "SE"]
    assert dataclasses.astuple(found["NO"])[2:7] == (None,) * 5


def test_small_group_that_did_not_answer_is_hidden_like_any_other():
    found = by_value(fairness(cases("FI", 20, matched=9) + cases("", 2, matched=0), ["country"]))
    assert found[""].hidden


def test_group_that_is_nearly_everybody_is_hidden_where_companies_have_several_values():
    both = [Case(f"x{n}", {"language": ("sv", "en") if n else ("sv",)}, True) for n in range(9)]
    found = by_value(fairness(both, ["language"]))
    assert found["en"].hidden
    assert not found["sv"].hidden


def test_group_notably_worse_served_is_warned_of():
    found = by_value(fairness(cases("FI", 20, matched=19) + cases("NO", 12, matched=5), ["country"]))
    (warning,) = found["NO"].warnings
    assert (warning.figure, warning.own, warning.others) == ("rate", 5 / 12, 0.95)
    assert not found["FI"].warnings


def test_difference_that_chance_may_well_make_is_no_warning():
    found = by_value(fairness(cases("FI", 8, matched=7) + cases("NO", 6, matched=4), ["country"]))
    assert not found["NO"].warnings


def test_worse_fit_and_longer_waiting_are_warned_of_by_name():
    found = by_value(fairness(cases("FI", 12, matched=12) + cases("NO", 12, matched=12, points=5000, days=30.0), ["country"]))
    assert [warning.figure for warning in found["NO"].warnings] == ["points", "days"]


@pytest.mark.parametrize("table", [(1, 6, 12, 20), (0, 5, 5, 10), (5, 5, 6, 30), (3, 9, 11, 21)])
def test_chance_of_so_few_is_the_exact_test_of_fisher(table):
    from scipy import stats  # here: it takes a second to load, in every worker

    own_hits, own, hits, everyone = table
    counts = [[own_hits, own - own_hits], [hits - own_hits, everyone - own - hits + own_hits]]
    assert as_few_by_chance(*table) == pytest.approx(stats.fisher_exact(counts, alternative="less").pvalue)


@pytest.mark.parametrize(("mine", "theirs"), [([1, 2, 2, 5, 6], [3, 4, 6, 7, 8, 9]), ([5] * 6, [5] * 7), ([9, 8, 7, 6, 5], [1, 2, 3, 4, 5])])
def test_chance_of_so_low_is_that_of_mann_and_whitney(mine, theirs):
    from scipy import stats

    expected = stats.mannwhitneyu(mine, theirs, alternative="less", method="asymptotic").pvalue
    assert as_low_by_chance(mine, theirs) == pytest.approx(1.0 if len(set(mine + theirs)) == 1 else expected)


def test_no_protected_trait_is_a_fact_or_a_criterion():
    """Whoever adds a fact that sounds like one has to come here and argue."""
    words = {f.name for kind in (Wish, Candidate) for f in dataclasses.fields(kind)} | {criterion.key for criterion in CRITERIA}
    suspicious = {word for word in words for trait in PROTECTED if trait in word.split("_") or (len(trait) > 3 and trait in word)}
    assert suspicious <= {"languages"}
