"""A guest's no gives their time back; a change of mind takes it again."""

from datetime import timedelta

import pytest

from mentoring.investors import services
from network.calendars import services as calendars
from network.calendars.models import Booking
from network.core.errors import Conflict
from network.invitations import letters
from network.invitations import services as invitations
from network.invitations.feed import feed_of
from network.invitations.models import Attendee
from network.notifications.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(invited, investor) -> Attendee:
    return Attendee.objects.select_related("person", "invitation").get(person=investor)


def answer(guest, word: str) -> None:
    invitations.record_answer(attendee_id=guest.pk, answer=word)


def live(person) -> int:
    return Booking.objects.filter(person=person).exclude(state="cancelled").count()


def test_whoever_declines_has_their_time_back(guest, investor, founder):
    answer(guest, "declined")
    assert (live(investor), live(founder)) == (0, 1)
    assert b"BEGIN:VEVENT" not in feed_of(investor)


def test_whoever_comes_after_all_is_booked_again_once(guest, investor):
    answer(guest, "declined")
    for word in ("tentative", "accepted"):
        answer(guest, word)
        assert live(investor) == 1


def test_time_taken_meanwhile_answers_with_fresh_slots_and_keeps_the_no(guest, invited, investor, monday):
    answer(guest, "declined")
    calendars.book([investor], monday, monday + timedelta(hours=1), source=investor, by=investor)
    with pytest.raises(Conflict) as refusal:
        answer(guest, "accepted")
    assert refusal.value.code == "slot-taken"
    assert refusal.value.details["slots"]
    guest.refresh_from_db()
    assert guest.answer == "declined"


def test_page_says_in_clear_words_that_the_time_is_taken(guest, investor, monday, client):
    answer(guest, "declined")
    calendars.book([investor], monday, monday + timedelta(hours=1), source=investor, by=investor)
    address = letters.answer_url(guest).removeprefix("http://127.0.0.1:8000")
    page = client.post(address, {"answer": "accepted"})
    assert page.status_code == 409
    form = page.context["form"]
    assert len(form.non_field_errors()) == 1


def test_new_time_takes_the_time_of_whoever_declined_the_old_one(guest, invited, investor, coordinator, monday):
    answer(guest, "declined")
    services.change(meeting=invited, by=coordinator, starts_at=monday + timedelta(days=1))
    assert Booking.objects.exclude(state="cancelled").get(person=investor).during.lower == monday + timedelta(days=1)
    guest.refresh_from_db()
    assert guest.answer == "needs-action"


def test_new_place_does_not_remind_whoever_declined(guest, invited, investor, coordinator):
    answer(guest, "declined")
    services.change(meeting=invited, by=coordinator, place="Room 4")
    assert not Delivery.objects.filter(person=investor, kind__startswith="investor_meeting", state="due").exists()
    assert live(investor) == 0
