"""Finding a place in a conversation: by its day on the reader's clock, by its words, and nothing one may not read."""

from datetime import UTC, date, datetime

import pytest
from rest_framework.test import APIClient

from messaging import finding, services
from messaging.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(say, founder):
    """Write at an instant: `at(2026, 11, 2, 22, 30)`."""

    def write(*instant: int) -> Message:
        message = say(founder, "words")
        Message.objects.filter(pk=message.pk).update(sent_at=datetime(*instant, tzinfo=UTC))
        return message

    return write


def places(found) -> list[int]:
    return [row.seq for row in found.rows]


def test_day_begins_on_the_readers_clock(talk, at, founder, mentor):
    at(2026, 11, 2, 12, 0)
    at(2026, 11, 2, 22, 30)  # 00:30 in Helsinki, 23:30 in Stockholm
    at(2026, 11, 3, 12, 0)
    for person, zone, first in ((founder, "Europe/Helsinki", 2), (mentor, "Europe/Stockholm", 3)):
        person.time_zone = zone
        page = finding.messages_from_day(person, talk.pk, date(2026, 11, 3))
        assert (places(page)[0], page.has_older, page.has_newer) == (first, True, False)


@pytest.mark.parametrize(("day", "seen"), [(date.min, [1, 2]), (date(2026, 11, 3), [2]), (date(2026, 11, 5), [1, 2]), (date.max, [1, 2])])
def test_day_before_between_and_after_all(talk, at, founder, day, seen):
    at(2026, 11, 2, 12, 0)
    at(2026, 11, 4, 12, 0)
    assert places(finding.messages_from_day(founder, talk.pk, day)) == seen


def test_words_in_any_order_and_case(talk, say, founder):
    for body in ("Åre i november", "kaffe 100 %", "I NOVEMBER på ÅRE"):
        say(founder, body)
    assert places(finding.search(founder, talk.pk, "november åre")) == [3, 1]
    assert places(finding.search(founder, talk.pk, "%")) == [2]
    assert places(finding.search(founder, talk.pk, "_")) == []
    assert finding.search(founder, talk.pk, "  ") == finding.Found([])


def test_search_goes_back_by_key(talk, say, founder, monkeypatch):
    for n in range(1, 6):
        say(founder, "words" if n != 1 else "old words")
    first = finding.search(founder, talk.pk, "words", limit=2)
    assert (places(first), first.further) == ([5, 4], 4)
    monkeypatch.setattr(finding, "SPAN", 2)
    part = finding.search(founder, talk.pk, "old")
    assert (places(part), part.further) == ([], 4)
    part = finding.search(founder, talk.pk, "old", before=part.further)
    assert (places(part), part.further) == ([], 2)
    last = finding.search(founder, talk.pk, "old", before=part.further)
    assert (places(last), last.further) == ([1], None)


def test_finds_only_what_one_may_read(talk, say, founder, mentor, outsider):
    say(founder, "open words")
    services.delete(message=say(founder, "deleted words"), by=founder)
    services.leave(conversation=talk, person=mentor, by=founder)
    say(founder, "secret words")
    assert places(finding.search(mentor, talk.pk, "words")) == [1]
    assert places(finding.messages_from_day(mentor, talk.pk, date.min)) == [1, 2]
    assert finding.search(outsider, talk.pk, "words") == finding.Found([])
    assert places(finding.messages_from_day(outsider, talk.pk, date.min)) == []


def test_api_finds_by_day_and_words(talk, say, at, founder, outsider):
    client = APIClient()
    client.force_authenticate(founder)
    address = f"/api/v1/conversations/{talk.pk}/messages/"
    at(2026, 11, 2, 12, 0)
    at(2026, 11, 4, 12, 0)
    at(2026, 11, 5, 12, 0)
    page = client.get(address, {"on": "2026-11-03", "page_size": 1}).json()
    assert [row["seq"] for row in page["results"]] == [2]
    assert [row["seq"] for row in client.get(page["next"]).json()["results"]] == [3]
    assert [row["seq"] for row in client.get(page["previous"]).json()["results"]] == [1]
    hits = client.get(address, {"q": "words", "page_size": 2}).json()
    assert [row["seq"] for row in hits["results"]] == [3, 2]
    assert [row["seq"] for row in client.get(hits["previous"]).json()["results"]] == [1]
    for bad in ("on=x", "on=2026-11-03&after=1", "q=", "q=a&after=1", f"q={'a' * 201}", "q=%00"):
        assert client.get(f"{address}?{bad}").status_code == 400, bad
    client.force_authenticate(outsider)
    for question in ("on=2026-11-03", "q=words"):
        assert client.get(f"{address}?{question}").status_code == 404
