"""Concurrent edits (DESIGN.md, section 6): whoever changes an agreement or a profile says which version they read; nobody overwrites another."""

import pytest
import yaml
from rest_framework.test import APIClient

from tests.architecture.source import ROOT

BASE = "/api/v1"
EDITED = ["agreement", "mentor", "incubator"]


@pytest.fixture(params=EDITED)
def edited(request, agreeing, founder, mentor, coordinator, incubator):
    """Who edits what: the person's client, where it is read, where it is changed, and two changes."""
    profile = f"incubators/{incubator.incubator_profile.pk}"
    person, read, changed, first, second = {
        "agreement": (founder, f"mentorships/{agreeing.pk}", f"mentorships/{agreeing.pk}/agreement", {"months": 3}, {"months": 4}),
        "mentor": (mentor, "mentors/me", "mentors/me", {"places": 3}, {"places": 4}),
        "incubator": (coordinator, profile, profile, {"places": 6}, {"places": 7}),
    }[request.param]
    client = APIClient()
    client.force_login(person)
    return client, f"{BASE}/{read}/", f"{BASE}/{changed}/", first, second


def refused(answer, status: int, code: str) -> bool:
    return (answer.status_code, answer.json()["code"], answer["Content-Type"]) == (status, code, "application/problem+json")


def test_change_without_if_match_is_refused(edited):
    client, read, changed, first, _second = edited
    before = client.get(read).json()
    assert refused(client.patch(changed, first, format="json"), 428, "precondition-required")
    assert client.get(read).json() == before


def test_change_of_a_version_that_is_stale_is_refused(edited):
    client, read, changed, first, second = edited
    tag = client.get(read)["ETag"]
    answer = client.patch(changed, first, format="json", headers={"If-Match": tag})
    assert answer.status_code == 200, answer.content
    assert answer["ETag"] == client.get(read)["ETag"] != tag
    assert refused(client.patch(changed, second, format="json", headers={"If-Match": tag}), 412, "precondition-failed")
    assert client.patch(changed, second, format="json", headers={"If-Match": f'"other", {answer["ETag"]}'}).status_code == 200


@pytest.mark.parametrize("tag", ['"other"', "W/x", "other, ŋ".encode().decode("latin-1"), '"*"'])
def test_change_with_a_tag_that_is_none_is_refused(edited, tag):
    client, _read, changed, first, _second = edited
    assert refused(client.patch(changed, first, format="json", headers={"If-Match": tag}), 412, "precondition-failed")


def test_change_of_whatever_stands_there_is_taken(edited):
    client, _read, changed, first, _second = edited
    assert client.patch(changed, first, format="json", headers={"If-Match": "*"}).status_code == 200


def test_wrong_input_is_told_before_the_version(edited):
    client, _read, changed, first, _second = edited
    assert set(client.patch(changed, dict.fromkeys(first, "many"), format="json").json()["errors"]) == set(first)


def test_every_operation_that_asks_for_it_is_tried_here():
    described = yaml.load((ROOT / "docs" / "openapi.yaml").read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["paths"]
    asking = {
        path: p.get("required", False)
        for path, methods in described.items()
        for it in methods.values()
        for p in it.get("parameters", [])
        if p["name"] == "If-Match"
    }
    # the first profile has no version yet
    assert asking == {f"{BASE}/mentorships/{{id}}/agreement/": True, f"{BASE}/mentors/me/": False, f"{BASE}/incubators/{{id}}/": True}


def test_first_profile_needs_no_version(db, founder):
    client = APIClient()
    client.force_login(founder)
    answer = client.patch(f"{BASE}/mentors/me/", {"places": 2, "languages": {"sv": 3}}, format="json")
    assert answer.status_code == 200, answer.content
    assert refused(client.patch(f"{BASE}/mentors/me/", {"places": 3}, format="json"), 428, "precondition-required")
