"""Concurrent edits (DESIGN.md, section 6): whoever changes an agreement or a profile says which version they read; nobody overwrites another."""

from contextlib import nullcontext
from datetime import date
from typing import NamedTuple

import pytest
import yaml
from rest_framework.test import APIClient

from mentoring.calls.pipeline import as_data
from mentoring.calls.pipelines import pipeline_of
from mentoring.cohorts import services as cohorts
from network.accounts.models import User
from tests.architecture.source import ROOT
from tests.mentoring.calls.pipeline.conftest import applied, made_call
from tests.mentoring.cohorts.conftest import SAID
from tests.mentoring.plans.conftest import START, adviser, first, on, plan, regional, running  # noqa: F401 - fixtures

BASE = "/api/v1"


class Edit(NamedTuple):
    """Who edits what: the person, where it is read, where it is changed, two changes, and the verb that makes them."""

    person: User
    read: str
    changed: str
    first: dict
    second: dict
    verb: str = "patch"


def agreement(given) -> Edit:
    read = f"mentorships/{given('agreeing').pk}"
    return Edit(given("founder"), read, f"{read}/agreement", {"months": 3}, {"months": 4})


def mentor(given) -> Edit:
    return Edit(given("mentor"), "mentors/me", "mentors/me", {"places": 3}, {"places": 4})


def incubator(given) -> Edit:
    profile = f"incubators/{given('incubator').incubator_profile.pk}"
    return Edit(given("coordinator"), profile, profile, {"places": 6}, {"places": 7})


def application(given) -> Edit:
    """A draft. Its version is compared question by question, so both changes are of the same one."""
    given("at_noon")
    draft = applied(made_call(given("incubator"), given("programme"), given("coordinator")), given("company"), given("founder"), stage="draft")
    one = f"applications/{draft.pk}"
    return Edit(given("founder"), one, one, {"answers": {"idea": "A loom."}}, {"answers": {"idea": "Two looms."}})


def pipeline(given) -> Edit:
    """Put as a whole: each time with another name for one stage."""
    given("at_noon")
    call = made_call(given("incubator"), given("programme"), given("coordinator"))
    changes = [as_data(pipeline_of(call)) for _ in range(2)]
    for change, name in zip(changes, ("Jury", "Panel"), strict=True):
        change["stages"][3]["staff"]["en"] = name
    whole = f"calls/{call.pk}/pipeline"
    return Edit(given("coordinator"), whole, whole, *changes, verb="put")


def development_plan(given) -> Edit:
    one = f"development-plans/{given('plan').pk}"
    return Edit(given("founder"), one, one, {"months": 12}, {"months": 18})


def goal(given) -> Edit:
    """Read with its plan, whose tag it has."""
    begun = given("plan")
    one = f"development-plans/{begun.pk}"
    return Edit(given("founder"), one, f"{one}/goals/{begun.goals.first().pk}", {"by_when": "2026-05-29"}, {"by_when": "2026-06-12"})


def progress_report(given) -> Edit:
    one = f"progress-reports/{given('first').pk}"
    return Edit(given("founder"), one, one, {"answers": {"done": "We met a retailer."}}, {"answers": {"done": "We met two."}})


def cohort(given) -> Edit:
    made = cohorts.make(by=given("coordinator"), programme=given("programme"), incubator=given("incubator"), **SAID)
    one = f"cohorts/{made.pk}"
    return Edit(given("coordinator"), one, one, {"ends_on": "2027-07-01"}, {"ends_on": "2027-08-01"})


# the operation as it is described, and the day on which it is done; None for the test's own
EDITED = {
    agreement: ("patch", "mentorships/{id}/agreement", None),
    mentor: ("patch", "mentors/me", None),
    incubator: ("patch", "incubators/{id}", None),
    application: ("patch", "applications/{id}", None),
    pipeline: ("put", "calls/{id}/pipeline", None),
    cohort: ("patch", "cohorts/{id}", None),
    development_plan: ("patch", "development-plans/{id}", START),
    goal: ("patch", "development-plans/{id}/goals/{goal}", START),
    progress_report: ("patch", "progress-reports/{id}", date(2025, 3, 3)),
}


class Editor:
    """A person's client for one thing: it reads and changes it."""

    def __init__(self, edit: Edit) -> None:
        self.client, self.edit, self.first, self.second = APIClient(), edit, edit.first, edit.second
        self.client.force_login(edit.person)

    def get(self):
        answer = self.client.get(f"{BASE}/{self.edit.read}/")
        assert answer.status_code == 200, answer.content
        return answer

    def change(self, data: dict, tag: str | None = None):
        headers = {} if tag is None else {"If-Match": tag}
        return getattr(self.client, self.edit.verb)(f"{BASE}/{self.edit.changed}/", data, format="json", headers=headers)


@pytest.fixture(params=EDITED, ids=lambda made: made.__name__)
def edited(request):
    """Somebody with something to edit."""
    verb, _path, day = EDITED[request.param]
    edit = request.param(request.getfixturevalue)
    assert edit.verb == verb
    with on(day) if day else nullcontext():
        yield Editor(edit)


def refused(answer, status: int, code: str) -> bool:
    return (answer.status_code, answer.json()["code"], answer["Content-Type"]) == (status, code, "application/problem+json")


def test_change_without_if_match_is_refused(edited):
    before = edited.get().json()
    assert refused(edited.change(edited.first), 428, "precondition-required")
    assert edited.get().json() == before


def test_change_of_a_version_that_is_stale_is_refused(edited):
    tag = edited.get()["ETag"]
    answer = edited.change(edited.first, tag)
    assert answer.status_code == 200, answer.content
    assert answer["ETag"] == edited.get()["ETag"] != tag
    assert refused(edited.change(edited.second, tag), 412, "precondition-failed")
    assert edited.change(edited.second, f'"other", {answer["ETag"]}').status_code == 200


@pytest.mark.parametrize("tag", ['"other"', "W/x", "other, ŋ".encode().decode("latin-1"), '"*"', '"0"', '"99"', '"999999999"'])
def test_change_with_a_tag_that_is_none_is_refused(edited, tag):
    assert refused(edited.change(edited.first, tag), 412, "precondition-failed")


def test_change_of_whatever_stands_there_is_taken(edited):
    assert edited.change(edited.first, "*").status_code == 200


def test_wrong_input_is_told_before_the_version(edited):
    assert set(edited.change(dict.fromkeys(edited.first, "many")).json()["errors"]) == set(edited.first)


def test_every_operation_that_asks_for_it_is_tried_here():
    described = yaml.load((ROOT / "docs" / "openapi.yaml").read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["paths"]
    asking = {
        (verb, path): p.get("required", False)
        for path, methods in described.items()
        for verb, it in methods.items()
        for p in it.get("parameters", [])
        if p["name"] == "If-Match"
    }
    # the first profile has no version yet
    assert asking == {(verb, f"{BASE}/{path}/"): path != "mentors/me" for verb, path, _day in EDITED.values()}


def test_first_profile_needs_no_version(db, founder):
    client = APIClient()
    client.force_login(founder)
    answer = client.patch(f"{BASE}/mentors/me/", {"places": 2, "languages": {"sv": 3}}, format="json")
    assert answer.status_code == 200, answer.content
    assert refused(client.patch(f"{BASE}/mentors/me/", {"places": 3}, format="json"), 428, "precondition-required")
