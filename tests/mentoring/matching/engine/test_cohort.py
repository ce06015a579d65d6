"""A cohort's blocks say what the single pairs say: exactly, whatever the block."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mentoring.matching.engine import cohort as cohorts
from mentoring.matching.engine.cohort import Cohort
from mentoring.matching.engine.facts import Musts, Weights
from mentoring.matching.engine.fit import fit
from mentoring.matching.engine.pool import Pool
from mentoring.matching.engine.rules import reasons_against
from tests.mentoring.matching.engine.people import ELLI, INGRID, JOHAN
from tests.mentoring.matching.engine.test_properties import crowds, demands, weights, wishes

companies = st.lists(wishes, max_size=6).map(lambda found: [replace(wish, key=f"w{n}") for n, wish in enumerate(found)])


@given(companies, crowds, weights, demands)
def test_every_pair_of_a_block_has_the_points_of_the_single_pair(asking, crowd, w, musts):
    pool = Pool.of(crowd)
    points = Cohort.of(asking, pool, w, musts).block(slice(None))
    for row, wish in enumerate(asking):
        for column, it in enumerate(pool.candidates):
            barred = any(reasons_against(wish, it, musts))
            assert points[row, column] == (-1 if barred else fit(wish, it, w).points)


@given(companies, crowds, st.integers(1, 9), st.integers(1, 4))
def test_best_of_each_row_are_those_of_the_whole_block(asking, crowd, k, few):
    cohort = Cohort.of(asking, Pool.of(crowd))
    whole = cohort.block(slice(None))
    cohorts.FEW, usual = few, cohorts.FEW
    try:
        columns, points = cohort.top(k)
    finally:
        cohorts.FEW = usual
    for row in range(len(asking)):
        expected = sorted((column for column in range(len(crowd)) if whole[row, column] >= 0), key=lambda c: (-whole[row, c], c))[:k]
        assert columns[row].tolist() == expected + [-1] * (k - len(expected))
        assert points[row].tolist() == [whole[row, c] for c in expected] + [-1] * (k - len(expected))


def test_some_rows_and_columns_are_those_of_the_whole():
    cohort = Cohort.of([ELLI, replace(ELLI, key="r2", country="NO"), replace(ELLI, key="r3", needs=())], Pool.of([INGRID, JOHAN]), Weights(), Musts())
    whole = cohort.block(slice(None))
    np.testing.assert_array_equal(cohort.block(np.array([2, 0]), np.array([1])), whole[[2, 0]][:, [1]])
