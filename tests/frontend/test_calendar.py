from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from network.calendars import services as calendars
from network.core import clock
from network.core.models import uuid7
from network.invitations import services
from network.programmes.models import Programme


@pytest.fixture(autouse=True)
def _at_noon(noon):
    """Pinned: otherwise the clock asks the database now and then, which shows in the counted queries."""
    with clock.at(noon):
        yield


@pytest.fixture
def starts():
    return clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=7)


@pytest.fixture
def booked(programme, founder, mentor, starts):
    ends = starts + timedelta(hours=1)
    calendars.book([founder, mentor], starts, ends, source=programme, by=mentor)
    return services.invite(about=programme, people=[founder, mentor], title="Pricing <b>", starts_at=starts, ends_at=ends, by=mentor, location="Umeå")


def feed_of(client, person):
    client.force_login(person)
    return client.get(reverse("calendar")).context["feed_url"].removeprefix("http://127.0.0.1:8000")


def test_calendar_shows_ones_meetings(client, founder, outsider, booked):
    client.force_login(founder)
    text = client.get(reverse("calendar")).content.decode()
    assert "Pricing &lt;b&gt;" in text
    client.force_login(outsider)
    assert "Pricing" not in client.get(reverse("calendar")).content.decode()


def test_calendar_costs_the_same_at_one_meeting_and_at_twenty(client, founder, mentor, programme, booked, starts):
    client.force_login(founder)
    client.get(reverse("calendar"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("calendar"))
    for number in range(1, 20):
        start, about = starts + timedelta(hours=2 * number), Programme(pk=uuid7())
        calendars.book([founder], start, start + timedelta(hours=1), source=about, by=founder)
        services.invite(about=about, people=[founder], title="More", starts_at=start, ends_at=start + timedelta(hours=1), by=founder)
    with CaptureQueriesContext(connection) as twenty:
        client.get(reverse("calendar"))
    assert len(one) == len(twenty)


def test_feed_has_the_invitations_uid_and_an_etag(client, founder, booked, starts):
    address = feed_of(client, founder)
    client.logout()
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    (event,) = calendar.walk("VEVENT")
    assert str(calendar["METHOD"]) == "PUBLISH"
    assert str(event["UID"]) == booked.uid
    assert event["DTSTART"].dt == starts
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    calendars.release(Programme(pk=booked.source_id))
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 200


def test_feed_with_a_new_address_closes_the_old(client, founder):
    address = feed_of(client, founder)
    assert client.get(address).status_code == 200
    client.post(reverse("calendar-rotate"))
    assert client.get(address).status_code == 404
    assert feed_of(client, founder) != address
