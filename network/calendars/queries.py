"""Who is busy when, and when several are free."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q, QuerySet

from network.accounts.models import User
from network.calendars.models import Booking, CalendarFeed
from network.calendars.people import working_time_of
from network.calendars.slots import Diary, free_slots
from network.calendars.working_time import Span
from network.core import clock
from network.core.errors import NotVisible


def blocking() -> QuerySet[Booking]:
    """Bookings that take time now: neither cancelled nor tentative and run out."""
    return Booking.objects.exclude(state=Booking.State.CANCELLED).exclude(state=Booking.State.TENTATIVE, expires_at__lte=clock.now())


def bookings_of(person: User, start: datetime, end: datetime | None = None) -> QuerySet[Booking]:
    """One's own bookings that touch `start..end` (open when no end is given), in order."""
    return blocking().filter(person=person, during__overlap=DateTimeTZRange(start, end)).order_by("during", "id")


def is_booked_for(person: User, source: models.Model) -> bool:
    """Whether the person's time is taken for a source now."""
    return blocking().filter(person=person, source_type=source._meta.model_name, source_id=source.pk).exists()


def diaries_of(people: Sequence[User], start: datetime, end: datetime, *, but: models.Model | None = None) -> list[Diary]:
    """Working time and taken time of each person; `but` leaves out the bookings of one source."""
    rows = blocking().filter(person__in=people, during__overlap=DateTimeTZRange(start, end))
    if but is not None:
        rows = rows.exclude(Q(source_id=but.pk))
    busy: dict[object, list[Span]] = {}
    for person_id, during in rows.values_list("person_id", "during"):
        busy.setdefault(person_id, []).append(Span(during.lower, during.upper))
    return [Diary(working_time_of(person), tuple(busy.get(person.pk, ()))) for person in people]


def free_slots_of(
    people: Iterable[User],
    start: datetime,
    end: datetime,
    *,
    length: timedelta,
    step: timedelta = timedelta(minutes=30),
    limit: int = 50,
    but: models.Model | None = None,
) -> tuple[Span, ...]:
    """Times within `start..end` at which all these people work and none is booked."""
    everybody = list(people)
    return free_slots(diaries_of(everybody, start, end, but=but), start, end, length=length, step=step, limit=limit)


def feed_by_secret(secret: str) -> CalendarFeed:
    """The feed behind an address. Raises NotVisible for any other."""
    feed = CalendarFeed.objects.select_related("person").filter(secret=secret, person__is_active=True).first()
    if feed is None:
        raise NotVisible
    return feed
