"""Pins, prohibitions, odd sizes, cancelling, and what must not change when the input is turned around."""

import numpy as np
import pytest

from mentoring.matching.engine.assignment import Aim, Cancelled, Contradiction, Dense, assign
from tests.mentoring.matching.engine.assignment.instances import Instance, assert_kept, instance, together


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_nothing_to_assign_is_an_answer(shape):
    result = assign(Dense(np.zeros(shape)), np.ones(shape[1], dtype=int))
    assert (result.served, result.worst, result.total, result.columns.tolist()) == (0, None, 0, [-1] * shape[0])
    assert result.certificate.proven


def test_nobody_possible_leaves_all_unmatched_and_says_that_no_mentor_is_left_to_them():
    result = assign(Dense(np.full((4, 3), -1)), [1, 1, 1])
    assert result.served == 0
    assert result.certificate.unserved.rows.tolist() == [0, 1, 2, 3]
    assert result.certificate.unserved.columns.tolist() == []
    assert result.certificate.unserved.short == 4


def test_no_places_leave_all_unmatched():
    result = assign(Dense(np.full((2, 2), 5)), [0, 0])
    assert (result.served, result.certificate.unserved.short) == (0, 2)


def test_one_mentor_with_all_places_takes_all():
    points = np.full((30, 5), -1)
    points[:, 3] = 7
    assert assign(Dense(points), [0, 0, 0, 1000, 0], k=2).columns.tolist() == [3] * 30


def test_unmatched_are_explained_by_the_mentors_that_they_share():
    points = [[5, -1, -1], [6, 4, -1], [7, 3, -1], [-1, -1, 2]]  # three companies, two mentors with a place each
    result = assign(Dense(points), [1, 1, 1], k=1)
    cut = result.certificate.unserved
    assert (result.served, cut.rows.tolist(), cut.columns.tolist(), cut.places, cut.short) == (3, [0, 1, 2], [0, 1], 2, 1)


@pytest.mark.parametrize("seed", range(40))
def test_hall_sets_hold_over_all_pairs(seed):
    it = instance(seed)
    certificate = assign(Dense(it.points), it.places, k=1 + seed % 3).certificate
    for cut in filter(None, (certificate.unserved, certificate.lower)):
        outside = [column for column in range(it.places.size) if column not in cut.columns and it.places[column]]
        assert (it.points[np.ix_(cut.rows, outside)] < cut.floor).all()
        assert cut.places == it.places[cut.columns].sum()
        assert cut.short == cut.rows.size - cut.places > 0


@pytest.mark.parametrize("backend", ["ortools", "scipy"])
def test_all_equal_is_spread_evenly_over_the_mentors(backend):
    result = assign(Dense(np.full((300, 100), 4321)), np.full(100, 5), k=3, backend=backend)
    assert (result.served, result.total, result.certificate.proven) == (300, 300 * 4321, True)
    assert result.load.max() - result.load.min() <= 1


def test_load_that_mentors_have_now_counts_when_companies_are_spread():
    result = assign(Dense(np.full((4, 3), 10)), [4, 4, 4], load=[3, 0, 1])
    assert result.load.tolist() == [0, 3, 1] or result.load.tolist() == [0, 2, 2]


@pytest.mark.parametrize("seed", range(30))
def test_load_is_the_most_even_of_all_optima(seed):
    it = instance(seed, rows=5, columns=4, most=2)
    active = np.random.default_rng(seed).integers(0, 3, 4)
    result = assign(Dense(it.points), it.places, load=active, k=2)
    best = min(weight(it, active, choice) for choice in choices(it) if value(it, choice) == (result.served, result.worst or 0, result.total))
    assert result.certificate.even
    assert weight(it, active, tuple(result.columns.tolist())) == pytest.approx(best, abs=1e-2)


def choices(it: Instance):
    """Every assignment that keeps the rules."""
    for number in range((it.places.size + 1) ** it.shape[0]):
        choice = tuple(number // (it.places.size + 1) ** row % (it.places.size + 1) - 1 for row in range(it.shape[0]))
        held = np.bincount([c for c in choice if c >= 0], minlength=it.places.size)
        if (held <= it.places).all() and all(it.points[row, c] >= 0 for row, c in enumerate(choice) if c >= 0):
            yield choice


def value(it: Instance, choice: tuple[int, ...]) -> tuple[int, int, int]:
    points = [int(it.points[row, column]) for row, column in enumerate(choice) if column >= 0]
    return len(points), min(points, default=0), sum(points)


def weight(it: Instance, active: np.ndarray, choice: tuple[int, ...]) -> float:
    new = np.bincount([c for c in choice if c >= 0], minlength=it.places.size)
    return float(((active + new) ** 2 / np.maximum(active + it.places, 1)).sum())


@pytest.mark.parametrize("seed", range(30))
def test_pins_stay_and_the_rest_is_the_best_around_them(seed):
    it = instance(seed, rows=8, columns=6)
    able = np.argwhere((it.points >= 0) & (it.places > 0)[None, :])
    if not len(able):
        return
    row, column = (int(part) for part in able[seed % len(able)])
    result = assign(Dense(it.points), it.places, pinned=[(row, column)], k=2)
    assert result.columns[row] == column
    assert_kept(result, it)
    places = it.places.copy()
    places[column] -= 1
    served, floor, total = together(Instance(np.delete(it.points, row, axis=0), places))
    assert (result.served, result.total, result.certificate.floor) == (served + 1, total + it.points[row, column], floor)


@pytest.mark.parametrize("seed", range(30))
def test_forbidden_pairs_are_as_if_a_rule_stood_against_them(seed):
    it = instance(seed, rows=8, columns=6)
    barred = np.random.default_rng(seed).random(it.shape) < 0.3
    pairs = frozenset((int(row), int(column)) for row, column in np.argwhere(barred))
    result = assign(Dense(it.points), it.places, forbidden=pairs, k=2)
    assert_kept(result, it, pairs)
    served, _, total = together(Instance(np.where(barred, -1, it.points), it.places))
    assert (result.served, result.total) == (served, total)


@pytest.mark.parametrize(
    ("pinned", "more", "code", "pairs"),
    [
        ([(0, 0), (0, 1)], {}, "row_pinned_twice", ((0, 0), (0, 1))),
        ([(0, 0), (1, 0)], {}, "more_pins_than_places", ((0, 0), (1, 0))),
        ([(0, 1)], {"forbidden": [(0, 1)]}, "pinned_and_forbidden", ((0, 1),)),
        ([(2, 1)], {}, "hard_rule", ((2, 1),)),
        ([(0, 0)], {"hours": [1, 9], "asked": [1.5, 1, 1]}, "more_pins_than_hours", ((0, 0),)),
    ],
)
def test_pins_that_cannot_be_kept_are_told_with_their_pairs(pinned, more, code, pairs):
    with pytest.raises(Contradiction) as caught:
        assign(Dense([[1, 2], [3, 4], [5, -1]]), [1, 3], pinned=pinned, **more)
    assert (code, pairs) in caught.value.faults


@pytest.mark.parametrize("wrong", [{"places": [1]}, {"places": [1, -1]}, {"hours": [1, float("nan")], "asked": [1, 1, 1]}, {"pinned": [(9, 0)]}])
def test_input_of_the_wrong_shape_is_refused(wrong):
    with pytest.raises(ValueError):
        assign(Dense(np.ones((3, 2))), wrong.pop("places", [1, 1]), **wrong)


@pytest.mark.parametrize("table", [[[10_001]], [[-2]]])
def test_points_outside_the_scale_are_refused(table):
    with pytest.raises(ValueError):
        Dense(table)


def test_hours_that_all_ask_alike_become_places():
    assert assign(Dense([[9], [8], [7]]), [3], hours=[5], asked=[2, 2, 2]).columns.tolist() == [0, 0, -1]


@pytest.mark.parametrize("after", range(4))
def test_run_stops_when_it_is_cancelled(after):
    asked = iter(range(100))
    with pytest.raises(Cancelled):
        assign(Dense(np.arange(600).reshape(30, 20)), np.full(20, 2), k=1, cancelled=lambda: next(asked) >= after)


def test_progress_goes_from_nothing_to_everything():
    told = []
    assign(Dense(np.ones((3, 3))), [1, 1, 1], progress=lambda done, total: told.append((done, total)))
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]
    assert [done for done, _ in told] == sorted(done for done, _ in told)


@pytest.mark.parametrize("aim", list(Aim))
@pytest.mark.parametrize("seed", range(20))
def test_turning_the_input_around_changes_neither_the_number_nor_the_worst_nor_the_total(seed, aim):
    it = instance(seed, rows=12, columns=8)
    random = np.random.default_rng(seed)
    rows, columns = random.permutation(12), random.permutation(8)
    one = assign(Dense(it.points), it.places, aim=aim, k=2)
    turned = assign(Dense(it.points[rows][:, columns]), it.places[columns], aim=aim, k=2)
    assert (one.served, one.total) == (turned.served, turned.total)
    assert one.certificate.floor == turned.certificate.floor
    assert (one.columns == assign(Dense(it.points), it.places, aim=aim, k=2).columns).all()


@pytest.mark.parametrize("seed", range(20))
def test_one_mentor_more_never_serves_fewer_nor_lowers_the_total(seed):
    it = instance(seed, rows=10, columns=6)
    more = instance(seed + 500, rows=10, columns=1)
    before = assign(Dense(it.points), it.places, aim=Aim.TOTAL)
    after = assign(Dense(np.hstack([it.points, more.points])), np.append(it.places, 1), aim=Aim.TOTAL)
    assert after.served >= before.served
    if after.served == before.served:
        assert after.total >= before.total
    both = [assign(Dense(points), places) for points, places in ((it.points, it.places), (np.hstack([it.points, more.points]), np.append(it.places, 1)))]
    if both[0].served == both[1].served:
        assert both[1].certificate.floor >= both[0].certificate.floor
        if both[0].certificate.floor == both[1].certificate.floor:
            assert both[1].total >= both[0].total


@pytest.mark.parametrize("seed", range(40))
def test_worth_and_prices_cover_every_pair_and_sum_to_the_total(seed):
    it = instance(seed)
    result = assign(Dense(it.points), it.places, k=1 + seed % 3)
    proof = result.certificate
    able = (it.points >= proof.floor) & (it.places > 0)[None, :]
    assert (it.points <= proof.worth[:, None] + proof.price[None, :])[able].all()
    assert (proof.price >= 0).all()
    assert (proof.worth + proof.idle >= 0).all() or result.served == it.shape[0]
    assert proof.worth.sum() + proof.price @ it.places + proof.idle * (it.shape[0] - result.served) == result.total
