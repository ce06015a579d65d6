import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from network.core import clock
from network.notifications import services
from network.notifications.models import Notification

CONTEXT = {"who": "Johan", "answer": "accepted", "title": "Talk", "starts": "2027-02-12T08:00:00+00:00"}
ADDRESS = "/api/v1/notifications/"


@pytest.fixture(autouse=True)
def _at_noon(noon):
    """Pinned: otherwise the clock asks the database now and then, which shows in the counted queries."""
    with clock.at(noon):
        yield


@pytest.fixture
def api(founder):
    client = APIClient()
    client.force_authenticate(founder)
    return client


def tell(to, about, count=1):
    for number in range(count):
        services.notify(to=to, kind="invitation.answered", about=about, occurrence=number, context=CONTEXT)


def test_notifications_are_ones_own(api, founder, mentor, programme):
    tell([founder, mentor], programme)
    (row,) = api.get(ADDRESS).json()["results"]
    assert "Talk" in row["text"]
    other = Notification.objects.get(person=mentor)
    assert api.get(f"{ADDRESS}{other.pk}/").status_code == 404


def test_notifications_cost_the_same_at_one_row_and_at_twenty(api, founder, programme):
    tell(founder, programme)
    with CaptureQueriesContext(connection) as one:
        api.get(ADDRESS)
    tell(founder, programme, count=20)
    with CaptureQueriesContext(connection) as twenty:
        assert len(api.get(ADDRESS).json()["results"]) == 20
    assert len(one) == len(twenty)


def test_read_marks_and_counts(api, founder, programme):
    tell(founder, programme, count=3)
    assert api.get(f"{ADDRESS}unread/").json() == {"unread": 3}
    first = Notification.objects.first()
    assert api.post(f"{ADDRESS}read/", {"ids": [str(first.pk)]}).json() == {"read": 1}
    assert api.post(f"{ADDRESS}read/", {}).json() == {"read": 2}


@pytest.mark.parametrize("body", [{"ids": "x"}, {"ids": ["nonsense"]}, {"surprise": 1}, {"ids": [None]}])
def test_read_refuses_what_it_does_not_understand(api, body):
    answer = api.post(f"{ADDRESS}read/", body)
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"


def test_preferences_are_read_and_changed(api):
    body = {"group": "meetings", "channel": "mail", "mode": "digest"}
    choices = {row["group"]: row for row in api.post(f"{ADDRESS}preferences/", body).json()}
    assert choices["meetings"]["channels"] == {"mail": "digest", "page": "now"}
    assert choices["account"]["fixed"]
    assert choices["today"]["reason"]
    assert api.post(f"{ADDRESS}preferences/", body | {"group": "account"}).status_code == 400
    assert api.post(f"{ADDRESS}preferences/", body | {"channel": "page"}).status_code == 400
    assert api.post(f"{ADDRESS}preferences/", body | {"mode": "sometimes"}).status_code == 400
    assert api.post(f"{ADDRESS}preferences/", body | {"extra": 1}).status_code == 400


def test_mail_habits_are_read_and_changed(api):
    assert api.get(f"{ADDRESS}mail-habits/").json() == {"with_words": True, "digest_every": "day", "digest_day": 0, "digest_hour": 8}
    assert api.post(f"{ADDRESS}mail-habits/", {"digest_every": "week", "digest_day": 4}).json()["digest_day"] == 4
    assert api.post(f"{ADDRESS}mail-habits/", {"digest_hour": 22}).json()["errors"].keys() == {"digest_hour"}  # in quiet hours
    assert api.post(f"{ADDRESS}mail-habits/", {"digest_hour": 24}).status_code == 400
    assert api.get(f"{ADDRESS}mail-habits/").json()["digest_hour"] == 8


@pytest.mark.parametrize("address", [ADDRESS, "/api/v1/calendar/", "/api/v1/calendar/feed/"])
def test_api_wants_a_sign_in(db, address):
    assert APIClient().get(address).status_code == 401


def test_calendar_lists_a_range(api):
    assert api.get("/api/v1/calendar/").json() == {"next": None, "previous": None, "results": []}
    assert api.get("/api/v1/calendar/", {"page_size": 20}).status_code == 200  # as any list is asked; this one has no pages
    assert api.get("/api/v1/calendar/", {"start": "2027-02-01T00:00:00Z", "end": "2029-02-01T00:00:00Z"}).status_code == 400
    for start in ("soon", "9999-12-31T00:00:00Z", "0001-01-01T00:00:00Z", "2027-03-28T25:00:00Z", "x" * 5000):
        assert api.get("/api/v1/calendar/", {"start": start}).status_code == 400
    assert api.get("/api/v1/calendar/", {"surprise": "1"}).status_code == 400


def test_feed_address_changes(api):
    first = api.get("/api/v1/calendar/feed/").json()["url"]
    assert first.endswith(".ics")
    assert api.post("/api/v1/calendar/feed/rotate/").json()["url"] != first
