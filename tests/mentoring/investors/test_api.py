"""`investor-meetings` over HTTP."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mentoring.investors import services
from network.calendars import services as calendars

pytestmark = pytest.mark.django_db
URL = "/api/v1/investor-meetings/"


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(client: Client, url: str, data: dict | None = None):
    return client.post(url, data or {}, content_type="application/json")


@pytest.fixture
def body(programme, company, investor, monday, incubator) -> dict:
    return {
        "programme": str(programme.pk), "company": str(company.pk), "title": "Sund meets Norrsken", "starts_at": monday.isoformat(),
        "link": "https://meet.example.org/x", "investors": [str(investor.pk)], "newcomers": [{"email": "ida@fond.example", "language": "nb", "country": "NO"}],
        "documents": [{"title": "Deck", "url": "https://files.example.org/deck.pdf"}],
    }  # fmt: skip


def test_whole_life_of_a_meeting(body, coordinator, investor, founder, monday):
    client = client_of(coordinator)
    made = post(client, URL, body)
    assert made.status_code == 201
    meeting = made.json()
    assert [p["side"] for p in meeting["people"]] == ["company", "organiser", "investor", "investor"]
    url = f"{URL}{meeting['id']}/"
    assert client_of(investor).get(url).status_code == 404
    assert post(client, f"{url}invite/").json()["state"] == "invited"
    seen = client_of(investor).get(url).json()
    assert {p["answer"] for p in seen["people"]} == {"accepted", "needs-action"}
    assert client.patch(url, {"place": "Umeå"}, content_type="application/json").json()["place"] == "Umeå"
    gone = seen["people"][-1]["id"]
    assert len(post(client, f"{url}people/{gone}/remove/").json()["people"]) == 3
    assert post(client, f"{url}hold/", {"minutes": 30}).status_code == 409
    assert post(client, f"{url}cancel/").json()["state"] == "cancelled"


def test_taken_time_answers_409_with_slots(body, coordinator, investor, monday):
    client = client_of(coordinator)
    url = f"{URL}{post(client, URL, body).json()['id']}/"
    calendars.book([investor], monday, monday.replace(hour=9), source=investor, by=investor)
    answer = post(client, f"{url}invite/")
    assert (answer.status_code, answer.json()["code"]) == (409, "slot-taken")
    assert answer.json()["slots"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_at": "tomorrow"}, "starts_at"),
        ({"starts_at": "2020-01-01T10:00:00Z"}, "starts_at"),
        ({"minutes": "long"}, "minutes"),
        ({"title": ""}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"colour": "blue"}, "colour"),
        ({"link": "", "place": ""}, "place"),
        ({"newcomers": [{"email": "nobody"}]}, "newcomers.0.email"),
        ({"investors": ["00000000-0000-7000-8000-000000000000"]}, "investors"),
        ({"documents": [{"title": "x", "url": "javascript:alert(1)"}]}, "documents.0.url"),
    ],
)
def test_bad_input_names_its_field(body, coordinator, changes, field):
    answer = post(client_of(coordinator), URL, body | changes)
    assert answer.status_code == 400
    assert field in answer.json()["errors"]


def test_others_are_refused_or_find_nothing(body, coordinator, founder, investor, outsider, invited):
    for user in (founder, investor):
        assert post(client_of(user), URL, body).status_code in (403, 404)
        assert post(client_of(user), f"{URL}{invited.pk}/cancel/").status_code == 403
    assert post(client_of(outsider), f"{URL}{invited.pk}/cancel/").status_code == 404
    assert client_of(outsider).get(URL).json()["results"] == []


def test_outcome_is_not_for_investors(invited, coordinator, investor, founder, monday):
    type(invited).objects.filter(pk=invited.pk).update(outcome="They liked it.")
    seen = {user: client_of(user).get(f"{URL}{invited.pk}/").json()["outcome"] for user in (coordinator, founder, investor)}
    assert list(seen.values()) == ["They liked it.", "They liked it.", ""]


def test_number_of_queries_does_not_grow(coordinator, incubator, company, investor, programme, monday):
    counts = []
    for made in (1, 19):
        for number in range(made):
            services.plan_meeting(by=coordinator, programme=programme, company=company, title=f"{number}", starts_at=monday, place="x", investors=[investor])
        client = client_of(coordinator)
        for path in (URL, "/investor-meetings/"):
            client.get(path)
            with CaptureQueriesContext(connection) as found:
                assert client.get(path).status_code == 200
            counts.append(len([query for query in found if "clockoffset" not in query["sql"]]))
    assert counts[:2] == counts[2:]
