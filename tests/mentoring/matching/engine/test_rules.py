from dataclasses import replace
from datetime import date

import pytest

from mentoring.matching.engine.facts import CrossBorder
from mentoring.matching.engine.rules import RULES, By, reasons_against
from tests.mentoring.matching.engine.people import ELLI, INGRID, LUODE


def codes(wish, candidate):
    return [reason.code for reason in reasons_against(wish, candidate)]


def test_nothing_speaks_against_a_candidate_who_can_be_asked():
    assert codes(ELLI, INGRID) == []
    assert codes(ELLI, LUODE) == []


@pytest.mark.parametrize(
    ("change", "code", "by"),
    [
        ({"accepting": False}, "not_accepting", By.CANDIDATE),
        ({"organisations": frozenset({"elli-design", "x"})}, "same_organisation", By.NOBODY),
        ({"blocked": frozenset({"elli-design"})}, "blocked_by_candidate", By.COORDINATOR),
        ({"together": frozenset({"elli-design"})}, "already_together", By.TIME),
        ({"paused": True, "paused_until": date(2027, 1, 7)}, "paused", By.TIME),
        ({"paused": True}, "paused", By.CANDIDATE),
        ({"active": 3}, "no_places", By.TIME),
        ({"hours_agreed": 4.5}, "no_hours", By.COMPANY),
        ({"hours_agreed": 6.0}, "no_hours", By.TIME),
        ({"countries": frozenset({"SE"})}, "area_not_served", By.CANDIDATE),
        ({"languages": (("nb", 4),)}, "no_shared_language", By.COMPANY),
        ({"languages": (("sv", 1),)}, "language_level", By.COMPANY),
        ({"formats": frozenset({"in_person"})}, "format_not_offered", By.COMPANY),
    ],
)
def test_each_hard_rule_has_its_code_and_who_could_change_it(change, code, by):
    (reason,) = reasons_against(ELLI, replace(INGRID, **change))
    assert (reason.code, reason.change.by) == (code, by)


def test_company_that_blocked_a_mentor_can_take_it_back():
    (reason,) = reasons_against(replace(ELLI, blocked=frozenset({"ingrid"})), INGRID)
    assert (reason.code, reason.change.code) == ("blocked_by_company", "company_unblocks")


def test_cross_border_must_leaves_out_the_own_country_and_only_that():
    must = replace(ELLI, cross_border=CrossBorder.MUST)
    assert codes(must, INGRID) == []
    assert codes(must, replace(INGRID, country="FI")) == ["same_country"]


def test_hours_that_just_reach_are_enough():
    assert codes(ELLI, replace(INGRID, hours_agreed=4.0)) == []


def test_change_for_hours_names_what_is_left():
    (reason,) = reasons_against(ELLI, replace(INGRID, hours_agreed=4.5))
    assert dict(reason.change.params) == {"hours": 1.5}


def test_change_for_a_level_names_the_nearest_language():
    (reason,) = reasons_against(replace(ELLI, languages=(("en", 4), ("sv", 4))), INGRID)
    assert dict(reason.change.params) == {"language": "sv", "level": 3}


def test_one_shared_language_at_its_level_is_enough():
    assert codes(replace(ELLI, languages=(("se", 2), ("sv", 3))), INGRID) == []


def test_region_named_by_an_incubator_counts_as_its_area():
    assert codes(replace(ELLI, region="FI1D7"), LUODE) == ["area_not_served"]


@pytest.mark.parametrize("field", ["languages", "formats", "hours_a_month"])
def test_what_the_company_left_open_rules_nobody_out(field):
    empty = {"languages": (), "formats": frozenset(), "hours_a_month": None}[field]
    worst = replace(INGRID, languages=(("nb", 1),), formats=frozenset({"in_person"}), hours_agreed=6.0)
    open_to_all = replace(ELLI, languages=(), formats=frozenset(), hours_a_month=None)
    assert codes(open_to_all, worst) == []
    assert len(codes(replace(ELLI, **{field: empty}), worst)) == 2


def test_every_reason_is_told_in_the_order_of_the_rules():
    hopeless = replace(INGRID, organisations=ELLI.organisations, paused=True, active=3, hours_agreed=6.0, languages=(("nb", 4),))
    assert codes(ELLI, hopeless) == ["same_organisation", "paused", "no_places", "no_hours", "no_shared_language"]
    assert len(RULES) == 13
