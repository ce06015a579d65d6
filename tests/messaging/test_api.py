"""The HTTP twins of the socket."""

import json
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from messaging import queries, services
from messaging.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(founder) -> APIClient:
    return signed_in(founder)


def signed_in(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def address(talk) -> str:
    return f"/api/v1/conversations/{talk.pk}/"


def test_send_once_again_and_with_other_words(api, address, founder):
    body = {"client_uuid": str(uuid4()), "body": "Hej 🎨"}
    first, again = api.post(f"{address}messages/", body), api.post(f"{address}messages/", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["sender"] == {"id": str(founder.pk), "name": "Elli Lund"}
    other = api.post(f"{address}messages/", body | {"body": "other"})
    assert (other.status_code, other.json()["code"]) == (409, "client-uuid-reused")
    assert other["Content-Type"] == "application/problem+json"


BAD = {
    "nothing": {},
    "no-uuid": {"body": "hi"},
    "no-body": {"client_uuid": str(uuid4())},
    "unknown-field": {"client_uuid": str(uuid4()), "body": "hi", "seq": 1},
    "uuid-of-no-kind": {"client_uuid": "x", "body": "hi"},
    "null": {"client_uuid": str(uuid4()), "body": None},
    "list": {"client_uuid": str(uuid4()), "body": ["hi"]},
    "blank": {"client_uuid": str(uuid4()), "body": " \n"},
    "long": {"client_uuid": str(uuid4()), "body": "x" * 8001},
    "nul": {"client_uuid": str(uuid4()), "body": "a\x00b"},
    "surrogate": {"client_uuid": str(uuid4()), "body": "\ud800"},
    "array": [],
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_bad_body_is_a_problem(api, address, body):
    answer = api.post(f"{address}messages/", json.dumps(body), content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert not Message.objects.exists()


def test_text_of_a_megabyte(api, address):
    answer = api.post(f"{address}messages/", {"client_uuid": str(uuid4()), "body": "x" * 1_100_000})
    assert answer.status_code in {400, 413}


def test_changes_and_pages(api, address, talk, say, founder, mentor):
    for n in range(5):
        say(mentor, str(n))
    page = api.get(f"{address}messages/", {"page_size": 2}).json()
    assert ([row["seq"] for row in page["results"]], page["last_seq"], page["next"]) == ([4, 5], 5, None)
    older = api.get(page["previous"]).json()
    assert [row["seq"] for row in older["results"]] == [2, 3]
    assert api.get(f"{address}messages/", {"before": 2}).json()["previous"] is None
    assert [row["seq"] for row in api.get(older["next"]).json()["results"]] == [4, 5]
    oldest = api.get(f"{address}messages/", {"after": 0, "page_size": 2}).json()
    assert ([row["seq"] for row in oldest["results"]], oldest["previous"]) == ([1, 2], None)
    assert [row["seq"] for row in api.get(oldest["next"]).json()["results"]] == [3, 4]
    assert api.get(f"{address}messages/", {"after": 5}).json()["results"] == []
    since = api.get(f"{address}messages/", {"since": 3}).json()
    assert ([row["changed_seq"] for row in since["results"]], since["last_seq"], since["reload"]) == ([4, 5], 5, False)
    assert api.get(f"{address}messages/", {"since": 6}).json()["reload"] is True


def test_far_behind_is_told_to_reload(api, address, say, mentor, monkeypatch):
    for n in range(3):
        say(mentor, str(n))
    monkeypatch.setattr(queries.messages_since, "__defaults__", (2,))
    found = api.get(f"{address}messages/", {"since": 0}).json()
    assert (found["reload"], found["results"], found["last_seq"]) == (True, [], 3)


@pytest.mark.parametrize(
    "query", ["since=x", "since=-1", "since=9" + "9" * 30, "before=0", "before=", "after=-1", "before=2&after=1", "page_size=1000", "page=2"]
)
def test_bad_query_is_a_problem(api, address, query):
    assert api.get(f"{address}messages/?{query}").status_code == 400


def test_list_and_read(api, address, talk, say, founder, mentor):
    say(mentor, "one")
    say(mentor, "two")
    [found] = api.get("/api/v1/conversations/").json()["results"]
    assert (found["unread"], found["latest"]["body"], found["is_member"]) == (2, "two", True)
    assert {person["name"] for person in found["people"]} == {"Elli Lund", "Johan Åström"}
    say(founder, f"**{'long ' * 60}words** and `more`")
    [latest] = [row["latest"] for row in api.get("/api/v1/conversations/").json()["results"]]
    assert (latest["body"][:9], len(latest["body"]), "*" in latest["body"]) == ("long long", 160, False)
    assert api.post(f"{address}read/", {"seq": 1}).json() == {"last_read_seq": 1, "unread_total": 1}
    assert api.post(f"{address}read/", {"seq": 0}).json()["last_read_seq"] == 1
    assert api.post(f"{address}read/", {"seq": "x"}).status_code == 400
    assert api.get(address).json()["unread"] == 1


def test_list_is_paged_by_cursor(api, founder, mentor):
    for _n in range(5):
        services.open_conversation(kind="direct", people=[founder, mentor], by=founder)
    seen, url = [], "/api/v1/conversations/?page_size=2"
    while url:
        page = api.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert len(seen) == len(set(seen)) == 5


def test_change_and_delete(api, address, say, founder, mentor):
    message = say(founder, "one")
    changed = api.patch(f"{address}messages/{message.pk}/", {"body": "two"})
    assert (changed.status_code, changed.json()["body"], changed.json()["changed_seq"]) == (200, "two", 2)
    assert api.patch(f"{address}messages/{message.pk}/", {"body": ""}).status_code == 400
    assert api.delete(f"{address}messages/{message.pk}/").status_code == 204
    assert api.delete(f"{address}messages/{message.pk}/").status_code == 204
    assert api.patch(f"{address}messages/{message.pk}/", {"body": "three"}).json()["code"] == "deleted"
    theirs = say(mentor, "theirs")
    assert api.patch(f"{address}messages/{theirs.pk}/", {"body": "mine"}).status_code == 403
    assert api.delete(f"{address}messages/{theirs.pk}/").status_code == 403


def test_outsider_and_nobody(address, say, founder, outsider):
    message = say(founder, "private")
    stranger = signed_in(outsider)
    for method, path, body in (
        ("get", "", None),
        ("get", "messages/", None),
        ("get", "messages/?since=0", None),
        ("post", "messages/", {"client_uuid": str(uuid4()), "body": "hi"}),
        ("post", "read/", {"seq": 1}),
        ("patch", f"messages/{message.pk}/", {"body": "hi"}),
        ("delete", f"messages/{message.pk}/", None),
    ):
        assert getattr(stranger, method)(address + path, body).status_code == 404, (method, path)
        assert getattr(APIClient(), method)(address + path, body).status_code == 401, (method, path)
    assert stranger.get("/api/v1/conversations/").json()["results"] == []
    assert stranger.get("/api/v1/conversations/------------------------------------/").status_code == 404


def test_closed_is_409(api, address, talk, founder):
    services.close(conversation=talk, by=founder)
    answer = api.post(f"{address}messages/", {"client_uuid": str(uuid4()), "body": "hi"})
    assert (answer.status_code, answer.json()["code"]) == (409, "closed")


def test_reply(api, address, talk, founder, mentor, coordinator):
    first = services.send(conversation=talk, by=mentor, body="one").message
    sent = api.post(f"{address}messages/", {"client_uuid": str(uuid4()), "body": "two", "reply_to": str(first.pk)})
    assert (sent.status_code, sent.json()["reply_to"]) == (201, str(first.pk))
    services.join(conversation=talk, person=coordinator, by=founder)
    late = signed_in(coordinator)
    assert late.get(f"{address}messages/{first.pk}/").status_code == 404
    refused = late.post(f"{address}messages/", {"client_uuid": str(uuid4()), "body": "me too", "reply_to": str(first.pk)})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["reply_to"])
    assert api.get(f"{address}messages/{first.pk}/").json()["body"] == "one"
