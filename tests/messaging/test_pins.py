"""Pinned messages, and what a message said before: for whom they are, and how everybody hears of a change."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from messaging import message_queries, pins, queries, services
from messaging.models import Pin
from network.core import clock
from network.core.errors import Conflict, NotVisible, Refused

pytestmark = pytest.mark.django_db


def bodies(user, talk):
    return [message.body for message in message_queries.pinned_for(user, talk.pk)]


def test_pin_and_unpin_by_either(talk, say, founder, mentor):
    first, second = say(founder, "first"), say(mentor, "second")
    pins.pin(message=first, by=mentor)
    assert pins.pin(message=first, by=founder).by == mentor
    pins.pin(message=second, by=founder)
    assert bodies(founder, talk) == bodies(mentor, talk) == ["second", "first"]
    assert queries.messages_since(founder, talk.pk, 2).pinned_seq == 4
    pins.unpin(message=second, by=mentor)
    pins.unpin(message=second, by=mentor)
    found = queries.messages_since(founder, talk.pk, 4)
    assert (found.pinned_seq, found.last_seq, found.rows) == (5, 5, [])
    assert bodies(founder, talk) == ["first"]


def test_deleted_message_is_no_longer_pinned(talk, say, founder):
    message = say(founder)
    pins.pin(message=message, by=founder)
    services.delete(message=message, by=founder)
    assert not Pin.objects.exists()
    with pytest.raises(Conflict):
        pins.pin(message=message, by=founder)


def test_pins_of_what_one_may_read(talk, say, founder, mentor, coordinator, outsider):
    pins.pin(message=say(founder, "before"), by=founder)
    services.join(conversation=talk, person=coordinator, by=mentor)
    later = say(founder, "later")
    pins.pin(message=later, by=founder)
    assert bodies(coordinator, talk) == ["later"]
    old = say(founder, "old")
    services.leave(conversation=talk, person=mentor, by=founder)
    pins.pin(message=old, by=founder)
    pins.pin(message=say(founder, "after"), by=founder)
    assert bodies(mentor, talk) == ["later", "before"]
    assert bodies(outsider, talk) == []
    with pytest.raises(Refused):
        pins.unpin(message=later, by=mentor)


def test_not_more_than_one_finds(talk, say, founder, monkeypatch):
    monkeypatch.setattr(pins, "MOST", 1)
    pins.pin(message=say(founder), by=founder)
    with pytest.raises(Conflict) as refusal:
        pins.pin(message=say(founder, "another"), by=founder)
    assert refusal.value.code == "too-many"


def test_what_was_said_before(talk, say, founder, mentor, coordinator, noon):
    with clock.at(noon):
        message = say(founder, "one")
    for minutes, words in enumerate(("two", "three"), start=1):
        with clock.at(noon + timedelta(minutes=minutes)):
            services.edit(message=message, by=founder, body=words)
    said = message_queries.said_before(queries.message_for(mentor, talk.pk, message.pk))
    assert [(each.body, each.since - noon, each.until - noon) for each in said] == [
        ("two", timedelta(minutes=1), timedelta(minutes=2)),
        ("one", timedelta(0), timedelta(minutes=1)),
    ]
    services.join(conversation=talk, person=coordinator, by=mentor)
    with pytest.raises(NotVisible):
        queries.message_for(coordinator, talk.pk, message.pk)
    services.delete(message=message, by=founder)
    assert message_queries.said_before(queries.message_for(mentor, talk.pk, message.pk)) == []


def test_over_http(talk, say, founder, mentor, outsider):
    message = say(founder, "one")
    services.edit(message=message, by=founder, body="**two**")
    api = APIClient()
    api.force_authenticate(mentor)
    address = f"/api/v1/conversations/{talk.pk}/"
    assert api.post(f"{address}messages/{message.pk}/pin/").status_code == 204
    assert [row["body"] for row in api.get(f"{address}pins/").json()["results"]] == ["**two**"]
    assert api.get(f"{address}messages/?since=2").json()["pinned_seq"] == 3
    assert [said["body"] for said in api.get(f"{address}messages/{message.pk}/versions/").json()["results"]] == ["one"]
    assert api.post(f"{address}messages/{message.pk}/unpin/").status_code == 204
    assert api.get(f"{address}pins/").json()["results"] == []
    api.force_authenticate(outsider)
    for answer in (api.get(f"{address}pins/"), api.get(f"{address}messages/{message.pk}/versions/"), api.post(f"{address}messages/{message.pk}/pin/")):
        assert answer.status_code == 404
