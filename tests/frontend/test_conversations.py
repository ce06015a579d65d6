"""Conversation pages without script: reading, writing, changing, and what is refused with the text kept."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from messaging import queries, services
from messaging.models import Message
from network.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(founder, mentor):
    return services.open_conversation(kind="mentorship", people=[founder, mentor], by=None)


@pytest.fixture
def site(client, founder):
    client.force_login(founder)
    return client


def address(talk, name="conversation", *args):
    return reverse(name, args=[talk.pk, *args])


def test_page_shows_days_zones_and_what_is_new(site, talk, founder, mentor, noon):
    with clock.at(noon):
        services.send(conversation=talk, by=founder, body="God morgon <b>Johan</b>")
        services.send(conversation=talk, by=mentor, body="Se https://example.org/a?b=1&c=2.")
        text = site.get(address(talk)).content.decode()
    assert "God morgon &lt;b&gt;Johan&lt;/b&gt;" in text
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer nofollow">' in text
    assert text.count('<li class="day">') == 1
    assert text.index('class="unread"') > text.index("God morgon")
    assert "10:00" in text
    assert "09:00 in Umeå" in text or "09:00 i Umeå" in text


def test_message_by_form(site, talk, founder):
    key = uuid4()
    for _twice in range(2):
        answer = site.post(address(talk), {"body": "Hej\r\ndär", "client_uuid": key})
        assert answer.status_code == 302
    assert [m.body for m in Message.objects.all()] == ["Hej\ndär"]


def test_form_marks_what_was_seen(site, talk, founder, mentor):
    services.send(conversation=talk, by=mentor, body="one")
    site.post(address(talk), {"body": "answer", "seen": "1"})
    assert queries.unread_total(founder) == 0


@pytest.mark.parametrize("body", ["  ", "x" * 8001, "a\x00b"], ids=["blank", "long", "nul"])
def test_refused_text_stays_in_the_box(site, talk, body):
    answer = site.post(address(talk), {"body": body})
    assert answer.status_code == 400
    text = answer.content.decode()
    assert 'aria-invalid="true"' in text
    assert 'id="message-error"' in text
    assert body.strip().replace("\x00", "")[:20] in text.replace("\x00", "")
    assert not Message.objects.exists()


def test_right_to_left_text_is_kept(site, talk):
    site.post(address(talk), {"body": "שלום \u202bעולם\u202c 🎨"})
    assert Message.objects.get().body == "שלום \u202bעולם\u202c 🎨"


@pytest.mark.parametrize("junk", [{}, {"client_uuid": "x", "body": "hi"}, {"seen": "-1", "body": "hi"}, {"seen": "9" * 40, "body": "hi"}])
def test_bent_form_is_no_error_page(site, talk, junk):
    assert site.post(address(talk), junk).status_code in {302, 400}


def test_closed_conversation_has_no_box(site, talk, founder):
    services.close(conversation=talk, by=founder)
    text = site.get(address(talk)).content.decode()
    assert "<textarea" not in text.split("<template")[0]
    answer = site.post(address(talk), {"body": "too late"})
    assert answer.status_code == 409


def test_change_and_delete_by_page(site, talk, founder, mentor):
    message = services.send(conversation=talk, by=founder, body="one").message
    change = address(talk, "conversation-change", message.pk)
    assert "one" in site.get(change).content.decode()
    assert site.post(change, {"body": ""}).status_code == 400
    assert site.post(change, {"body": "two"}).status_code == 302
    assert site.post(address(talk, "conversation-delete", message.pk)).status_code == 302
    message.refresh_from_db()
    assert (message.body, message.deleted_at is None) == ("", False)
    theirs = services.send(conversation=talk, by=mentor, body="theirs").message
    assert site.post(address(talk, "conversation-change", theirs.pk), {"body": "mine"}).status_code == 403
    assert site.post(address(talk, "conversation-delete", theirs.pk)).status_code == 403


def test_outsider_finds_nothing(client, talk, founder, outsider):
    message = services.send(conversation=talk, by=founder, body="private").message
    client.force_login(outsider)
    for answer in (
        client.get(address(talk)),
        client.post(address(talk), {"body": "hi"}),
        client.post(address(talk, "conversation-mark-read"), {"seq": 1}),
        client.get(address(talk, "conversation-change", message.pk)),
        client.post(address(talk, "conversation-delete", message.pk)),
    ):
        assert answer.status_code == 404
    assert "private" not in client.get(reverse("conversations")).content.decode()


def test_who_left_reads_what_was(client, talk, founder, mentor):
    services.send(conversation=talk, by=founder, body="before")
    services.leave(conversation=talk, person=mentor, by=founder)
    services.send(conversation=talk, by=founder, body="secret")
    client.force_login(mentor)
    text = client.get(address(talk)).content.decode()
    assert "before" in text
    assert "secret" not in text
    assert "talk-data" not in text
    assert client.post(address(talk), {"body": "hi"}).status_code == 403
    assert "secret" not in client.get(reverse("conversations")).content.decode()


def test_older_messages_by_key(site, talk, founder):
    for n in range(queries.PAGE + 5):
        services.send(conversation=talk, by=founder, body=f"number {n};")
    text = site.get(address(talk)).content.decode()
    assert "number 5;" in text
    assert "number 4;" not in text
    assert "?before=6" in text
    older = site.get(address(talk), {"before": 6}).content.decode()
    assert "number 4;" in older
    assert "talk-data" not in older
    assert 'href="?after=5"' in older
    for odd in ("x", "-1", "9" * 30, "9" * 18, "0", ""):
        assert site.get(address(talk), {"before": odd}).status_code == 200
        assert site.get(address(talk), {"after": odd}).status_code == 200


def test_newer_messages_by_key(site, talk, founder, monkeypatch):
    monkeypatch.setattr(queries.messages_after, "__defaults__", (2,))
    for n in range(1, 5):
        services.send(conversation=talk, by=founder, body=f"number {n};")
    text = site.get(address(talk), {"after": 0}).content.decode()
    assert "number 2;" in text
    assert "number 3;" not in text
    assert 'href="?after=2"' in text
    assert 'href="?before=' not in text
    newer = site.get(address(talk), {"after": 2}).content.decode()
    assert "number 4;" in newer
    assert 'href="?before=3"' in newer
    assert 'href="?after=' not in newer


def test_day_of_the_address_opens_its_page(site, talk, founder, noon):
    for body in ("early words", "late words"):
        services.send(conversation=talk, by=founder, body=body)
    Message.objects.filter(seq=1).update(sent_at=noon - timedelta(days=3))
    Message.objects.filter(seq=2).update(sent_at=noon)
    text = site.get(address(talk), {"on": noon.date().isoformat()}).content.decode()
    assert "late words" in text
    assert "early words" not in text
    assert 'href="?before=2"' in text
    for odd in ("x", "2026-13-01", "0001-01-01", "9999-12-31", ""):
        assert site.get(address(talk), {"on": odd}).status_code == 200


def test_search_leads_to_the_place(site, talk, founder, mentor):
    services.send(conversation=talk, by=mentor, body="Fisk <b>och</b> bröd")
    services.send(conversation=talk, by=founder, body="x" * 300 + " BRÖD " + "y" * 300)
    search = address(talk, "conversation-search")
    assert f'action="{search}"' in site.get(address(talk)).content.decode()
    text = site.get(search, {"q": "bröd"}).content.decode()
    assert "Fisk &lt;b&gt;och&lt;/b&gt; bröd" in text
    assert f'href="{address(talk)}?after=0#m1"' in text
    assert "…x" in text
    for odd in ("", " ", "%", "\x00", "a" * 5000, "nothing-like-it"):
        found = site.get(search, {"q": odd})
        assert found.status_code == 200
        assert "#m1" not in found.content.decode()


def test_search_of_an_outsider_finds_nothing(client, talk, founder, outsider):
    services.send(conversation=talk, by=founder, body="private")
    client.force_login(outsider)
    assert client.get(address(talk, "conversation-search"), {"q": "private"}).status_code == 404


def test_newer_messages_end_where_one_left(client, talk, founder, mentor):
    services.send(conversation=talk, by=founder, body="before")
    services.leave(conversation=talk, person=mentor, by=founder)
    services.send(conversation=talk, by=founder, body="secret")
    client.force_login(mentor)
    text = client.get(address(talk), {"after": 0}).content.decode()
    assert "before" in text
    assert "secret" not in text
    assert 'href="?after=' not in text
    assert "secret" not in client.get(address(talk), {"after": 1}).content.decode()


def test_mark_as_read_without_script(site, talk, founder, mentor):
    services.send(conversation=talk, by=mentor, body="one")
    assert "<noscript>" in site.get(address(talk)).content.decode()
    site.post(address(talk, "conversation-mark-read"), {"seq": "1"})
    assert queries.unread_total(founder) == 0


def test_same_queries_at_one_and_twenty(site, founder, mentor, talk, noon):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(url):
        site.get(url)
        with clock.at(noon), CaptureQueriesContext(connection) as caught:  # pinned: the clock's look at its own offset is not counted
            assert site.get(url).status_code == 200
        return len(caught)

    services.send(conversation=talk, by=mentor, body="one")
    urls = [
        reverse("conversations"),
        address(talk),
        address(talk) + "?before=2",
        address(talk) + "?after=0",
        address(talk) + "?on=2020-01-01",
        address(talk, "conversation-search") + "?q=e",
        "/api/v1/conversations/",
        f"/api/v1/conversations/{talk.pk}/messages/",
        f"/api/v1/conversations/{talk.pk}/messages/?since=0",
    ]
    before = [count(url) for url in urls]
    for n in range(20):
        services.send(conversation=talk, by=mentor, body=str(n))
        other = services.open_conversation(kind="direct", people=[founder, mentor], by=founder)
        services.send(conversation=other, by=mentor, body=str(n))
    assert [count(url) for url in urls] == before


def test_about_a_message(site, client, talk, founder, mentor, outsider):
    message = services.send(conversation=talk, by=founder, body="one").message
    services.edit(message=message, by=founder, body="**two**")
    about = address(talk, "conversation-about", message.pk)
    assert about in site.get(address(talk)).content.decode()
    text = site.get(about).content.decode()
    assert "<strong>two</strong>" in text
    assert '<div class="said body" dir="auto">one</div>' in text
    assert "<html" not in site.get(about, headers={"HX-Request": "true"}).content.decode()
    assert site.post(address(talk, "conversation-pin", message.pk)).status_code == 302
    text = site.get(address(talk)).content.decode()
    assert 'data-jump="1"' in text
    assert site.post(address(talk, "conversation-unpin", message.pk)).status_code == 302
    assert "data-jump" not in site.get(address(talk, "conversation-pins")).content.decode()
    client.force_login(outsider)
    assert {client.get(about).status_code, client.get(address(talk, "conversation-pins")).status_code} == {404}
    assert client.post(address(talk, "conversation-pin", message.pk)).status_code == 404


def test_reply_without_script(site, client, talk, founder, mentor, coordinator):
    first = services.send(conversation=talk, by=mentor, body="**first** words").message
    text = site.get(f"{address(talk)}?reply={first.pk}").content.decode()
    assert f'name="reply_to" value="{first.pk}"' in text
    assert site.get(f"{address(talk)}?reply=x").status_code == 200
    assert site.post(address(talk), {"body": "answer", "reply_to": str(first.pk)}).status_code == 302
    quote = f'data-quote="{first.pk}" data-jump="1"><strong>{mentor.name}</strong> <span dir="auto">first words</span>'
    assert quote in site.get(address(talk)).content.decode()
    services.join(conversation=talk, person=coordinator, by=founder)
    services.send(conversation=talk, by=mentor, body="again", reply_to=first.pk)
    client.force_login(coordinator)
    text = client.get(address(talk)).content.decode()
    assert f'<span class="quote" data-quote="{first.pk}">' in text
    assert "first words" not in text


def test_first_unread_beyond_the_page(site, talk, founder, mentor):
    for n in range(queries.PAGE + 10):
        services.send(conversation=talk, by=mentor, body=f"number {n};")
    services.mark_read(conversation=talk, by=founder, seq=5)
    text = site.get(address(talk)).content.decode()
    assert 'data-earlier><a href="?after=5">' in text
    assert 'class="unread"' not in text
    text = site.get(address(talk) + "?after=5").content.decode()
    assert text.index('class="unread"') < text.index("number 5;")
    services.mark_read(conversation=talk, by=founder, seq=30)
    text = site.get(address(talk)).content.decode()
    assert "data-earlier" not in text
    assert text.index("number 29;") < text.index('class="unread"') < text.index("number 30;")


def test_worker_for_reading_without_a_line(site):
    answer = site.get(reverse("conversation-offline"))
    assert answer["Content-Type"] == "text/javascript"
    assert "freshOrKept" in answer.content.decode()
