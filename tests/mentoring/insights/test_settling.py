"""Figures told one day less those told another: nobody joins, moves or leaves visibly alone."""

import numpy
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from mentoring.insights.settling import Entry, Release, renewed
from network.core.crossing import ALL, Published, Unit
from tests.network.core.test_crossing import DIMENSIONS, PLACES, STAGES, TYPES, inside, interval, prefixes, units

KEYS = [str(number) for number in range(40)]
days = st.lists(st.dictionaries(st.sampled_from(KEYS), st.sampled_from(TYPES[:9] + TYPES[-9:]), max_size=40), min_size=2, max_size=5)
FIGURES = [(ALL, "", ()), *((stage, "", ()) for stage in STAGES), *((stage, "place", path) for stage in (ALL, *STAGES) for path in prefixes(PLACES) if path)]


def entries(cells: dict) -> dict[str, Entry]:
    return {key: Entry(key, unit) for key, unit in zip(cells, units(cells.values()), strict=True)}


def alike(count: int, *, first: int = 0, stage: str = "open", place: tuple[str, ...] = PLACES[0]) -> dict[str, Entry]:
    return {str(key): Entry(str(key), Unit(stage, {"place": place})) for key in range(first, first + count)}


def vector(stage: str, dimension: str, path: tuple[str, ...]) -> numpy.ndarray:
    holds = inside(stage, tuple(path if one == dimension else () for one in DIMENSIONS))
    return numpy.array([float(holds(cell)) for cell in TYPES])


def ranges(seen: Published) -> dict:
    """How wide what a reader of one release knows of each figure is."""
    names = [(row, dimension, path) for dimension, row, path in seen.told()]
    known, values = numpy.array([vector(*name) for name in names]), list(seen.told().values())
    found = {}
    for name in FIGURES:
        low, high = interval(vector(*name), known, values) if names else (0, numpy.inf)
        found[name] = high - low
    return found


def test_who_joins_alone_is_counted_with_the_next_four():
    first = renewed(Release(), alike(7))
    assert first is not None
    for more in range(1, 5):
        assert renewed(first, alike(7 + more)) is None
    assert renewed(first, alike(12)).published().figure("place", PLACES[0]) == 12
    assert renewed(Release(), alike(4)) is None


def test_five_who_move_are_counted_and_one_alone_is_not():
    first = renewed(Release(), alike(20) | alike(8, first=20, stage="accepted"))
    assert renewed(first, alike(19) | alike(9, first=19, stage="accepted")) is None
    later = renewed(first, alike(15) | alike(13, first=15, stage="accepted")).published()
    assert later.stages == {"open": 15, "accepted": 13}


def test_of_five_who_join_the_one_elsewhere_stays_hidden():
    """7 in Finland and 6 in Sweden; of the next five one is Swedish: 7 would tell that, and so would 11 beside a total of 18."""
    first = renewed(Release(), alike(7) | alike(6, first=50, place=PLACES[2]))
    assert first.published().figure("place", PLACES[2]) == 6
    later = renewed(first, alike(11) | alike(7, first=50, place=PLACES[2])).published()
    assert (later.total, later.figure("place", PLACES[0]), later.figure("place", PLACES[2])) == (18, None, None)


def test_five_applications_of_one_company_are_no_five_companies():
    one = {key: Entry("one", entry.unit) for key, entry in alike(5, first=50).items()}
    assert renewed(renewed(Release(), alike(7)), alike(7) | one) is None


def test_those_who_went_wait_where_the_total_would_tell_one():
    first = renewed(Release(), alike(20))
    later = renewed(first, alike(21, first=5))  # five went, six came
    assert later.published().total == 26


@given(days)
@settings(max_examples=10, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_no_two_releases_give_a_small_change_away(story):
    """Of each figure, the change since it could last be known. Going up and down again is the change of many, even where they nearly make up for it."""
    release, before = Release(), {}
    for cells in story:
        following = renewed(release, entries(cells))
        if following is None:
            continue
        release, wide = following, ranges(following.published())
        now = {name: (wide[name], count(following.entries, *name)) for name in FIGURES if wide[name] < 5}
        for name, (width, value) in now.items():
            known, then = before.get(name, (numpy.inf, 0))
            assert not 0 < abs(value - then) < 5 or width + known >= 5 - 1e-6, (name, then, value)
        before |= now


def count(found: dict[str, Entry], stage: str, dimension: str, path: tuple[str, ...]) -> int:
    return sum(stage in (ALL, one.unit.stage) and (not dimension or one.unit.paths[dimension][: len(path)] == path) for one in found.values())
