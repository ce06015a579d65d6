"""Figures by stage and category: true, never small, and no small one to be worked out from all that is shown at once."""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import product

import numpy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from network.core.crossing import ALL, REST, Published, Unit, hidden_stages, publish, shown_figures

STAGES = ("open", "accepted", "declined")
PLACES = (("FI", "FI1D9"), ("FI", "FI1D7"), ("SE", "SE331"), ("NO", "NO074"))
SECTORS = (("crafts",), ("music",), ("several",))
TIMES = (("2026-Q4", "a"), ("2026-Q4", "b"), ("2027-Q1", "b"))
Cell = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]
TYPES: list[Cell] = list(product(STAGES, PLACES, SECTORS, TIMES))
DIMENSIONS = ("place", "sector", "time")


def units(cells: Iterable[Cell]) -> list[Unit]:
    return [Unit(stage, dict(zip(DIMENSIONS, paths, strict=True))) for stage, *paths in cells]


def prefixes(paths: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return sorted({path[:length] for path in paths for length in range(len(path) + 1)})


def inside(stage: str, wanted: tuple[tuple[str, ...], ...]) -> Callable[[Cell], bool]:
    return lambda cell: stage in (ALL, cell[0]) and all(own[: len(want)] == want for own, want in zip(cell[1:], wanted, strict=True))


def every_filter() -> list[tuple[str, tuple[tuple[str, ...], ...]]]:
    """Every stage with every combination of filters."""
    return list(product((ALL, *STAGES), product(prefixes(PLACES), prefixes(SECTORS), prefixes(TIMES))))


def shown(seen: Published, stage: str, wanted: tuple[tuple[str, ...], ...]) -> int | None:
    given_ones = [(dimension, want) for dimension, want in zip(DIMENSIONS, wanted, strict=True) if want]
    return None if len(given_ones) > 1 else seen.figure(*(given_ones[0] if given_ones else ("", ())), stage)


def interval(vector: numpy.ndarray, known: numpy.ndarray, values: list[int]) -> tuple[float, float]:
    """The lowest and the highest that the figure can be, of everything that is shown and of no count being negative."""
    ends = []
    for sign in (1, -1):
        found = linprog(sign * vector, A_eq=known, b_eq=values, bounds=(0, None), method="highs")
        ends.append(sign * found.fun if found.status == 0 else sign * -numpy.inf)
    return ends[0], ends[1]


populations = st.lists(st.sampled_from(TYPES), max_size=45)
few_kinds = st.lists(st.sampled_from(TYPES), min_size=1, max_size=6, unique=True).flatmap(lambda kinds: st.lists(st.sampled_from(kinds), max_size=40))


@given(populations | few_kinds, st.randoms(use_true_random=False))
@settings(max_examples=12)
def test_no_filter_gives_a_small_group_away_from_all_published_figures_at_once(cells, random):
    seen, filters = publish(units(cells)), every_filter()
    truth = {one: sum(map(inside(*one), cells)) for one in filters}
    told = {one: value for one in filters if (value := shown(seen, *one)) is not None}
    assert {one: (value, truth[one]) for one, value in told.items() if value != truth[one] or value < 5} == {}
    if not told:
        return
    known = numpy.array([[float(inside(*one)(cell)) for cell in TYPES] for one in told])
    small = [one for one in filters if 0 < truth[one] < 5]
    for one in random.sample(small, min(12, len(small))):
        low, high = interval(numpy.array([float(inside(*one)(cell)) for cell in TYPES]), known, list(told.values()))
        assert high - low >= 5 - 1e-6, (one, truth[one], low, high)


tables = st.dictionaries(st.tuples(st.sampled_from(STAGES), st.sampled_from(PLACES)), st.integers(1, 14), max_size=12)


@given(tables)
@example({("open", PLACES[0]): 12, ("open", PLACES[2]): 6, ("open", PLACES[3]): 2})
@settings(max_examples=40)
def test_small_figure_has_a_wide_range_for_who_knows_which_cells_are_empty(numbers):
    rows = Counter()
    for (row, _path), value in numbers.items():
        rows[row] += value
    numbers = {name: value for name, value in numbers.items() if rows[name[0]] >= 5}
    seen, cells = shown_figures(numbers), sorted(numbers)

    if not cells:
        return

    def vector(row: str, path: tuple[str, ...]) -> list[float]:
        return [float(row in (ALL, one) and own[: len(path)] == path) for one, own in cells]

    names = [(row, path) for row in (ALL, *STAGES) for path in prefixes(PLACES) if path]
    known = numpy.array([vector(row, ()) for row in STAGES] + [vector(*name) for name in seen])
    values = [rows[row] if rows[row] >= 5 else 0 for row in STAGES] + list(seen.values())
    for name in names:
        value = float(numpy.dot(vector(*name), [numbers[cell] for cell in cells]))
        if 0 < value < 5:
            low, high = interval(numpy.array(vector(*name)), known, values)
            assert high - low >= 5 - 1e-6, (name, value, low, high)


def test_stages_get_company_until_the_rest_is_no_small_group():
    assert hidden_stages({"open": 20, "accepted": 3, "declined": 7}) == {"accepted", "declined"}
    assert hidden_stages({"open": 20, "accepted": 3, "declined": 4}) == {"accepted", "declined"}
    assert hidden_stages({"open": 20, "accepted": 5}) == frozenset()
    assert hidden_stages({"open": 2}) == {"open"}


def test_figures_without_small_groups_are_all_shown():
    cells = [("open", PLACES[0], SECTORS[0], TIMES[0])] * 6 + [("declined", PLACES[2], SECTORS[1], TIMES[2])] * 5
    seen = publish(units(cells))
    assert (seen.total, seen.stages) == (11, {"open": 6, "declined": 5})
    assert seen.figure("place", ("FI",), "open") == 6
    assert seen.figure("place", ("SE", "SE331")) == 5
    assert REST not in {row for row, _path in seen.tables["place"]}


def test_under_five_nothing_is_told():
    assert publish(units([("open", PLACES[0], SECTORS[0], TIMES[0])] * 4)) == Published()
