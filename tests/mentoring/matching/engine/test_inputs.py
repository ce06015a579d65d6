"""What a run was solved from comes back from its bytes: the same today, and years later."""

import base64
import json
import zlib
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.matching.engine import run
from mentoring.matching.engine.facts import Candidate, Kind, Musts, Weights, Wish
from mentoring.matching.engine.inputs import Aim, Apart, Inputs, Promise, Terms, fingerprint, freeze, read_terms, thaw, written_terms
from tests.mentoring.matching.engine.people import ELLI, INGRID, JOHAN, LUODE
from tests.mentoring.matching.engine.test_properties import crowds, demands, weights, wishes

KEPT = Path(__file__).parent / "kept_run.json"
companies = st.lists(wishes, max_size=4).map(lambda found: [replace(wish, key=f"w{n}") for n, wish in enumerate(found)])


@given(companies, crowds, weights, demands, st.sampled_from(Aim))
def test_facts_and_terms_come_back_from_their_bytes(asking, crowd, w, musts, aim):
    inputs = Inputs.of(asking, crowd, [Promise("c0", 1, 2.5)], [Apart("w0", "c0", "asked_before")])
    terms = Terms(w, musts=musts, aim=aim, pinned=(("w0", "c1"),), forbidden=(("w1", "c0"),))
    assert thaw(freeze(inputs)) == inputs
    assert read_terms(json.loads(json.dumps(written_terms(terms)))) == terms
    assert fingerprint(thaw(freeze(inputs)), terms) == fingerprint(inputs, terms)


@given(companies, crowds, st.randoms())
def test_order_of_the_facts_changes_nothing(asking, crowd, chance):
    one = Inputs.of(asking, crowd)
    chance.shuffle(asking)
    assert freeze(Inputs.of(asking, reversed(crowd))) == freeze(one)


def test_every_fact_counts_in_the_fingerprint():
    base = Inputs.of([ELLI], [INGRID])
    other = [
        Inputs.of([replace(ELLI, hours_a_month=3.0)], [INGRID]),
        Inputs.of([ELLI], [replace(INGRID, active=1)]),
        Inputs.of([ELLI], [INGRID], [Promise("ingrid", 1, 1.0)]),
        Inputs.of([ELLI], [INGRID], apart=[Apart("request-1", "ingrid", "asked_before")]),
    ]
    terms = [Terms(Weights(needs=4)), Terms(musts=Musts(first_need=True)), Terms(aim=Aim.STABLE), Terms(pinned=(("request-1", "ingrid"),))]
    prints = [fingerprint(base, Terms()), *(fingerprint(it, Terms()) for it in other), *(fingerprint(base, it) for it in terms)]
    assert len(set(prints)) == len(prints)


def test_bytes_of_another_format_are_refused():
    plain = json.loads(zlib.decompress(freeze(Inputs.of([ELLI], [INGRID]))))
    for changed in (plain | {"format": 2}, plain | {"wishes": [plain["wishes"][0] | {"gender": "x"}]}):
        with pytest.raises(ValueError, match=r"format|gender"):
            thaw(zlib.compress(json.dumps(changed).encode()))


def test_kept_run_still_comes_out_as_it_did():
    """The file was written once, when the format was made; it is never written again."""
    kept = json.loads(KEPT.read_text())
    inputs, terms = thaw(base64.b64decode(kept["inputs"])), read_terms(kept["terms"])
    assert fingerprint(inputs, terms) == kept["fingerprint"]
    found = json.loads(json.dumps(run.summary(run.solve(inputs, terms))))
    assert {name: found[name] for name in kept["result"]} == kept["result"]
    assert found["algorithm"] == kept["algorithm"]


def test_defaults_of_what_was_not_answered_stay():
    """What is empty is not written, so that its default must mean the same for as long as runs are kept."""
    empty = (None, "", (), frozenset())
    for kind, needed in ((Wish, {"key", "organisations", "country"}), (Candidate, {"key"})):
        named = {"cross_border", "kind", "accepting", "paused", "active", "hours_agreed"}
        assert all(it.default in empty for it in fields(kind) if it.name not in needed | named)
    assert Candidate("k").kind is Kind.MENTOR


def test_each_aim_keeps_places_hours_and_what_is_set_by_hand():
    inputs = Inputs.of([replace(ELLI, key=f"w{n}") for n in range(4)], [INGRID, JOHAN, replace(LUODE, regions=frozenset())])
    for aim in Aim:
        outcome = run.solve(inputs, Terms(aim=aim, pinned=(("w0", "johan"),), forbidden=(("w1", "ingrid"),)))
        got = {wish.key: (it.key if (it := outcome.candidate_of(row)) else "") for row, wish in enumerate(inputs.wishes)}
        assert got["w0"] == "johan"
        assert got["w1"] != "ingrid"
        assert list(got.values()).count("ingrid") <= 1
        assert aim == Aim.EXACT or outcome.figures.blocking == 0
