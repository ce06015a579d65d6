"""The assignment keeps every rule, is the best there is, and proves it; with either flow solver."""

import numpy as np
import pytest

from mentoring.matching.engine.assignment import Aim, Dense, assign
from tests.mentoring.matching.engine.assignment.instances import Instance, assert_kept, at_floor, instance, together

pytestmark = pytest.mark.parametrize("backend", ["ortools", "scipy"])


@pytest.mark.parametrize("seed", range(60))
def test_total_is_the_best_of_all_pairs_when_the_first_few_do_not_hold_it(seed, backend):
    it = instance(seed)
    result = assign(Dense(it.points), it.places, aim=Aim.TOTAL, k=1 + seed % 3, backend=backend)
    assert_kept(result, it)
    assert (result.served, result.total) == at_floor(it, 0)
    assert result.certificate.proven
    assert result.certificate.primal == result.certificate.dual == result.total


@pytest.mark.parametrize("seed", range(60))
def test_worst_off_comes_before_the_total_and_after_the_number_served(seed, backend):
    it = instance(seed)
    result = assign(Dense(it.points), it.places, k=1 + seed % 3, backend=backend)
    assert_kept(result, it)
    served, floor, total = together(it)
    assert (result.served, result.worst or 0, result.total) == (served, floor, total)
    assert result.certificate.floor == floor
    assert result.certificate.proven


@pytest.mark.parametrize("aim", list(Aim))
def test_optimum_is_found_among_pairs_that_were_no_arcs_at_first(aim, backend):
    """Everybody's first choices can be served, and better is still possible with pairs beyond them."""
    needed = 0
    for seed in range(40):
        it = instance(seed, rows=24, columns=16, most=10_000)
        it = Instance(it.points, np.random.default_rng(seed).integers(1, 4, 16))
        result = assign(Dense(it.points), it.places, aim=aim, k=3, backend=backend)
        assert_kept(result, it)
        best = at_floor(it, 0) if aim == Aim.TOTAL else together(it)[::2]
        assert (result.served, result.total) == best
        assert result.certificate.proven
        needed += result.certificate.added > 0 and result.certificate.rounds > 1
    assert needed > 5
