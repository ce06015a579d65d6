from dataclasses import replace

import pytest

from mentoring.matching.engine.explanation import explain
from tests.mentoring.matching.engine.people import ELLI, INGRID, JOHAN


def told(candidate):
    return {(c.code, dict(c.params).get("need", "")) for c in explain(ELLI, candidate).criteria}


def test_codes_say_what_was_found():
    assert told(INGRID) == {
        ("need_expert", "pricing"),
        ("need_strong", "internationalisation_export"),
        ("need_some", "ip_copyright"),
        ("sectors_all", ""),
        ("stage_known", ""),
        ("abroad", ""),
        ("format_all", ""),
        ("hours_overlap", ""),
        ("places_free", ""),
    }


def test_codes_say_what_is_missing():
    elsewhere = replace(JOHAN, country="FI", sectors=frozenset({"games"}), formats=frozenset({"in_person"}))
    assert told(elsewhere) >= {
        ("need_none", "internationalisation_export"),
        ("sectors_none", ""),
        ("same_country", ""),
        ("format_none", ""),
    }


@pytest.mark.parametrize(("level", "code"), list(enumerate(["need_none", "need_some", "need_working", "need_strong"])))
def test_each_level_of_expertise_has_its_code(level, code):
    candidate = replace(INGRID, expertise=(("pricing", level), ("sales", 4)))
    first = explain(ELLI, candidate).criteria[0]
    assert (first.code, dict(first.params)["rank"]) == (code, 1)


def test_shared_languages_are_those_that_reach_the_level_strongest_first():
    assert explain(ELLI, INGRID).languages == (("sv", 3), ("en", 2))
    assert explain(replace(ELLI, languages=(("en", 3), ("sv", 2))), INGRID).languages == (("sv", 3),)


def test_overlap_is_told_in_hours():
    (hours,) = [c for c in explain(ELLI, INGRID).criteria if c.key == "hours"]
    assert dict(hours.params) == {"hours": 35, "of": 40}
