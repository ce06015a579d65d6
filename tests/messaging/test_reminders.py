"""Mail for unread messages: once, batched, and not when it was read in between."""

from datetime import timedelta

import pytest

from messaging import reminders, services
from messaging.models import Participant
from network.core import clock
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


def mails(person):
    return list(Delivery.objects.filter(person=person, kind=reminders.KIND).exclude(state="superseded").order_by("id"))


def test_one_mail_for_all_that_waits(later, say, founder, mentor):
    later(0, lambda: say(founder, "one"))
    later(5, lambda: say(founder, "two"))
    assert later(9) == 0
    assert later(10) == 1
    assert later(11) == 0
    [mail] = mails(mentor)
    assert (mail.context["count"], mail.context["senders"]) == (2, "Elli Lund")
    assert mails(founder) == []
    notice = Notification.objects.get(person=mentor)
    assert render_notice(notice.kind, notice.context, Reader()) == "2 unread messages from Elli Lund"


def test_new_messages_are_told_again(later, say, founder, mentor):
    later(0, lambda: say(founder, "one"))
    assert later(12) == 1
    later(13, lambda: say(founder, "two"))
    assert later(14) == 0
    assert later(24) == 1
    assert [mail.context["count"] for mail in mails(mentor)][-1] == 2


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


def test_reading_takes_the_unsent_mail_back(talk, say, founder, mentor, noon):
    say(founder, "one")
    Participant.objects.filter(person=mentor)
    talk.messages.update(sent_at=clock.now() - timedelta(minutes=11))
    assert reminders.remind_of_unread() == 1
    assert len(mails(mentor)) == 1
    services.mark_read(conversation=talk, by=mentor, seq=1)
    assert mails(mentor) == []
    assert Notification.objects.get(person=mentor).read_at is not None


@pytest.mark.parametrize("language", ["en", "fi", "sv", "nb", "se-no"])
def test_mail_in_every_language(language):
    context = {"senders": "Elli Lund", "more": 2, "count": 3, "latest_at": "2027-02-10T08:00:00Z"}
    mail = render_mail(reminders.KIND, context, Reader(language, "Europe/Oslo", "Johan"), url="/conversations/x/")
    assert "Elli Lund" in mail.subject
    assert "/conversations/x/" in mail.text
    assert "{{" not in mail.text


def test_same_queries_however_many_wait_elsewhere(later, say, founder, mentor, mentor2, django_assert_num_queries):
    later(0, lambda: say(founder, "one"))
    later(11)
    for _n in range(5):
        quiet = services.open_conversation(kind="direct", people=[founder, mentor2], by=founder)
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
