"""The digest: what a person chose to hear later, in one mail at the hour they chose, in their own zone.

What waits is a `Delivery` of the channel `digest`; it is overtaken and taken back as mails are. The digest's own mail goes
through the outbox like any other: written in the transaction that marks what it collects, so that nothing is lost or told twice.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.urls import reverse

from network.accounts.models import User
from network.calendars.people import working_time_of
from network.calendars.working_time import WorkingTime, day_off_reason
from network.calendars.zones import edge_instant
from network.core import clock
from network.notifications import compose, kinds, queries, services
from network.notifications.models import Delivery, MailHabits, Notification
from network.notifications.render import absolute, render_notice
from network.notifications.subjects import stream_of

KIND = "digest"
MOST = 40  # lines of one digest; what is more stands in the list on the page
LOOK_AHEAD = 120  # days


def send_due() -> int:
    """Write the digest of everybody whose hour has come since something began to wait; returns how many."""
    waiting = Delivery.objects.filter(channel="digest", state=Delivery.State.DUE, due_at__lte=clock.now())
    people = waiting.order_by("person").values_list("person", flat=True).distinct()
    return sum(_collect(person) for person in User.objects.filter(pk__in=people, is_active=True).order_by("pk"))


def next_moment(after: datetime, habits: MailHabits, hours: WorkingTime) -> datetime:
    """The first time after `after` at which a digest comes: on a working day, or once a week, never on a day off."""
    start = after.date() - timedelta(days=1)  # the date where the person is may be another one
    for day in (start + timedelta(days=offset) for offset in range(LOOK_AHEAD)):
        moment = edge_instant(datetime.combine(day, time(habits.digest_hour)), hours.zone)
        if moment > after and _is_day(day, habits, hours):
            return moment
    return after + timedelta(days=7)


def _is_day(day: date, habits: MailHabits, hours: WorkingTime) -> bool:
    if day_off_reason(day, hours):
        return False
    if habits.digest_every == MailHabits.Every.DAY:
        return day.weekday() in hours.days or not hours.days
    while day.weekday() != habits.digest_day:  # the chosen day was off, and all since then: today is the first that is not
        day -= timedelta(days=1)
        if not day_off_reason(day, hours):
            return False
    return True


@transaction.atomic
def _collect(person: User) -> bool:
    # The race: two sweeps collect for one person. Whoever locks the rows writes the mail; the other finds none left.
    mine = Delivery.objects.filter(person=person, channel="digest", state=Delivery.State.DUE, due_at__lte=clock.now())
    rows = list(mine.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("id"))
    if not rows or next_moment(min(row.due_at for row in rows), queries.habits_of(person), working_time_of(person)) > clock.now():
        return False
    left = [row for row in rows if _is_news(row, person)]
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(state=Delivery.State.SUPERSEDED)
    if not left:
        return False
    Delivery.objects.filter(pk__in=[row.pk for row in left]).update(state=Delivery.State.SENT, sent_at=clock.now())
    items = [{"kind": row.kind, "subject": str(row.subject_id), "occurrence": row.occurrence, "context": row.context, "url": row.url} for row in left]
    services.notify(
        to=person, kind=KIND, about=person, occurrence=str(left[-1].pk), context={"items": items[-MOST:], "more": max(0, len(items) - MOST)},
        url=reverse("notifications"), channels=("mail",), replaces=False,
    )  # fmt: skip
    return True


def _is_news(row: Delivery, person: User) -> bool:
    """Whether it is still to be told: not seen on the page, not turned off since, and something left in it."""
    if _was_read(person, row.kind, str(row.subject_id), row.occurrence):
        return False
    if services.mode_of(person, row.kind) == kinds.OFF:
        return False
    try:
        compose.fresh_context(row)
    except compose.NothingLeft:
        return False
    return True


def _was_read(person: User, kind: str, subject: str, occurrence: str) -> bool:
    read = Notification.objects.filter(person=person, kind=kind, occurrence=occurrence, read_at__isnull=False)
    return any(subject in {str(note.subject_id), str(stream_of(note.subject_id, occurrence))} for note in read)


def freshened(person: User, context: dict) -> dict | None:
    """The lines of the digest when it leaves, in the reader's language, without what was seen meanwhile; None when nothing is left."""
    reader = services.reader_of(person)
    left = [item for item in context["items"] if not _was_read(person, item["kind"], item["subject"], item["occurrence"])]
    lines = [{"words": render_notice(item["kind"], item["context"], reader), "url": absolute(item["url"])} for item in left]
    return context | {"lines": lines, "count": len(lines) + context["more"]} if lines else None
