"""Taking and giving back people's time. The database's exclusion constraint has the last word."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, models, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from network.accounts.models import User
from network.calendars import queries
from network.calendars.models import Booking, CalendarFeed
from network.calendars.working_time import Span
from network.core import clock
from network.core.errors import Conflict, Invalid, Refused

LONGEST = timedelta(days=14)  # a visit of days is one booking; anything longer is a mistake
FURTHEST = timedelta(days=3 * 366)
FRESH_DAYS = 14


def book(
    people: Iterable[User],
    start: datetime,
    end: datetime,
    *,
    source: models.Model,
    by: User,
    state: str = Booking.State.CONFIRMED,
    expires_at: datetime | None = None,
) -> list[Booking]:
    """Take the same time for all people, or for nobody.

    `expires_at` goes with tentative bookings and only with them: from then on they do not block.
    Raises Conflict with `slots` (free times as ISO pairs) when somebody is taken, Invalid for a
    range that makes no sense.
    """
    people = _in_order(people)
    _check_range(start, end)
    if (state == Booking.State.TENTATIVE) != (expires_at is not None):
        raise ValueError("tentative bookings expire, and only they")
    during = DateTimeTZRange(start, end)
    with transaction.atomic():
        _lock(people)
        _close_expired(people, during)
        rows = [
            Booking(person=person, during=during, state=state, expires_at=expires_at, source_type=source._meta.model_name, source_id=source.pk)
            for person in people
        ]
        if _insert(rows):
            return rows
    raise _taken(people, start, end)


def confirm(source: models.Model, *, by: User) -> int:
    """Make a source's tentative bookings stand; returns how many.

    Raises Conflict when one ran out: its time may belong to somebody else.
    """
    with transaction.atomic():
        mine = _of(source)
        _lock(_in_order({row.person for row in mine.select_related("person")}))
        rows = list(mine)
        if not rows or any(row.expires_at is not None and row.expires_at <= clock.now() for row in rows):
            raise Conflict(_("The time was held for you, but no longer is. Please choose a time again."), code="hold-ran-out")
        return mine.update(state=Booking.State.CONFIRMED, expires_at=None)


def move(source: models.Model, start: datetime, end: datetime, *, by: User, people: Iterable[User] = ()) -> list[Booking]:
    """Move all bookings of a source to another time, or none; those of `people` who have none (any more) get one.

    Raises Conflict and Invalid as `book`.
    """
    _check_range(start, end)
    during = DateTimeTZRange(start, end)
    with transaction.atomic():
        booked = {row.person for row in _of(source).select_related("person")}
        missing = [_confirmed(person, during, source) for person in _in_order(people) if person not in booked]
        everybody = _in_order(booked.union(people))
        _lock(everybody)
        _close_expired(everybody, during, but=source)
        if _update(_of(source), during, missing):
            return list(_of(source).select_related("person"))
    raise _taken(everybody, start, end, but=source)


def release(source: models.Model, *, by: User | None = None, people: Iterable[User] | None = None) -> int:
    """Give the time of a source back (of some people only, where named); returns how many bookings."""
    rows = _of(source)
    if people is not None:
        rows = rows.filter(person__in=list(people))
    with transaction.atomic():
        _lock(_in_order({row.person for row in rows.select_related("person")}))
        return rows.update(state=Booking.State.CANCELLED, expires_at=None)


def feed_for(*, by: User) -> CalendarFeed:
    """A person's feed, made when it is first asked for."""
    feed, _created = CalendarFeed.objects.get_or_create(person=by, defaults={"secret": secrets.token_urlsafe(32)})
    return feed


def rotate_feed(*, by: User) -> CalendarFeed:
    """Give a person's feed a new address; the old one answers 404 from now on."""
    with transaction.atomic():
        feed = feed_for(by=by)
        feed.secret = secrets.token_urlsafe(32)
        feed.save(update_fields=["secret"])
    return feed


def _of(source: models.Model) -> "models.QuerySet[Booking]":
    return Booking.objects.filter(source_type=source._meta.model_name, source_id=source.pk).exclude(state=Booking.State.CANCELLED)


def _in_order(people: Iterable[User]) -> list[User]:
    return sorted({person.pk: person for person in people}.values(), key=lambda person: person.pk)


def _check_range(start: datetime, end: datetime) -> None:
    if end <= start:
        raise Invalid({"end": [_("The end must be after the start.")]})
    if start > clock.now() + FURTHEST:
        raise Invalid({"start": [_("This is more than three years away. Please check the year.")]})
    if end - start > LONGEST:
        raise Invalid({"end": [_("This is longer than two weeks. Please check the dates.")]})


def _lock(people: Sequence[User]) -> None:
    """Lock the people's rows in the order of their keys.

    The race: two meetings that share two people, booked at once. Without a fixed order each could
    hold one person and wait for the other for ever; with it, the second waits and then loses.
    """
    ids = [person.pk for person in people]
    list(User.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))


def _close_expired(people: Sequence[User], during: DateTimeTZRange, *, but: models.Model | None = None) -> None:
    """Cancel tentative bookings that ran out and stand in the way; nothing else has to tidy them."""
    rows = Booking.objects.filter(person__in=people, state=Booking.State.TENTATIVE, expires_at__lte=clock.now(), during__overlap=during)
    if but is not None:
        rows = rows.exclude(source_id=but.pk)
    rows.update(state=Booking.State.CANCELLED, expires_at=None)


def _insert(rows: list[Booking]) -> bool:
    try:
        with transaction.atomic():
            Booking.objects.bulk_create(rows)
    except IntegrityError as error:
        _only_overlap(error)
        return False
    return True


def _confirmed(person: User, during: DateTimeTZRange, source: models.Model) -> Booking:
    return Booking(person=person, during=during, state=Booking.State.CONFIRMED, source_type=source._meta.model_name, source_id=source.pk)


def _update(rows: "models.QuerySet[Booking]", during: DateTimeTZRange, missing: Sequence[Booking]) -> bool:
    try:
        with transaction.atomic():
            rows.update(during=during)
            Booking.objects.bulk_create(missing)
    except IntegrityError as error:
        _only_overlap(error)
        return False
    return True


def _only_overlap(error: IntegrityError) -> None:
    if "booking_no_overlap" not in str(error):
        raise error


def _taken(people: Sequence[User], start: datetime, end: datetime, *, but: models.Model | None = None) -> Refused:
    """What the loser of a race hears: the time is gone, and these are free now."""
    begin = max(clock.now(), start - timedelta(days=1))
    fresh = queries.free_slots_of(people, begin, begin + timedelta(days=FRESH_DAYS), length=end - start, limit=12, but=but)
    return Conflict(_("This time has just been taken. Here are times that are free now."), code="slot-taken", slots=[as_pair(slot) for slot in fresh])


def as_pair(span: Span) -> dict[str, str]:
    """A slot as JSON: `{"start": ISO, "end": ISO}`."""
    return {"start": span.start.isoformat(), "end": span.end.isoformat()}
