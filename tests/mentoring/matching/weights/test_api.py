"""`match-weights`: versions, what holds now, and previews, for those who coordinate the programme."""

import pytest
from rest_framework.test import APIClient

from mentoring.matching.engine.facts import Weights
from mentoring.matching.weights import preview as weight_preview

pytestmark = pytest.mark.django_db
HERE = "/api/v1/match-weights/"


def as_(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def given(programme, **more):
    return {"programme": str(programme.pk), "weights": {"needs": 1, "sectors": 4}, "reason": "Crafts first.", "based_on": 0} | more


def test_a_version_is_made_listed_and_holds(programme, coordinator, incubator):
    client = as_(coordinator)
    assert client.get(f"{HERE}current/?programme={programme.pk}").json()["number"] == 0
    made = client.post(HERE, given(programme, importance=[1, 0.5]), format="json")
    assert (made.status_code, made.json()["number"], made.json()["by_name"]) == (201, 1, "Maja Kuorak")
    now = client.get(f"{HERE}current/?programme={programme.pk}").json()
    assert (now["number"], now["weights"]["sectors"], now["importance"]) == (1, 4, [1, 0.5])
    listed = client.get(f"{HERE}?programme={programme.pk}").json()["results"]
    assert [it["id"] for it in listed] == [made.json()["id"]]
    assert client.get(f"{HERE}{made.json()['id']}/").json()["reason"] == "Crafts first."


def test_a_stale_version_is_409(programme, coordinator, incubator):
    client = as_(coordinator)
    client.post(HERE, given(programme), format="json")
    late = client.post(HERE, given(programme, weights={"needs": 2}), format="json")
    assert (late.status_code, late.json()["code"]) == (409, "stale")


@pytest.mark.parametrize(
    ("wrong", "field"), [({"needs": -1}, "needs"), ({"needs": "x"}, "needs"), ({"age": 1}, "age"), (dict.fromkeys(Weights().by_criterion(), 0), "")]
)
def test_what_cannot_rank_is_400_by_criterion(programme, coordinator, incubator, wrong, field):
    for address in (HERE, f"{HERE}preview/"):
        body = given(programme, weights=wrong)
        if address != HERE:
            del body["reason"], body["based_on"]
        answer = as_(coordinator).post(address, body, format="json")
        assert answer.status_code == 400
        assert field in str(answer.json()["errors"])


@pytest.mark.parametrize("wrong", [[1, 2], [0], [], [True], ["many"]])
def test_importance_that_cannot_rank_is_400_by_its_name(programme, coordinator, incubator, wrong):
    answer = as_(coordinator).post(HERE, given(programme, importance=wrong), format="json")
    assert {name.split(".")[0] for name in answer.json()["errors"]} == {"importance"}


def test_a_reason_is_asked_and_unknown_fields_are_refused(programme, coordinator, incubator):
    assert as_(coordinator).post(HERE, given(programme, reason=""), format="json").status_code == 400
    assert as_(coordinator).post(HERE, given(programme, number=7), format="json").status_code == 400


def test_a_preview_keeps_nothing(ready, programme, coordinator):
    client = as_(coordinator)
    answer = client.post(f"{HERE}preview/", {"programme": str(programme.pk), "weights": {"needs": 1}}, format="json")
    found = answer.json()
    assert (answer.status_code, found["ready"], found["run"]) == (200, True, str(ready.pk))
    assert {it["key"]: it["before"] for it in found["figures"]}["served"] == 2
    assert client.get(HERE).json()["results"] == []


def test_a_large_preview_is_202_and_read_from_its_job(ready, programme, coordinator, monkeypatch):
    monkeypatch.setattr(weight_preview, "AT_ONCE", 1)
    client = as_(coordinator)
    answer = client.post(f"{HERE}preview/", {"programme": str(programme.pk), "weights": {"needs": 1}}, format="json")
    assert (answer.status_code, answer.json()["ready"]) == (202, False)
    assert client.get(answer["Location"]).json()["ready"] is False
    weight_preview.work(answer.json()["job"])
    assert client.get(answer["Location"]).json()["ready"] is True


def test_others_find_nothing(programme, founder, company, outsider, admin, coordinator, incubator):
    as_(coordinator).post(HERE, given(programme), format="json")
    for user in (founder, outsider, admin):
        client = as_(user)
        assert client.get(HERE).json()["results"] == []
        assert client.get(f"{HERE}current/?programme={programme.pk}").status_code == 404
        assert client.post(HERE, given(programme), format="json").status_code == 404
