from datetime import UTC, datetime, timedelta

import pytest

from network.core import clock
from network.core.errors import Invalid
from network.notifications import services
from network.notifications.models import Delivery, Notification

KIND = "invitation.answered"
CONTEXT = {"who": "Johan", "answer": "accepted", "title": "Talk", "starts": "2027-02-12T08:00:00+00:00"}


def tell(to, about, **changes):
    services.notify(**({"to": to, "kind": KIND, "about": about, "context": CONTEXT} | changes))


def test_notify_writes_one_line_and_one_mail(founder, programme, noon):
    with clock.at(noon):
        tell(founder, programme, url="/somewhere/")
    note, mail = Notification.objects.get(), Delivery.objects.get()
    assert (note.person, note.kind, note.subject_id, note.url) == (founder, KIND, programme.pk, "/somewhere/")
    assert (mail.person, mail.address, mail.state, mail.due_at) == (founder, founder.email, "due", noon)
    assert mail.key == f"{KIND}:programme/{programme.pk}:1:{founder.pk}:mail"


def test_notify_leaves_out_who_has_left(founder, mentor, programme):
    mentor.is_active = False
    tell([founder, mentor], programme)
    assert [row.person for row in Delivery.objects.all()] == [founder]


def test_notify_again_is_harmless_and_moves_what_was_not_sent(founder, programme, noon):
    for days in (1, 1, 2):
        tell(founder, programme, due_at=noon + timedelta(days=days))
    assert Delivery.objects.get().due_at == noon + timedelta(days=2)
    assert Notification.objects.get().due_at == noon + timedelta(days=2)


def test_notify_again_does_not_touch_what_was_sent(founder, programme, noon):
    tell(founder, programme, due_at=noon)
    Delivery.objects.update(state="sent")
    tell(founder, programme, due_at=noon + timedelta(days=1))
    assert Delivery.objects.get().due_at == noon


def test_notify_newer_overtakes_older_unsent_of_its_kind(founder, mentor, programme, noon):
    for number in (1, 2):
        tell([founder, mentor], programme, occurrence=number, due_at=noon)
    assert sorted(Delivery.objects.filter(person=founder).values_list("occurrence", "state")) == [("1", "superseded"), ("2", "due")]
    assert Delivery.objects.filter(person=mentor, state="due").count() == 1


def test_notify_keeps_reminders_that_are_due_one_after_the_other(founder, programme, noon):
    for number in (1, 2):
        tell(founder, programme, occurrence=number, due_at=noon + timedelta(days=number))
    assert Delivery.objects.filter(state="due").count() == 2


def test_notify_follows_preferences_but_never_hides_calendar_objects(founder, programme):
    services.set_preference(by=founder, group="meetings", channel="mail", mode="off")
    tell(founder, programme)
    assert Notification.objects.count() == 1
    assert not Delivery.objects.exists()
    tell(founder, programme, occurrence=2, calendar="BEGIN:VCALENDAR", calendar_method="REQUEST")
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(("group", "channel"), [("account", "mail"), ("nonsense", "mail"), ("meetings", "pigeon")])
def test_set_preference_refuses(founder, group, channel):
    with pytest.raises(Invalid):
        services.set_preference(by=founder, group=group, channel=channel, mode="off")


def test_notify_in_the_enacted_past_is_historic(founder, programme):
    past = datetime(2025, 3, 5, 9, tzinfo=UTC)
    with clock.at(past):
        tell(founder, programme)
        tell(founder, programme, occurrence=2, due_at=datetime(2125, 3, 5, 9, tzinfo=UTC))
    old, coming = Delivery.objects.order_by("due_at")
    assert (old.is_historic, old.state, old.sent_at) == (True, "sent", past)
    assert (coming.is_historic, coming.state) == (False, "due")


def test_supersede_takes_back_what_was_not_sent(founder, mentor, programme, noon):
    later = clock.now() + timedelta(days=3)
    tell([founder, mentor], programme, due_at=later)
    assert services.supersede(programme, ["another.kind"]) == 0
    assert services.supersede(programme, [KIND], people=[founder]) == 1
    assert services.supersede(programme) == 1
    assert not Notification.objects.exists()


def test_mark_read_touches_only_ones_own(founder, mentor, programme):
    tell([founder, mentor], programme)
    assert services.mark_read(by=founder, ids=list(Notification.objects.values_list("pk", flat=True))) == 1
    assert services.mark_read(by=founder) == 0
    assert Notification.objects.get(person=mentor).read_at is None


def test_mail_to_address_is_due_at_once_and_new_each_time(db):
    for _ in range(2):
        services.mail_to_address(address="new@example.org", kind=KIND, context=CONTEXT, language="fi")
    assert Delivery.objects.filter(state="due", is_urgent=True, wipe_body=True, language="fi").count() == 2


def test_reading_language_is_the_first_that_the_platform_speaks():
    assert services.reading_language(["sma", "sv", "en"]) == "sv"
    assert services.reading_language(["de"]) == "en"
    assert services.reading_language(["se-no"]) == "se-no"
