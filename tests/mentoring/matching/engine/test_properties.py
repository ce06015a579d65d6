"""What holds for every wish and every set of candidates."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mentoring.matching.engine.barriers import barriers, told_apart
from mentoring.matching.engine.explanation import explain
from mentoring.matching.engine.facts import Candidate, CrossBorder, Kind, Musts, Weights, Wish
from mentoring.matching.engine.fit import fit
from mentoring.matching.engine.pool import Pool
from mentoring.matching.engine.ranking import rank, scores
from mentoring.matching.engine.rules import reasons_against

NEEDS = ["pricing", "sales", "brand", "ai", "ip_copyright", "grants"]
LANGUAGES = ["fi", "sv", "nb", "en", "se"]
some = st.frozensets
levels = st.integers(1, 4)


def levelled(codes):
    return st.dictionaries(st.sampled_from(codes), levels).map(lambda found: tuple(sorted(found.items())))


wishes = st.builds(
    Wish,
    key=st.uuids().map(str),
    organisations=some(st.sampled_from("abc"), max_size=1),
    country=st.sampled_from(["FI", "SE", "NO"]),
    region=st.sampled_from(["", "FI195", "SE331"]),
    needs=st.lists(st.sampled_from(NEEDS), unique=True, max_size=6).map(tuple),
    sectors=some(st.sampled_from(["design", "crafts", "games"])),
    stage=st.sampled_from(["", "idea", "growth"]),
    languages=levelled(LANGUAGES),
    formats=some(st.sampled_from(["online", "in-person"])),
    cross_border=st.sampled_from(CrossBorder),
    hours_a_month=st.none() | st.integers(1, 8).map(float),
    week=some(st.integers(0, 167), max_size=10),
    blocked=some(st.sampled_from(["c1", "c2"])),
)
people = st.builds(
    Candidate,
    key=st.just(""),
    kind=st.sampled_from(Kind),
    organisations=some(st.sampled_from("abc"), max_size=1),
    country=st.sampled_from(["FI", "SE", "NO", ""]),
    expertise=levelled(NEEDS),
    region=st.sampled_from(["", "FI195", "SE331"]),
    sectors=some(st.sampled_from(["design", "crafts", "games"])),
    stages=some(st.sampled_from(["idea", "growth"])),
    languages=levelled(LANGUAGES),
    formats=some(st.sampled_from(["online", "in-person"])),
    countries=some(st.sampled_from(["FI", "SE", "NO"])),
    regions=some(st.sampled_from(["FI195", "SE331"])),
    week=some(st.integers(0, 167), max_size=10),
    accepting=st.booleans(),
    paused=st.booleans(),
    paused_until=st.none() | st.dates(),
    places=st.none() | st.integers(0, 4),
    active=st.integers(0, 5),
    hours_offered=st.none() | st.integers(0, 10).map(float),
    hours_agreed=st.integers(0, 10).map(float),
    blocked=some(st.sampled_from("abc"), max_size=1),
    together=some(st.sampled_from("abc"), max_size=1),
    conflicts=some(st.sampled_from("abc"), max_size=1),
    wants_stages=some(st.sampled_from(["idea", "growth"])),
    wants_countries=some(st.sampled_from(["FI", "SE", "NO"])),
    feedback=st.none() | st.floats(0, 1),
)
demands = st.builds(Musts, across_the_border=st.booleans(), first_need=st.booleans(), overlap_hours=st.integers(0, 3))
crowds = st.lists(people, max_size=8).map(lambda found: [replace(it, key=f"c{n}") for n, it in enumerate(found)])
weight = st.floats(0, 10)
weights = st.builds(
    Weights,
    needs=st.floats(0.1, 10),
    **dict.fromkeys(["sectors", "stage", "cross_border", "near", "format", "hours", "wishes", "feedback", "spare"], weight),
)


@given(wishes, people, weights)
def test_score_and_every_value_lie_between_nothing_and_one(wish, candidate, w):
    found = fit(wish, candidate, w)
    assert 0 <= found.score <= 1
    assert 0 <= found.coverage <= 1
    assert all(0 <= part.value <= 1 for part in found.parts)


@given(wishes, crowds, weights, st.randoms())
def test_order_of_the_input_does_not_matter(wish, crowd, w, random):
    shuffled = random.sample(crowd, len(crowd))
    assert rank(wish, crowd, w) == rank(wish, shuffled, w)


@given(wishes, crowds, weights)
def test_others_in_the_list_do_not_change_a_score(wish, crowd, w):
    for entry in rank(wish, crowd, w).ranked:
        (alone,) = rank(wish, [entry.candidate], w).ranked
        assert (alone.score, alone.coverage) == (entry.score, entry.coverage)


@given(wishes, crowds, weights)
def test_everyone_is_either_ranked_or_left_out_with_a_reason(wish, crowd, w):
    found = rank(wish, crowd, w)
    assert {e.candidate.key for e in found.ranked} | {e.candidate.key for e in found.excluded} == {it.key for it in crowd}
    assert len(found.ranked) + len(found.excluded) == len(crowd)
    assert all(entry.reasons for entry in found.excluded)
    assert not any(list(reasons_against(wish, entry.candidate)) for entry in found.ranked)


@given(wishes, crowds, weights)
def test_ranking_and_explanation_agree(wish, crowd, w):
    for entry in rank(wish, crowd, w).ranked:
        told = explain(wish, entry.candidate, w)
        assert abs(told.score - entry.score) < 1e-6
        assert abs(sum(c.contribution for c in told.criteria) - entry.score) < 1e-6
        assert abs(told.coverage - entry.coverage) < 1e-6


@given(wishes.filter(lambda wish: wish.needs), people.filter(lambda it: it.expertise), weights, st.data())
def test_more_expertise_for_a_need_never_lowers_the_fit(wish, candidate, w, data):
    need = data.draw(st.sampled_from(wish.needs))
    known = dict(candidate.expertise)
    better = known | {need: data.draw(st.integers(max(known.get(need, 0), 1), 4))}
    raised = replace(candidate, expertise=tuple(sorted(better.items())))
    assert fit(wish, raised, w).score >= fit(wish, candidate, w).score
    one, two = replace(candidate, key="a"), replace(raised, key="b")
    open_wish = Wish(key="open", organisations=frozenset(), country="FI", needs=wish.needs)
    freed = [Candidate(key=it.key, expertise=it.expertise, places=2) for it in (one, two)]
    placed = {e.candidate.key: e.score for e in rank(open_wish, freed, w).ranked}
    assert placed["b"] >= placed["a"]


@given(wishes, people, weights)
def test_answer_that_the_company_did_not_ask_about_changes_nothing(wish, candidate, w):
    silent = replace(wish, sectors=frozenset(), formats=frozenset(), week=frozenset())
    mute = replace(candidate, sectors=frozenset(), formats=frozenset(), week=frozenset())
    assert fit(silent, candidate, w).score == fit(silent, mute, w).score


@given(wishes, crowds, weights)
def test_equal_inputs_give_equal_output(wish, crowd, w):
    again = [replace(it) for it in crowd]
    assert rank(wish, crowd, w) == rank(replace(wish), again, replace(w))


@given(wishes, crowds, demands)
def test_rules_over_all_candidates_say_what_they_say_of_one(wish, crowd, musts):
    pool = Pool.of(crowd)
    found = barriers(wish, pool, musts)
    for column, it in enumerate(pool.candidates):
        told = [reason.code for reason in reasons_against(wish, it, musts)]
        assert ["no_shared_language" if code == "language_level" else code for code in told] == [code for code, barred in found.items() if barred[column]]
        assert told == [code for code, _ends, barred in told_apart(found, wish, pool) if barred[column]]


@given(wishes, crowds, weights)
def test_pool_and_single_pair_give_the_same_points(wish, crowd, w):
    pool = Pool.of(crowd)
    points, coverage = scores(wish, pool, w)
    for it, its_points, its_coverage in zip(pool.candidates, points, coverage, strict=True):
        single = fit(wish, it, w)
        assert (single.points, round(single.coverage, 9)) == (its_points, round(its_coverage, 9))


@given(wishes, crowds, crowds, weights)
def test_pool_changed_in_parts_ranks_like_one_made_anew(wish, crowd, others, w):
    later = [replace(it, key=f"c{n + 4}") for n, it in enumerate(others)]
    changed = Pool.of(crowd).changed(later, gone={"c0"})
    anew = {it.key: it for it in crowd if it.key != "c0"} | {it.key: it for it in later}
    assert rank(wish, changed, w) == rank(wish, anew.values(), w)
