"""Match runs through the API, as a coordinator's script would use them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from mentoring.matching.models import Match, MatchRun
from mentoring.matching.runs import publishing, solving
from tests.mentoring.requests.conftest import opened

pytestmark = pytest.mark.django_db
RUNS = "/api/v1/match-runs/"


@pytest.fixture
def api(coordinator) -> APIClient:
    client = APIClient()
    client.force_authenticate(coordinator)
    return client


def test_walk_from_start_to_published(api, cohort, programme, mentor, coordinator):
    run = api.post(RUNS, {"programme": str(programme.pk)}).json()
    assert run["state"] == "waiting"
    again = api.post(RUNS, {"programme": str(programme.pk)})
    assert (again.status_code, again.json()["code"], again.json()["run"]) == (409, "run-under-way", run["id"])
    solving.work(MatchRun.objects.get(pk=run["id"]).job_id)
    address = f"{RUNS}{run['id']}/"
    found = api.get(address).json()
    assert (found["state"], found["served"], found["summary"]["certificate"]["proven"]) == ("ready", 2, True)
    matches = api.get(f"{address}matches/").json()["results"]
    assert {row["company_name"]: row["name"] for row in matches} == {"Verkstad Sund": "Johan Åström", "Kolme Kaikua": "Ingrid Moe"}
    pair = {"request": str(cohort[1].pk), "candidate": str(mentor.mentor_profile.pk)}
    shown = api.get(f"{address}pair/", pair).json()
    assert shown["is_possible"]
    assert all(line["words"] for line in shown["criteria"])
    pin = api.post(f"{address}pins/", pair | {"kind": "pin"})
    assert pin.status_code == 201
    assert len(api.get(f"{address}pins/").json()["results"]) == 1
    other = api.post(f"{address}rerun/", {"inputs": "same"}).json()
    solving.work(MatchRun.objects.get(pk=other["id"]).job_id)
    compared = api.get(f"{address}compare/", {"other": other["id"]}).json()
    assert {row["company_name"] for row in compared["moved"]} >= {"Kolme Kaikua"}
    assert api.delete(f"{address}pins/{pin.json()['id']}/").status_code == 204
    tried = api.post(f"{address}what-if/", {"added": [{"country": "NO", "languages": {"nb": 4, "en": 3}, "expertise": {"pricing": 4}}]})
    assert tried.status_code == 200
    assert api.post(f"{RUNS}{other['id']}/discard/").json()["state"] == "discarded"
    begun = api.post(f"{address}publish/", {"reason": "Together."})
    assert (begun.status_code, begun.json()["state"]) == (202, "publishing")
    publishing.work(begun.json()["job"])
    assert api.get(address).json()["state"] == "published"
    for verb in ("publish", "go-on"):
        assert api.post(f"{address}{verb}/", {"reason": "Together."} if verb == "publish" else {}).status_code == 409
    assert [row["id"] for row in api.get(RUNS).json()["results"]] == [other["id"], run["id"]]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"programme": "x"},
        {"weights": {"needs": "NaN"}},
        {"weights": {"needs": -1}},
        {"weights": {"age": 1}},
        {"aim": "best"},
        {"musts": {"age": 1}},
        {"colour": "red"},
    ],
)
def test_bad_input_is_told_beside_the_field(api, cohort, programme, data):
    answer = api.post(RUNS, ({"programme": str(programme.pk)} if data else {}) | data)
    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert not MatchRun.objects.exists()


def test_queries_are_as_many_for_many_rows(api, ready, programme, company, founder):
    def cost(address):
        with CaptureQueriesContext(connection) as found:
            assert api.get(address).status_code == 200
        return len(found)

    cost(RUNS)
    before = [cost(address) for address in (RUNS, f"{RUNS}{ready.pk}/", f"{RUNS}{ready.pk}/matches/")]
    for number in range(2, 12):
        copy = MatchRun.objects.get(pk=ready.pk)
        copy.pk, copy.number, copy._state.adding = None, number, True
        copy.id = MatchRun._meta.pk.default()
        copy.save(force_insert=True)
    Match.objects.bulk_create(
        Match(run=ready, request=opened(company, founder, programme), outcome="nobody", reason={"counts": {"paused": 2}}) for _ in range(6)
    )
    assert [cost(address) for address in (RUNS, f"{RUNS}{ready.pk}/", f"{RUNS}{ready.pk}/matches/")] == before
