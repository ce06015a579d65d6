"""Guarantee 1 with real parallel connections: one slot, many who want it, a hundred times."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from network.calendars import services
from network.calendars.models import Booking
from network.core.errors import Conflict
from network.core.models import uuid7
from network.programmes.models import Programme
from tests.parallel import at_once
from tests.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
ROUNDS, HOUR = 100, timedelta(hours=1)


def booking(people, start) -> Callable[[], str]:
    source = Programme(pk=uuid7())

    def work() -> str:
        try:
            services.book(people, start, start + HOUR, source=source, by=people[0])
        except Conflict as lost:
            return "lost" if "slots" in lost.details else "lost without slots"
        return "won"

    return work


def test_one_slot_is_won_by_one_a_hundred_times(noon):
    """Two meetings share two people, named in opposite orders: one is booked whole, the other not at all."""
    anna, bo, cecilia, david = (person(name) for name in ("Anna Ask", "Bo Berg", "Cecilia Ceder", "David Dal"))
    for number in range(ROUNDS):
        start = noon + timedelta(hours=2 * number)
        got = at_once(booking([anna, bo, cecilia], start), booking([david, bo, anna], start + HOUR / 2))
        assert sorted(got) == ["lost", "won"], (number, got)
    assert Booking.objects.count() == 3 * ROUNDS


def test_expired_hold_is_taken_over_by_one(noon):
    anna, bo = person("Anna Ask"), person("Bo Berg")
    for number in range(10):
        start = noon + timedelta(hours=2 * number)
        services.book([anna], start, start + HOUR, source=Programme(pk=uuid7()), by=anna, state="tentative", expires_at=noon - timedelta(days=1000))
        got = at_once(*(booking([anna, bo], start) for _ in range(3)))
        assert sorted(got) == ["lost", "lost", "won"], got
