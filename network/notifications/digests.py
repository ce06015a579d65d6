"""The digest: what a person chose to hear later, in one mail at the hour they chose, in their own zone.

What waits is a `Delivery` of the channel `digest`; it is overtaken and taken back as mails are. The digest's own mail goes
through the outbox like any other: written in the transaction that marks what it collects, so that nothing is lost or told twice.
What was collected is `sending` until that mail has left, with the mail's occurrence as its `message_id`. Where the mail failed
it waits for the next digest.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Min, OuterRef, Subquery
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
MOST = 40  # lines of one digest; of what is more those stay away that stand in the list on the page
TRIES = 3  # digests whose mail failed, until what they told is given up as other mails are
State = Delivery.State
LOOK_AHEAD = 120  # days


def send_due() -> int:
    """Write the digest of everybody whose hour has come since something began to wait; returns how many."""
    _settle()
    waiting = Delivery.objects.filter(channel="digest", state=State.DUE, due_at__lte=clock.now())
    people = waiting.order_by("person").values_list("person", flat=True).distinct()
    return sum(_collect(person) for person in User.objects.filter(pk__in=people, is_active=True).order_by("pk"))


def next_due_at(after: datetime) -> datetime | None:
    """The first moment after `after` at which somebody's digest comes, of what waits now."""
    waiting = Delivery.objects.filter(channel="digest", state=State.DUE).order_by("person").values("person").annotate(since=Min("due_at"))
    people = User.objects.in_bulk([row["person"] for row in waiting])
    asked = [(people[row["person"]], row["since"]) for row in waiting if people[row["person"]].is_active]
    moments = (next_moment(since, queries.habits_of(person), working_time_of(person)) for person, since in asked)
    return min((moment for moment in moments if moment > after), default=None)


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
    mine = Delivery.objects.filter(person=person, channel="digest", state=State.DUE, due_at__lte=clock.now())
    rows = list(mine.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("id"))
    if not rows or next_moment(min(row.due_at for row in rows), queries.habits_of(person), working_time_of(person)) > clock.now():
        return False
    left = [row for row in rows if _is_news(row, person)]
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.SUPERSEDED)
    if not left:
        return False
    number = f"{left[-1].pk}.{left[-1].attempts}"  # another one for what a mail that failed was to tell
    Delivery.objects.filter(pk__in=[row.pk for row in left]).update(state=State.SENDING, lease_until=None, message_id=number)
    shown = _shown(left, person)
    items = [
        {"delivery": str(row.pk), "kind": row.kind, "subject": str(row.subject_id), "occurrence": row.occurrence, "context": row.context, "url": row.url}
        for row in shown
    ]
    services.notify(
        to=person, kind=KIND, about=person, occurrence=number, context={"items": items, "more": len(left) - len(shown), "number": number},
        url=reverse("notifications"), channels=("mail",), replaces=False,
    )  # fmt: skip
    return True


def _shown(rows: list[Delivery], person: User) -> list[Delivery]:
    """The newest ones, and of the older ones what stands in no list: it is told here or nowhere."""
    older = [row for row in rows[:-MOST] if not _notes(person, row.kind, str(row.subject_id), row.occurrence)]
    return older + rows[-MOST:]


def _settle() -> None:
    """What became of a digest's mail becomes of what it collected. A person may still decide on a mail that failed: that counts too."""
    mail = Delivery.objects.filter(kind=KIND, channel="mail", person=OuterRef("person"), occurrence=OuterRef("message_id"))
    waiting = Delivery.objects.filter(channel="digest", state__in=[State.SENDING, State.DUE]).exclude(message_id="")
    carried = waiting.annotate(became=Subquery(mail.values("state")[:1]))
    carried.filter(became=State.SENT).update(state=State.SENT, sent_at=clock.now())
    carried.filter(became=State.SUPERSEDED).update(state=State.SUPERSEDED)
    failed = carried.filter(became=State.FAILED, state=State.SENDING)
    failed.filter(attempts__gte=TRIES - 1).update(state=State.FAILED)
    failed.update(state=State.DUE, due_at=clock.now(), attempts=F("attempts") + 1)


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
    return any(note.read_at is not None for note in _notes(person, kind, subject, occurrence))


def _notes(person: User, kind: str, subject: str, occurrence: str) -> list[Notification]:
    """The line in the person's list about the same, where there is one."""
    notes = Notification.objects.filter(person=person, kind=kind, occurrence=occurrence)
    return [note for note in notes if subject in {str(note.subject_id), str(stream_of(note.subject_id, occurrence))}]


def freshened(person: User, context: dict) -> dict | None:
    """The lines of the digest when it leaves, in the reader's language, without what was seen or told meanwhile; None when nothing is left."""
    reader = services.reader_of(person)
    elsewhere = _told_elsewhere(context)
    items = [item for item in context["items"] if item.get("delivery") not in elsewhere]
    left = [item for item in items if not _was_read(person, item["kind"], item["subject"], item["occurrence"])]
    lines = [{"words": render_notice(item["kind"], item["context"], reader), "url": absolute(item["url"])} for item in left]
    return context | {"lines": lines, "count": len(lines) + context["more"]} if lines else None


def _told_elsewhere(context: dict) -> set[str]:
    """What another digest tells or has told: this one had failed, and is sent again by hand."""
    ours = Delivery.objects.filter(pk__in=[item["delivery"] for item in context["items"] if "delivery" in item])
    others = ours.filter(state__in=[State.SENDING, State.SENT]).exclude(message_id=context.get("number", ""))
    return {str(pk) for pk in others.values_list("pk", flat=True)}
