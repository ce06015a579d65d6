"""What every resource shares: strict input, problem documents, idempotent creation, If-Match."""

import json
import threading

import pytest
from django.conf import settings
from django.db import connection
from rest_framework.test import APIClient, APIRequestFactory, force_authenticate

from network.accounts.models import PersonalAccessToken
from network.accounts.tokens import create_token
from network.core.api import ViewSet
from network.core.models import IdempotencyKey
from network.core.preconditions import IfMatchMixin
from network.organisations.api import OrganisationSerializer
from network.organisations.models import Organisation
from network.organisations.queries import organisations_visible_to
from network.organisations.services import edit

NEW = {"kind": "company", "name": "Nordlys Filmkollektiv", "country": "NO", "business_id": "988 077 917"}


@pytest.fixture
def api(founder) -> APIClient:
    client = APIClient()
    client.force_login(founder)
    return client


def is_problem(answer, status: int, code: str) -> dict:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body = json.loads(answer.content)
    assert body["status"] == status
    assert body["code"] == code
    assert body["title"]
    return body


def test_unknown_field_is_told_with_what_else_is_wrong(api):
    body = is_problem(api.post("/api/v1/organisations/", {**NEW, "kind": "castle", "colour": "red"}, format="json"), 400, "invalid")
    assert set(body["errors"]) == {"kind", "colour"}


def test_problem_names_each_field(api):
    body = is_problem(api.post("/api/v1/organisations/", {"kind": "castle", "country": "NO"}), 400, "invalid")
    assert set(body["errors"]) == {"kind", "name"}


def test_problem_of_unknown_field(api):
    assert set(is_problem(api.post("/api/v1/organisations/", NEW | {"is_approved": True}), 400, "invalid")["errors"]) == {"is_approved"}


@pytest.mark.parametrize("body", ["{", "[" * 100_000, '{"name": NaN}', '{"name": "a", "name": "b"}', "\ud800".encode("utf-8", "surrogatepass"), b"\xff"])
def test_problem_of_body_that_is_not_json(api, body):
    is_problem(api.post("/api/v1/organisations/", body, content_type="application/json"), 400, "parse-error")


@pytest.mark.parametrize("body", [[], "text", 7, None])
def test_problem_of_body_that_is_no_object(api, body):
    is_problem(api.post("/api/v1/organisations/", json.dumps(body), content_type="application/json"), 400, "invalid")


@pytest.mark.parametrize("value", ["\x00", "a\x00b", "\ud800", {"a": 1}, [1], None, True])
def test_problem_of_text_that_is_none(api, value):
    body = is_problem(api.post("/api/v1/organisations/", json.dumps(NEW | {"about": value}), content_type="application/json"), 400, "invalid")
    assert set(body["errors"]) == {"about"}


@pytest.mark.parametrize("field", ["kind", "country"])
def test_problem_of_a_choice_that_is_half_a_character(api, field):
    body = is_problem(api.post("/api/v1/organisations/", json.dumps(NEW | {field: "\ud800"}), content_type="application/json"), 400, "invalid")
    assert set(body["errors"]) == {field}


def test_problem_of_a_field_named_by_half_a_character(api):
    body = is_problem(api.post("/api/v1/organisations/", json.dumps(NEW | {"\ud800": 1}), content_type="application/json"), 400, "invalid")
    assert set(body["errors"]) == {"?"}


@pytest.mark.parametrize("field", ["start", "end"])
@pytest.mark.parametrize("value", ["0001-01-01", "0001-01-01T00:00", "9999-12-31T23:59:59"])
def test_problem_of_an_instant_that_no_calendar_holds(api, founder, field, value):
    for zone in ("Europe/Helsinki", "America/New_York"):
        founder.time_zone = zone
        founder.save()
        assert set(is_problem(api.get("/api/v1/calendar/", {field: value}), 400, "invalid")["errors"]) <= {"start", "end"}


def test_problem_of_body_over_a_megabyte(api):
    told = is_problem(api.post("/api/v1/organisations/", NEW | {"about": "å" * 600_000}), 413, "too-large")
    assert told["limit"] == settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_problem_of_body_over_a_megabyte_with_key(api):
    answer = api.post("/api/v1/organisations/", NEW | {"about": "å" * 600_000}, headers={"Idempotency-Key": "k"})
    assert is_problem(answer, 413, "too-large")["limit"] == settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_problem_of_other_media_type(api):
    is_problem(api.post("/api/v1/organisations/", "a=b", content_type="application/x-www-form-urlencoded"), 415, "unsupported-media-type")


def test_problem_when_not_signed_in(db):
    answer = APIClient().get("/api/v1/organisations/")
    is_problem(answer, 401, "not-signed-in")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_problem_of_wrong_token(db):
    is_problem(APIClient().get("/api/v1/organisations/", headers={"Authorization": "Bearer nb_wrong"}), 401, "not-signed-in")


def test_problem_when_not_allowed(api, company, incubator):
    is_problem(api.patch(f"/api/v1/organisations/{incubator.pk}/", {"name": "Mine now"}), 403, "not-an-administrator")


@pytest.mark.parametrize(
    "address", ["/api/v1/organisations/01a20017-1e83-7024-a3e8-1046cc8b2239/", "/api/v1/organisations/x/", "/api/v1/nothing/", "/api/v2/people/"]
)
def test_problem_when_not_visible(api, address):
    is_problem(api.get(address), 404, "not-found")


def test_problem_of_method(api):
    is_problem(api.put("/api/v1/organisations/", NEW), 405, "method-not-allowed")


def test_problem_of_conflict(api, founder):
    api.post("/api/v1/organisations/", NEW)
    is_problem(api.post("/api/v1/organisations/", NEW | {"name": "Another"}), 409, "identifier-taken")


@pytest.mark.parametrize("cursor", ["x", "cD1nYXJiYWdl", "cD0lMDA=", "bz05OTk5OTk5OTk5OTk5OTk5"])
def test_problem_of_made_up_cursor(api, company, cursor):
    assert api.get("/api/v1/jobs/", {"cursor": cursor}).status_code in (200, 404)
    assert api.get("/api/v1/organisations/", {"cursor": cursor}).status_code in (200, 404)


def test_list_pages_by_cursor(api, founder):
    for number in range(5):
        Organisation.objects.create(name=f"Å {number}", kind="company", country="FI").memberships.create(person=founder)
    first = api.get("/api/v1/organisations/", {"page_size": 2}).json()
    second = api.get(first["next"]).json()
    assert [row["name"] for row in first["results"] + second["results"]] == ["Å 0", "Å 1", "Å 2", "Å 3"]


def test_token_signs_in_and_history_names_its_person(founder, company):
    _token, secret = create_token(by=founder, name="script")
    client = APIClient(headers={"Authorization": f"Bearer {secret}"})
    assert client.patch(f"/api/v1/organisations/{company.pk}/", {"place": "Närpes"}).status_code == 200
    event = company.events.order_by("pgh_id").last()
    assert event.pgh_context["person"] == str(founder.pk)
    assert event.pgh_context["reason"] == "organisation.edit"


def test_same_key_and_body_makes_one(api, founder):
    answers = [api.post("/api/v1/organisations/", NEW, headers={"Idempotency-Key": "one"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Organisation.objects.filter(name=NEW["name"]).count() == 1


def test_same_key_and_other_body_is_refused(api):
    api.post("/api/v1/organisations/", NEW, headers={"Idempotency-Key": "one"})
    is_problem(api.post("/api/v1/organisations/", NEW | {"name": "Other"}, headers={"Idempotency-Key": "one"}), 422, "idempotency-key-reused")


@pytest.mark.parametrize("key", ["a\x00b", "k" * 121, "a\tb"])
def test_key_that_cannot_be_kept_is_refused(api, key):
    body = is_problem(api.post("/api/v1/organisations/", NEW, headers={"Idempotency-Key": key}), 400, "invalid")
    assert set(body["errors"]) == {"Idempotency-Key"}
    assert not Organisation.objects.filter(name=NEW["name"]).exists()


def test_key_of_refused_call_can_be_used_again(api):
    wrong = api.post("/api/v1/organisations/", NEW | {"kind": "castle"}, headers={"Idempotency-Key": "one"})
    assert wrong.status_code == 400
    assert api.post("/api/v1/organisations/", NEW, headers={"Idempotency-Key": "one"}).status_code == 201


def test_keys_of_two_people_do_not_meet(api, outsider):
    other = APIClient()
    other.force_login(outsider)
    api.post("/api/v1/organisations/", NEW, headers={"Idempotency-Key": "one"})
    assert other.post("/api/v1/organisations/", NEW | {"business_id": ""}, headers={"Idempotency-Key": "one"}).status_code == 201


def test_answer_with_secret_is_not_kept(api):
    api.post("/api/v1/tokens/", {"name": "script"}, headers={"Idempotency-Key": "one"})
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_key_in_flight_waits_for_the_first(founder):
    answers = []

    def call() -> None:
        client = APIClient()
        client.force_login(founder)
        answers.append(client.post("/api/v1/organisations/", NEW, headers={"Idempotency-Key": "race"}))
        connection.close()

    threads = [threading.Thread(target=call) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Organisation.objects.filter(name=NEW["name"]).count() == 1


class Matched(IfMatchMixin, ViewSet):
    """A resource that two people edit."""

    serializer_class = OrganisationSerializer

    def get_queryset(self):
        return organisations_visible_to(self.request.user)

    def partial_update(self, request, pk):
        organisation = self.get_object()
        with self.unchanged(organisation):
            edit(by=request.user, organisation=organisation, **request.data)
        return self.answer(self.get_object())


def call(user, verb, pk, data=None, **headers):
    request = getattr(APIRequestFactory(), verb)("/", data, headers=headers, format="json")
    force_authenticate(request, user)
    answer = Matched.as_view({"get": "retrieve", "patch": "partial_update"})(request, pk=str(pk))
    return answer.render()


def test_change_without_if_match_is_428(founder, company):
    is_problem(call(founder, "patch", company.pk, {"place": "Närpes"}), 428, "precondition-required")


def test_change_with_the_tag_that_was_read_goes_through_once(founder, company):
    tag = call(founder, "get", company.pk)["ETag"]
    first = call(founder, "patch", company.pk, {"place": "Närpes"}, **{"If-Match": tag})
    assert first.status_code == 200
    assert first["ETag"] != tag
    is_problem(call(founder, "patch", company.pk, {"place": "Karleby"}, **{"If-Match": tag}), 412, "precondition-failed")
    assert call(founder, "patch", company.pk, {"place": "Karleby"}, **{"If-Match": first["ETag"]}).status_code == 200


def test_token_is_stored_as_digest_only(founder):
    token, secret = create_token(by=founder, name="script")
    row = PersonalAccessToken.objects.values().get(pk=token.pk)
    assert secret not in json.dumps(row, default=str)
