"""The board and the pipeline over the API."""

from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from mentoring.calls import moving
from mentoring.calls.models import Application

BASE = "/api/v1"


@pytest.fixture
def asks(coordinator) -> APIClient:
    client = APIClient()
    client.force_login(coordinator)
    return client


def test_card_is_moved_and_a_second_mover_gets_409(asks, call, application, stage_of):
    address, seen = f"{BASE}/applications/{application.pk}", str(application.stage_id)
    ways = {way["verb"]: way["is_open"] for way in asks.get(f"{address}/ways/").json()}
    assert ways == {"ask-more": True, "review": True, "decline": True}
    moved = asks.post(f"{address}/move/", {"verb": "review", "seen_in": seen}, format="json")
    assert (moved.status_code, moved.json()["stage"]) == (200, "review")
    late = asks.post(f"{address}/move/", {"verb": "decline", "seen_in": seen, "reason": "No."}, format="json")
    assert (late.status_code, late.json()["code"]) == (409, "moved-on")
    assert "now stands at “In review”" in late.json()["title"] + late.json().get("detail", "")


def test_decision_is_held_released_and_taken_back(asks, application, coordinator, stage_of):
    address = f"{BASE}/applications/{application.pk}"
    asks.post(f"{address}/move/", {"verb": "review"}, format="json")
    assert asks.post(f"{address}/move/", {"verb": "accept"}, format="json").json()["held_decision"] == "Accept"
    assert asks.post(f"{address}/take-back/", {}, format="json").json()["held_decision"] == ""
    assert asks.post(f"{address}/release/", {}, format="json").status_code == 409
    moving.move(application=application, verb="accept", by=coordinator)
    assert asks.post(f"{address}/release/", {}, format="json").json()["stage"] == "accepted"


@pytest.mark.parametrize(
    "given", [{}, {"verb": "x" * 41}, {"verb": "review", "seen_in": 7}, {"verb": "review", "reason": "\x00"}, {"verb": "a", "more": 1}, []]
)
def test_move_that_says_nonsense_is_told_so(asks, application, given):
    assert asks.post(f"{BASE}/applications/{application.pk}/move/", given, format="json").status_code == 400


def test_board_cards_and_funnel_are_read(asks, call, application, outsider):
    board = asks.get(f"{BASE}/calls/{call.pk}/board/").json()
    assert [(one["stage"], one["count"]) for one in board if one["count"]] == [("submitted", 1)]
    cards = asks.get(f"{BASE}/calls/{call.pk}/cards/", {"stage": "submitted"}).json()
    assert [one["name"] for one in cards["results"]] == ["Verkstad Sund"]
    assert asks.get(f"{BASE}/calls/{call.pk}/cards/", {"stage": "draft"}).json()["results"] == []
    assert {one["stage"]: one["ever"] for one in asks.get(f"{BASE}/calls/{call.pk}/funnel/").json()}["submitted"] == 1
    asks.force_login(outsider)
    for name in ("board", "cards", "funnel", "pipeline"):
        assert asks.get(f"{BASE}/calls/{call.pk}/{name}/").status_code == 404
    assert asks.get(f"{BASE}/calls/{uuid4()}/board/").status_code == 404


def test_pipeline_is_put_with_if_match_and_strands_nobody(asks, call, application):
    address = f"{BASE}/calls/{call.pk}/pipeline/"
    read = asks.get(address)
    tag, data = read["ETag"], read.json()
    assert asks.put(address, data, format="json").status_code == 428
    assert asks.put(address, data, format="json", headers={"If-Match": '"other"'}).status_code == 412
    data["stages"][3]["staff"]["en"] = "Jury"
    put = asks.put(address, data, format="json", headers={"If-Match": tag})
    assert (put.status_code, put.json()["stages"][3]["staff"]["en"]) == (200, "Jury")
    assert put["ETag"] != tag
    fewer = data | {"stages": [one for one in data["stages"] if one["key"] != "submitted"]}
    refused = asks.put(address, fewer, format="json", headers={"If-Match": put["ETag"]})
    assert refused.status_code == 400
    assert "1 application stands in the stage" in str(refused.json()["errors"])
    assert Application.objects.get(pk=application.pk).stage.key == "submitted"


def test_pipeline_of_nonsense_is_told_where(asks, call):
    address = f"{BASE}/calls/{call.pk}/pipeline/"
    way = {"verb": "go", "source": "a", "target": "b", "labels": {"en": "Go", "x" * 50: "y"}, "takers": ["nobody"], "requires": ["a_miracle"]}
    stage = {"key": "A b", "kind": "?", "staff": {}, "applicant": {"en": "x"}}
    for given in ({}, {"stages": 1, "ways": []}, {"stages": [stage], "ways": [way]}, {"stages": [{}] * 30, "ways": []}, {"stages": [], "ways": []}):
        answer = asks.put(address, given, format="json", headers={"If-Match": "*"})
        assert answer.status_code == 400, given
        assert answer.json()["errors"]
