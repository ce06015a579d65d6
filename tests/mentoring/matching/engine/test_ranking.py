from dataclasses import replace

import pytest

from mentoring.matching.engine.pool import Pool
from mentoring.matching.engine.ranking import rank
from tests.mentoring.matching.engine.people import ELLI, INGRID, JOHAN, LUODE


def names(shortlist):
    return [entry.candidate.key for entry in shortlist.ranked]


def test_best_fit_comes_first_with_places_from_one():
    found = rank(ELLI, [JOHAN, LUODE, INGRID])
    assert names(found) == ["ingrid", "johan", "luode"]
    assert [entry.place for entry in found.ranked] == [1, 2, 3]


def test_left_out_carry_every_reason_and_no_place():
    found = rank(ELLI, [JOHAN, replace(INGRID, active=3, hours_agreed=6.0)])
    assert names(found) == ["johan"]
    (out,) = found.excluded
    assert [reason.code for reason in out.reasons] == ["no_places", "no_hours"]


def test_equals_are_drawn_by_lot_that_differs_between_wishes():
    twins = [replace(INGRID, key=f"twin-{n}") for n in range(6)]
    orders = {tuple(names(rank(replace(ELLI, key=f"request-{n}"), twins))) for n in range(12)}
    assert len(orders) > 6


def test_of_equal_scores_the_one_with_more_answers_comes_first():
    full = replace(INGRID, key="full", expertise=tuple((n, 4) for n in ELLI.needs), week=ELLI.week, active=0)
    silent = replace(full, key="silent", expertise=(), week=frozenset())
    for n in range(8):
        assert names(rank(replace(ELLI, key=f"request-{n}"), [silent, full])) == ["full", "silent"]


def test_two_candidates_with_one_key_are_refused():
    with pytest.raises(ValueError, match="same key"):
        rank(ELLI, [INGRID, INGRID])


def test_nobody_to_rank_gives_an_empty_list():
    found = rank(ELLI, [])
    assert (found.ranked, found.excluded) == ((), ())


def test_pool_made_once_serves_many_wishes():
    pool = Pool.of([INGRID, JOHAN, LUODE])
    assert rank(ELLI, pool) == rank(ELLI, [LUODE, JOHAN, INGRID])


def test_limit_takes_the_best_and_leaves_the_rest_uncounted():
    assert names(rank(ELLI, [JOHAN, LUODE, INGRID], limit=2)) == ["ingrid", "johan"]
