"""What a person chose to hear later: one mail at their hour, nothing empty, nothing twice."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from network.calendars.people import working_time_of
from network.core import clock
from network.notifications import compose, digests, services
from network.notifications.models import Delivery, MailHabits, Notification

KIND = "organisation.waiting"
pytestmark = pytest.mark.django_db


def at(hour, day=10):
    """An hour of Helsinki in February 2027; the 10th is a Wednesday."""
    return datetime(2027, 2, day, hour, tzinfo=UTC) - timedelta(hours=2)


@pytest.fixture
def tell(founder, programme):
    services.set_preference(by=founder, group="programmes", channel="mail", mode="digest")
    context = {"name": "Verkstad Sund", "who": "Elli", "organisation": "Verkstad Sund", "person": "Aino"}

    def tell(moment, occurrence="1"):
        with clock.at(moment):
            services.notify(to=founder, kind=KIND, about=programme, occurrence=occurrence, context=context, url="/somewhere/", replaces=False)

    return tell


def run(moment):
    with clock.at(moment):
        return digests.send_due()


def words():
    return compose.message_for(Delivery.objects.get(kind="digest")).body


def test_digest_comes_once_at_the_chosen_hour_with_all_that_waited(tell, founder):
    MailHabits.objects.create(person=founder, digest_hour=9)
    for number in range(3):
        tell(at(12) + timedelta(minutes=number), str(number))
    assert not Delivery.objects.filter(channel="mail").exists()
    assert run(at(20)) == run(at(8, 11)) == 0
    assert run(at(9, 11)) == 1
    assert run(at(9, 11)) == run(at(9, 12)) == 0
    mail = Delivery.objects.get(kind="digest")
    assert mail.due_at == at(9, 11)
    assert words().count("/somewhere/") == 3
    headers = compose.message_for(mail).extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_digest_leaves_out_what_was_read_and_nothing_empty_is_sent(tell, founder):
    tell(at(12), "1")
    tell(at(12), "2")
    Notification.objects.filter(occurrence="1").update(read_at=at(13))
    assert run(at(8, 11)) == 1
    assert words().count("/somewhere/") == 1
    Notification.objects.update(read_at=at(8, 11))
    with pytest.raises(compose.NothingLeft):
        words()
    tell(at(12, 11), "3")
    Notification.objects.update(read_at=at(13, 11))
    assert run(at(8, 12)) == 0
    assert Delivery.objects.filter(kind="digest").count() == 1


def became(state, number=0):
    Delivery.objects.filter(pk=Delivery.objects.filter(kind="digest").order_by("id")[number].pk).update(state=state)


def test_what_a_failed_digest_was_to_tell_stands_in_the_next_one(tell, founder):
    tell(at(12), "1")
    assert run(at(8, 11)) == 1
    became("failed")
    assert run(at(9, 11)) == 0
    tell(at(12, 11), "2")
    assert run(at(8, 12)) == 1
    first, second = Delivery.objects.filter(kind="digest").order_by("id")
    assert len(second.context["items"]) == 2
    with pytest.raises(compose.NothingLeft):  # sent again by hand, it would tell a second time
        compose.message_for(first)
    became("sent", 1)
    with clock.at(at(9, 12)):
        digests.send_due()
    assert set(Delivery.objects.filter(channel="digest").values_list("state", flat=True)) == {"sent"}


def test_what_a_person_let_go_again_counts_as_told(tell):
    tell(at(12), "1")
    run(at(8, 11))
    became("failed")
    run(at(9, 11))
    assert words().count("/somewhere/") == 1
    became("sent")
    assert run(at(8, 12)) == 0
    assert Delivery.objects.get(channel="digest").state == "sent"


def test_digests_that_always_fail_are_given_up(tell):
    tell(at(12), "1")
    for number, day in enumerate((11, 12, 15)):
        assert run(at(8, day)) == 1
        became("failed", number)
        assert run(at(9, day)) == 0
    assert run(at(8, 16)) == 0
    assert Delivery.objects.get(channel="digest").state == "failed"


def test_only_what_stands_in_the_list_is_left_to_it(tell, founder, monkeypatch):
    monkeypatch.setattr(digests, "MOST", 2)
    for number in range(4):
        tell(at(12) + timedelta(minutes=number), str(number))
    Notification.objects.filter(occurrence__in=["0", "3"]).delete()  # as who wants no list gets them
    assert run(at(8, 11)) == 1
    assert words().count("/somewhere/") == 3
    assert Delivery.objects.get(kind="digest").context["more"] == 1


def test_digest_of_what_was_turned_off_since_stays_here(tell, founder):
    tell(at(12))
    services.stop_mails(person=founder, group="digest")
    assert run(at(8, 11)) == 0


def test_urgent_things_and_calendar_entries_are_never_put_off(founder, programme):
    services.set_preference(by=founder, group="meetings", channel="mail", mode="digest")
    with clock.at(at(21)):
        services.notify(to=founder, kind="invitation.update", about=programme, context={}, calendar="BEGIN:VCALENDAR", calendar_method="REQUEST")
        services.notify(to=founder, kind="session.kept", about=programme, context={}, meeting_at=at(23))
        services.notify(to=founder, kind="session.declined", about=programme, context={}, meeting_at=at(15, 11))
    found = {row.kind: (row.channel, row.is_urgent, row.due_at) for row in Delivery.objects.all()}
    assert found["invitation.update"][:2] == ("mail", False)
    assert found["session.kept"] == ("mail", True, at(21))
    assert found["session.declined"][:2] == ("digest", False)  # tomorrow afternoon: there is time in the morning


@pytest.mark.parametrize(
    ("every", "day", "after", "due"),
    [
        ("day", 0, at(7), at(8)),
        ("day", 0, at(8), at(8, 11)),
        ("day", 0, at(9, 12), at(8, 15)),  # Friday: Monday is the next working day
        ("week", 4, at(9), at(8, 12)),
        ("week", 2, at(9), at(8, 17)),
    ],
)
def test_next_moment_is_an_hour_of_the_readers_own_clock(founder, every, day, after, due):
    assert digests.next_moment(after, MailHabits(digest_every=every, digest_day=day, digest_hour=8), working_time_of(founder)) == due


def test_next_moment_never_falls_on_a_day_off(founder):
    habits = MailHabits(digest_every="week", digest_day=4, digest_hour=8)  # Good Friday 26 March 2027, then Easter Monday
    found = digests.next_moment(datetime(2027, 3, 24, 12, tzinfo=UTC), habits, working_time_of(founder))
    assert found.date() == date(2027, 3, 27)


def test_quiet_hours_hold_over_mail_bell_and_digest(founder, programme, noon):
    """In quiet hours nothing rings: no frame, no number, no mail, no digest; the list itself has everything."""
    night = at(22)
    context = {"who": "Johan", "answer": "accepted", "title": "Talk", "starts": "2027-02-12T08:00:00+00:00"}
    with clock.at(night):
        services.notify(to=founder, kind="invitation.answered", about=programme, context=context)
        services.notify(to=founder, kind="digest", about=founder, context={"items": [], "more": 0}, channels=("mail",))
        assert digests.queries.unread_count(founder) == 0
        assert digests.queries.notices_of(founder).count() == 1
    row = Notification.objects.get()
    assert (row.due_at, row.rings_at) == (night, at(7, 11))
    assert Delivery.objects.get(kind="invitation.answered").due_at == at(8, 11)
    assert Delivery.objects.get(kind="digest").due_at == at(7, 11)
    with clock.at(at(7, 11)):
        assert digests.queries.unread_count(founder) == 1
    founder.quiet_start, founder.quiet_end = time(0), time(0)
    with clock.at(night):
        services.notify(to=founder, kind="invitation.answered", about=programme, occurrence="2", context=context)
    assert Notification.objects.get(occurrence="2").rings_at == night
