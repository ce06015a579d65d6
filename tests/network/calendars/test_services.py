from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from network.calendars import queries, services
from network.calendars.models import Booking
from network.core import clock
from network.core.errors import Conflict, Invalid

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_noon(noon):
    with clock.at(noon):
        yield


@pytest.fixture
def start(noon):
    return noon + timedelta(days=1)


def held(people, start, source, **changes):
    return services.book(people, start, start + HOUR, source=source, by=people[0], state="tentative", expires_at=clock.now() + HOUR, **changes)


def test_book_takes_the_time_of_everybody(founder, mentor, programme, start):
    services.book([mentor, founder], start, start + HOUR, source=programme, by=founder)
    assert set(Booking.objects.values_list("person", "state")) == {(founder.pk, "confirmed"), (mentor.pk, "confirmed")}


def test_book_takes_nobody_when_one_is_taken_and_offers_fresh_slots(founder, mentor, coordinator, programme, start):
    services.book([mentor], start, start + HOUR, source=programme, by=mentor)
    with pytest.raises(Conflict) as caught:
        services.book([founder, mentor], start + HOUR / 2, start + 1.5 * HOUR, source=coordinator, by=founder)
    assert caught.value.code == "slot-taken"
    assert not Booking.objects.filter(person=founder).exists()
    offered = caught.value.details["slots"]
    assert offered
    assert all(slot["end"] <= start.isoformat() or slot["start"] >= (start + HOUR).isoformat() for slot in offered)


def test_book_may_touch_but_not_overlap(founder, programme, coordinator, start):
    services.book([founder], start, start + HOUR, source=programme, by=founder)
    services.book([founder], start + HOUR, start + 2 * HOUR, source=coordinator, by=founder)
    assert Booking.objects.count() == 2


def test_book_closes_a_tentative_one_that_ran_out(founder, programme, coordinator, start, noon):
    held([founder], start, programme)
    with pytest.raises(Conflict):
        services.book([founder], start, start + HOUR, source=coordinator, by=founder)
    with clock.at(noon + HOUR):
        services.book([founder], start, start + HOUR, source=coordinator, by=founder)
    assert sorted(Booking.objects.values_list("state", flat=True)) == ["cancelled", "confirmed"]


def test_confirm_makes_a_held_time_stand_unless_it_ran_out(founder, programme, coordinator, start, noon):
    held([founder], start, programme)
    assert services.confirm(programme, by=founder) == 1
    held([founder], start + HOUR, coordinator)
    with clock.at(noon + HOUR), pytest.raises(Conflict) as caught:
        services.confirm(coordinator, by=founder)
    assert caught.value.code == "hold-ran-out"


def test_move_takes_the_new_time_and_gives_back_the_old(founder, mentor, programme, coordinator, start):
    services.book([founder, mentor], start, start + HOUR, source=programme, by=founder)
    services.move(programme, start + HOUR / 2, start + 1.5 * HOUR, by=founder)  # overlaps only itself
    services.book([founder], start - HOUR, start, source=coordinator, by=founder)
    assert {row.during.lower for row in Booking.objects.filter(person=mentor)} == {start + HOUR / 2}


def test_move_leaves_everything_when_somebody_is_taken(founder, mentor, programme, coordinator, start):
    services.book([founder, mentor], start, start + HOUR, source=programme, by=founder)
    services.book([mentor], start + 2 * HOUR, start + 3 * HOUR, source=coordinator, by=mentor)
    with pytest.raises(Conflict) as caught:
        services.move(programme, start + 2 * HOUR, start + 3 * HOUR, by=founder)
    assert caught.value.details["slots"]
    assert {row.during.lower for row in Booking.objects.filter(source_id=programme.pk)} == {start}


def test_release_gives_the_time_back(founder, mentor, programme, coordinator, start):
    services.book([founder, mentor], start, start + HOUR, source=programme, by=founder)
    assert services.release(programme, people=[mentor]) == 1
    services.book([mentor], start, start + HOUR, source=coordinator, by=mentor)
    assert services.release(programme) == 1


@pytest.mark.parametrize("hours", [0, -1, 24 * 15])
def test_book_refuses_a_range_without_sense(founder, programme, start, hours):
    with pytest.raises(Invalid):
        services.book([founder], start, start + timedelta(hours=hours), source=programme, by=founder)


def test_book_refuses_a_year_that_was_mistyped(founder, programme, start):
    far = start.replace(year=9999)
    with pytest.raises(Invalid) as caught:
        services.book([founder], far, far + HOUR, source=programme, by=founder)
    assert list(caught.value.errors) == ["start"]


def test_database_refuses_an_overlap_whatever_the_code_does(founder, programme, coordinator, start):
    services.book([founder], start, start + HOUR, source=programme, by=founder)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(person=founder, during=DateTimeTZRange(start, start + 2 * HOUR), source_type="x", source_id=coordinator.pk)


def test_free_slots_of_leave_out_what_is_booked(founder, mentor, programme, start):
    services.book([mentor], start, start + HOUR, source=programme, by=mentor)
    slots = queries.free_slots_of([founder, mentor], start, start + timedelta(hours=6), length=HOUR)
    assert slots
    assert all(slot.start >= start + HOUR for slot in slots)
    assert any(slot.start == start for slot in queries.free_slots_of([founder, mentor], start, start + timedelta(hours=6), length=HOUR, but=programme))


def test_rotate_feed_changes_the_secret(founder):
    first = services.feed_for(by=founder).secret
    assert services.feed_for(by=founder).secret == first
    assert services.rotate_feed(by=founder).secret != first
