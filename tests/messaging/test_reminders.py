"""Mail for unread messages: one for all conversations, once, when the reader is away, and without what was read in between."""

from datetime import datetime, time, timedelta
from functools import partial

import pytest
from redis import Redis

from messaging import activity, quiet, reminders, services
from messaging.models import FOR_GOOD
from network.core import clock
from network.notifications import compose, outbox
from network.notifications.models import Delivery, Notification
from network.notifications.render import Reader, render_mail, render_notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(noon):
    """Run something so many minutes after noon: `later(11, work)`."""

    def later(minutes, work=reminders.remind_of_unread):
        with clock.at(noon + timedelta(minutes=minutes)):
            return work()

    return later


@pytest.fixture
def leaves():
    """Let what is planned leave, as if its time had come; returns the words of the mails."""

    def leaves(person):
        Delivery.objects.filter(kind=reminders.KIND, is_historic=True).update(state="due", is_historic=False, sent_at=None)
        found = []
        for row in Delivery.objects.filter(person=person, state="due").order_by("id"):
            row.lease_until = clock.real_now()
            Delivery.objects.filter(pk=row.pk).update(lease_until=row.lease_until)
            with outbox.sender.Sender() as mailer:
                if outbox._send(row, mailer):
                    found.append(bytes(row.mime).decode())
        return found

    return leaves


def mails(person):
    return list(Delivery.objects.filter(person=person, kind=reminders.KIND).exclude(state="superseded").order_by("id"))


def talk_of(people, **named):
    return services.open_conversation(kind="direct", people=people, by=None, **named)


def words_for(row):
    return compose.message_for(row).body


def test_one_mail_for_all_that_waits_in_all_conversations(later, say, founder, mentor, coordinator):
    other = talk_of([coordinator, mentor])
    later(0, lambda: say(founder, "one"))
    later(1, lambda: say(founder, "two"))
    later(1, lambda: services.send(conversation=other, by=coordinator, body="three"))
    assert later(1.5) == 0
    assert later(2) == 1
    assert later(3) == later(40) == 0
    [mail] = mails(mentor)
    assert (mail.context["count"], mail.context["senders"], mail.url) == (3, "Elli Lund, " + coordinator.name, "/conversations/")
    assert mails(founder) == mails(coordinator) == []
    text = words_for(mail)
    assert [text.count(f"> {word}\n") for word in ("one", "two", "three")] == [1, 1, 1]
    notices = {notice.subject_id: render_notice(notice.kind, notice.context, Reader()) for notice in Notification.objects.filter(person=mentor)}
    assert notices[other.pk] == f"1 unread message from {coordinator.name}"
    assert len(notices) == 2


def test_nobody_is_told_while_they_read_or_write_on_some_device(later, say, talk, founder, mentor, coordinator):
    other = talk_of([coordinator, mentor])
    later(0, lambda: services.send(conversation=other, by=coordinator, body="one"))
    later(1, lambda: say(founder, "two"))
    later(1.5, lambda: services.mark_read(conversation=talk, by=mentor, seq=1))
    assert later(3) == 0
    later(3.2, lambda: say(mentor, "three"))
    assert later(5) == 0
    assert later(5.3) == 2  # the mentor, and the founder about the third
    [mail] = mails(mentor)
    assert mail.context["count"] == 1


def test_next_mail_comes_after_new_messages_and_never_one_a_message(later, say, talk, founder, mentor, leaves):
    later(0, lambda: say(founder, "one"))
    assert later(2) == 1
    leaves(mentor)
    for minute in range(3, 30, 3):
        later(minute, partial(say, founder, f"**at** {minute}"))
        assert later(minute + 2) == 0
    assert later(32) == 1
    [_first, second] = mails(mentor)
    assert second.context["count"] == 10
    second.state = "due"
    text = words_for(second)
    assert "> one" not in text
    assert "> at 27" in text
    assert "5 tidigare meddelanden finns i samtalet." in text  # the mentor reads Swedish


def test_mail_that_takes_the_place_of_a_waiting_one_tells_what_that_would_have_told_and_the_next_one_neither(talk, say, founder, mentor, coordinator, leaves):
    other = talk_of([coordinator, mentor])

    def told_again():
        for room in (talk, other):
            room.messages.update(sent_at=clock.now() - timedelta(minutes=3))
            room.participants.exclude(reminded_at=None).update(reminded_at=clock.now() - timedelta(minutes=31))
        assert reminders.remind_of_unread() == 1

    say(founder, "one")
    told_again()
    Delivery.objects.update(due_at=clock.now() + timedelta(days=30))  # as quiet hours make it wait
    services.send(conversation=other, by=coordinator, body="two")
    told_again()
    [text] = leaves(mentor)
    assert all(text.count(f"> {word}\n") == 1 for word in ("one", "two"))
    services.send(conversation=other, by=coordinator, body="three")
    told_again()
    [text] = leaves(mentor)
    assert [f"> {word}\n" in text for word in ("one", "two", "three")] == [False, False, True]
    say(founder, "four")
    told_again()
    [text] = leaves(mentor)
    assert [f"> {word}\n" in text for word in ("one", "two", "three", "four")] == [False, False, False, True]


def test_who_came_back_is_told_soon_again(later, say, talk, founder, mentor):
    later(0, lambda: say(founder, "one"))
    assert later(2) == 1
    later(3, lambda: services.mark_read(conversation=talk, by=mentor, seq=1))
    later(4, lambda: say(founder, "two"))
    assert later(6) == 1


def test_read_deleted_own_left_and_inactive_are_not_told(later, talk, say, founder, mentor, coordinator):
    message = later(0, lambda: say(founder, "one"))
    services.delete(message=message, by=founder)
    later(0, lambda: say(founder, "two"))
    services.mark_read(conversation=talk, by=mentor, seq=9)
    assert later(30) == 0
    services.join(conversation=talk, person=coordinator, by=founder)
    later(31, lambda: say(founder, "three"))
    services.leave(conversation=talk, person=coordinator, by=founder)
    mentor.is_active = False
    mentor.save()
    assert later(60) == 0
    assert not Delivery.objects.filter(kind=reminders.KIND).exists()


def test_what_is_muted_is_not_told(later, talk, say, founder, mentor, noon):
    talk.participants.filter(person=mentor).update(muted_until=noon + timedelta(hours=1))
    later(0, lambda: say(founder, "one"))
    assert later(59) == 0
    assert later(60) == 1


def test_of_what_is_muted_a_mention_is_told_alone(later, talk, say, founder, mentor, leaves):
    talk.participants.filter(person=mentor).update(muted_until=FOR_GOOD)
    later(0, lambda: say(founder, "one"))
    later(1, lambda: say(founder, f"two, @{mentor.name}"))
    later(1, lambda: say(founder, "three"))
    assert later(2) == 0
    assert later(3) == 1
    later(30, lambda: say(founder, "four"))
    assert later(60) == 0
    assert [notice.context["count"] for notice in Notification.objects.filter(person=mentor)] == [1]
    [text] = leaves(mentor)
    assert [f"> {word}" in text for word in ("one", "two", "three", "four")] == [False, True, False, False]


def test_muting_takes_back_what_waits_and_mentions_nobody(talk, say, founder, mentor):
    say(founder, "one")
    talk.messages.update(sent_at=clock.now() - timedelta(minutes=3))
    assert reminders.remind_of_unread() == 1
    quiet.mute(conversation=talk, by=mentor, until=FOR_GOOD)
    assert mails(mentor) == []


def test_who_does_something_on_a_page_is_not_mailed_until_they_are_idle(later, say, talk, founder, mentor, client):
    """Also who hides their presence: nobody is told of this."""
    mentor.shows_presence = False
    mentor.save()
    client.force_login(mentor)
    later(0, lambda: say(founder, "one"))
    later(1, lambda: client.get("/conversations/"))
    assert later(2.9) == 0
    later(2.9, lambda: client.get("/conversations/", headers={"HX-Request": "true"}))  # the open list asks by itself
    later(2.5, lambda: client.post("/api/v1/conversations/active/"))
    assert later(4.4) == 0
    later(4.4, lambda: client.get(f"/conversations/{talk.pk}/"))  # opened, and not looked at to its end
    assert later(6.3) == 0
    assert later(6.4) == 1
    assert len(mails(mentor)) == 1


def test_without_a_broker_everybody_counts_as_away(later, say, founder, monkeypatch):
    monkeypatch.setattr(activity, "_broker", lambda: Redis(port=1))
    later(0, lambda: say(founder, "one"))
    later(1, lambda: activity.note(founder.pk))
    assert later(2) == 1


def test_what_was_read_or_deleted_meanwhile_is_left_out(talk, say, founder, mentor, coordinator, leaves):
    other = talk_of([coordinator, mentor])
    gone = say(founder, "deleted")
    say(founder, "read")
    services.send(conversation=other, by=coordinator, body="kept")
    for room in (talk, other):
        room.messages.update(sent_at=clock.now() - timedelta(minutes=3))
    assert reminders.remind_of_unread() == 1
    services.delete(message=gone, by=founder)
    services.mark_read(conversation=talk, by=mentor, seq=2)
    [text] = leaves(mentor)
    assert "> kept" in text
    assert "deleted" not in text
    assert "> read" not in text


def test_reading_everything_takes_the_unsent_mail_back(talk, say, founder, mentor, leaves):
    say(founder, "one")
    talk.messages.update(sent_at=clock.now() - timedelta(minutes=3))
    assert reminders.remind_of_unread() == 1
    assert len(mails(mentor)) == 1
    services.mark_read(conversation=talk, by=mentor, seq=1)
    assert mails(mentor) == []
    assert Notification.objects.get(person=mentor).read_at is not None


def test_mail_with_nothing_left_in_it_stays_here(talk, say, founder, mentor, leaves):
    message = say(founder, "one")
    talk.messages.update(sent_at=clock.now() - timedelta(minutes=3))
    reminders.remind_of_unread()
    services.delete(message=message, by=founder)
    assert leaves(mentor) == []
    assert Delivery.objects.get(person=mentor).state == "superseded"


def test_mail_of_a_message_waits_for_the_end_of_quiet_hours_alone(later, say, founder, mentor, noon):
    """The mentor works until 16 and is quiet from 20 to 7, Stockholm time; `noon` is a Wednesday of February, 9 o'clock there."""
    for hours, due in ((10, noon + timedelta(hours=10, minutes=2)), (11, None)):
        later(60 * hours, lambda: say(founder, "Hej"))
        assert later(60 * hours + 2) == 1
        row = mails(mentor)[-1]
        expected = due or datetime.combine(noon.date() + timedelta(days=1), time(6), tzinfo=noon.tzinfo)
        assert row.due_at == expected


@pytest.mark.parametrize("language", ["en", "fi", "sv", "nb", "se-no"])
def test_mail_in_every_language(language):
    told = {"title": "", "names": "Elli Lund", "url": "http://127.0.0.1:8000/conversations/y/", "earlier": 2}
    told["messages"] = [{"sender": "Elli Lund", "at": "2027-02-10T08:00:00Z", "body": "Hej\n\n<b>du</b>"}]
    context = {"senders": "Elli Lund", "more": 2, "count": 3, "latest_at": "2027-02-10T08:00:00Z", "talks": [told, told], "others": 2}
    mail = render_mail(reminders.KIND, context, Reader(language, "Europe/Oslo", "Johan"), url="/conversations/x/")
    assert "Elli Lund" in mail.subject
    assert "/conversations/x/" in mail.text
    assert "&lt;b&gt;du&lt;/b&gt;" in mail.html
    assert mail.html.count("<blockquote") == 2
    assert "{{" not in mail.text


def test_same_queries_however_many_wait_elsewhere(later, say, founder, mentor, mentor2, django_assert_num_queries):
    later(0, lambda: say(founder, "one"))
    later(3)
    for _n in range(5):
        quiet = talk_of([founder, mentor2])
        services.send(conversation=quiet, by=founder, body="just now")
    with django_assert_num_queries(1):
        assert reminders.remind_of_unread() == 0


@pytest.mark.parametrize(("language", "word"), [("en", "Somebody who is no longer here"), ("fi", "Joku, joka ei ole enää täällä")])
def test_mail_about_erased_senders_speaks_of_somebody(language, word):
    context = {"senders": "", "more": 0, "count": 1, "latest_at": "2027-02-10T08:00:00Z"}
    mail = render_mail(reminders.KIND, context, Reader(language, "Europe/Oslo", "Johan"), url="/conversations/x/")
    assert word in mail.subject
    assert word in mail.text
    assert word in render_notice(reminders.KIND, context, Reader(language, "Europe/Oslo", "Johan"))
