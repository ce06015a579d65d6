"""Companies and mentors, incubators, advisers, hosts: what is matched is data, and no rule asks what it is."""

from dataclasses import replace

import pytest

from mentoring.matching.engine.assignment import assign
from mentoring.matching.engine.cohort import Cohort
from mentoring.matching.engine.explanation import explain
from mentoring.matching.engine.facts import Candidate, Kind, Weights
from mentoring.matching.engine.inputs import Inputs, Terms, fingerprint, freeze, thaw
from mentoring.matching.engine.pool import Pool
from mentoring.matching.engine.ranking import rank
from tests.mentoring.matching.engine.people import ELLI, INGRID, JOHAN, LUODE

# Each as such a one would tell it: an adviser has hours and knows needs, a host has a place to work beside and a region.
ADVISER = replace(INGRID, key="adviser", kind=Kind.ADVISER, sectors=frozenset(), stages=frozenset(), places=4, active=0, hours_offered=8, hours_agreed=7)
HOST = Candidate(
    key="host",
    kind=Kind.HOST,
    organisations=frozenset({"nordlys-film"}),
    country="NO",
    region="NO074",
    sectors=frozenset({"crafts", "film_tv"}),
    languages=(("nb", 4), ("sv", 3)),
    formats=frozenset({"in_person", "online"}),
    places=1,
)
ALL = {Kind.MENTOR: INGRID, Kind.INCUBATOR: LUODE, Kind.ADVISER: ADVISER, Kind.HOST: HOST}


def test_each_kind_is_here():
    assert set(ALL) == set(Kind)
    assert all(it.kind is kind for kind, it in ALL.items())


def test_four_kinds_are_ranked_explained_and_assigned_by_the_same_rules():
    found = rank(ELLI, ALL.values())
    assert [it.candidate.key for it in found.ranked] == ["ingrid", "host", "luode"]
    assert [(it.candidate.key, [why.code for why in it.reasons]) for it in found.excluded] == [("adviser", ["no_hours"])]  # one hour left of eight
    for it in found.ranked:
        why = explain(ELLI, it.candidate)
        assert sum(one.contribution for one in why.criteria) == pytest.approx(it.score, abs=1e-9)
    wishes = [replace(ELLI, key=f"request-{n}", organisations=frozenset({f"company-{n}"})) for n in range(3)]
    pool = Pool.of(ALL.values())
    result = assign(Cohort.of(wishes, pool), pool.free)
    assert result.served == 3
    assert pool.keys.index("adviser") not in result.columns.tolist()
    assert result.certificate.proven


@pytest.mark.parametrize("kind", list(Kind))
def test_same_facts_have_the_same_fit_whatever_the_kind(kind):
    mentors, others = (INGRID, JOHAN), tuple(replace(it, kind=kind) for it in (INGRID, JOHAN))
    assert [(it.candidate.key, it.score) for it in rank(ELLI, others).ranked] == [(it.candidate.key, it.score) for it in rank(ELLI, mentors).ranked]


def test_kinds_are_kept_with_a_run():
    inputs = Inputs.of([ELLI], ALL.values())
    assert {it.key: it.kind for it in thaw(freeze(inputs)).candidates} == {it.key: kind for kind, it in ALL.items()}
    terms = Terms(weights=Weights())
    mentor = Inputs.of([ELLI], [replace(it, kind=Kind.MENTOR) for it in ALL.values()])
    assert fingerprint(inputs, terms) != fingerprint(mentor, terms)
