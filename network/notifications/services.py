"""Telling people. Everything here writes rows in the caller's transaction; sending is outbox.py."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from network.accounts.models import User
from network.core import clock, live
from network.core.errors import Invalid
from network.core.languages import interface_language
from network.core.models import uuid7
from network.notifications import kinds, wake
from network.notifications.due import due_for
from network.notifications.models import Delivery, Notification, Preference
from network.notifications.render import Reader, render_notice
from network.notifications.subjects import delivery_key, occurrence_stream, subject_of

Context = dict[str, object]


@transaction.atomic
def notify(
    *,
    to: User | Iterable[User],
    kind: str,
    about: models.Model,
    occurrence: str | int = "1",
    context: Context,
    url: str = "",
    due_at: datetime | None = None,
    urgent: bool = False,
    calendar: str = "",
    calendar_method: str = "",
    channels: Collection[str] = tuple(kinds.CHANNELS),
    address: str = "",
    replaces: bool = True,
) -> None:
    """Tell people something: a line in their list and a mail, as each of them prefers.

    Planning the same (kind, about, occurrence, person) again is harmless; with another `due_at` an
    unsent one moves. A newer one of the same kind about the same thing replaces older unsent ones, unless
    `replaces` is False: words that a person wrote are not made void by other words.
    Mails wait for the reader's working hours unless `urgent`. A mail with a calendar object always
    goes: without it the meeting in the reader's calendar would be wrong. `channels` says which ways
    there are for this one. A mail goes to the person's confirmed address at the time of sending,
    unless `address` binds it to the one that a calendar object names.
    """
    people = [person for person in ([to] if isinstance(to, User) else to) if person.is_active]
    off = _turned_off(people, kind)
    for person in people:
        if "page" in channels and (person.pk, "page") not in off:
            _note(person, kind, about, str(occurrence), context, url, due_at)
        if calendar or ("mail" in channels and (person.pk, "mail") not in off):
            _deliver(
                kind=kind,
                about=about,
                occurrence=str(occurrence),
                due_at=due_for(person, due_at, urgent=urgent, kind=kind),
                moves=due_at is not None,
                person=person,
                address=address or person.email,
                is_bound=bool(address),
                language=reading_language(person.languages),
                context=context,
                url=url,
                is_urgent=urgent,
                wipe_body=kind in kinds.FROM_PEOPLE,
                calendar=calendar,
                calendar_method=calendar_method,
                stream=occurrence_stream(about, str(occurrence)) if not replaces else None,
            )


@transaction.atomic
def mail_to_address(
    *,
    address: str,
    kind: str,
    context: Context,
    language: str,
    about: models.Model | None = None,
    occurrence: str | int = "",
    url: str = "",
    person: User | None = None,
    wipe: bool = True,
    due_at: datetime | None = None,
) -> None:
    """Mail an address at once: sign-in mails, and people who have no account yet.

    Without `occurrence` each call is a new mail. `wipe` clears the text once it has left, since it
    holds a code or a link that opens something.
    """
    _deliver(
        person=person, address=address, language=language, kind=kind, about=about, occurrence=str(occurrence or uuid7()), context=context,
        url=url, due_at=due_at or clock.now(), moves=due_at is not None, is_urgent=True, wipe_body=wipe, is_bound=True,
    )  # fmt: skip


def supersede(about: models.Model, kinds: Iterable[str] | None = None, *, people: Iterable[User] | None = None) -> int:
    """Take back what was not sent yet about a thing (of some kinds, for some people); returns how many mails."""
    _type, subject_id = subject_of(about)
    chosen = Q(subject_id=subject_id)
    if kinds is not None:
        chosen &= Q(kind__in=list(kinds))
    if people is not None:
        chosen &= Q(person__in=list(people))
    Notification.objects.filter(chosen, due_at__gt=clock.now()).delete()
    return Delivery.objects.filter(chosen, state=Delivery.State.DUE).update(state=Delivery.State.SUPERSEDED)


def mark_read(*, by: User, ids: Iterable[object] | None = None, about: models.Model | None = None) -> int:
    """Mark some, those about a thing, or all of one's own notifications as read; returns how many changed."""
    mine = Notification.objects.filter(person=by, read_at=None, due_at__lte=clock.now())
    if ids is not None:
        mine = mine.filter(pk__in=list(ids))
    if about is not None:
        mine = mine.filter(subject_id=about.pk)
    return mine.update(read_at=clock.now())


def set_preference(*, by: User, group: str, channel: str, is_on: bool) -> None:
    """Turn a group of kinds on or off for a channel. Raises Invalid for what cannot be turned off."""
    if group not in kinds.GROUPS or channel not in kinds.CHANNELS:
        raise Invalid({"group": [_("There is no such choice.")]})
    if group in kinds.ALWAYS_ON and not is_on:
        raise Invalid({"group": [_("These are needed to sign in, so they always come.")]})
    Preference.objects.update_or_create(person=by, group=group, channel=channel, defaults={"is_on": is_on})


def reader_of(person: User) -> Reader:
    """A person as the renderer wants them."""
    return Reader(language=reading_language(person.languages), zone=person.time_zone, first_name=person.first_name if person.name else "")


def reading_language(languages: Iterable[str]) -> str:
    """The first of a person's languages that the platform speaks."""
    return next((code for code in map(interface_language, languages) if code), "en")


def _turned_off(people: list[User], kind: str) -> set[tuple[object, str]]:
    if not kinds.may_turn_off(kind):
        return set()
    rows = Preference.objects.filter(person__in=people, group=kinds.group_of(kind), is_on=False)
    return set(rows.values_list("person_id", "channel"))


def _note(person: User, kind: str, about: models.Model, occurrence: str, context: Context, url: str, due_at: datetime | None) -> None:
    subject_type, subject_id = subject_of(about)
    row = Notification(
        person=person,
        kind=kind,
        subject_type=subject_type,
        subject_id=subject_id,
        occurrence=occurrence,
        context=context,
        url=url,
        due_at=due_at or clock.now(),
    )
    same = Notification.objects.filter(person=person, kind=kind, subject_id=subject_id, occurrence=occurrence)
    if same.exists():
        if due_at is not None:
            same.filter(due_at__gt=clock.now()).update(due_at=due_at, context=context)
        return
    Notification.objects.bulk_create([row], ignore_conflicts=True)  # two planners at once: one row
    if row.due_at <= clock.now() and not clock.is_historic():
        frame = {"type": "notification", "id": str(row.pk), "text": render_notice(kind, context, reader_of(person)), "url": url}
        live.publish(f"user:{person.pk}", frame)


def _deliver(*, kind: str, about: models.Model | None, occurrence: str, due_at: datetime, moves: bool, stream: UUID | None = None, **fields: object) -> None:
    """Write one row. `stream` stands in for the subject where no other mail about it may overtake this one."""
    subject_type, subject_id = subject_of(about)
    subject_id = stream or subject_id
    person, address = fields["person"], str(fields["address"])
    key = delivery_key(kind=kind, about=about, occurrence=occurrence, recipient=person.pk if isinstance(person, User) else address.lower(), channel="mail")
    row = Delivery(key=key, kind=kind, subject_type=subject_type, subject_id=subject_id, occurrence=occurrence, due_at=due_at, **fields)
    if clock.is_historic() and due_at <= clock.unpinned_now():
        # The past is enacted: what was due in it is on record, and never leaves.
        row.is_historic, row.state, row.sent_at = True, Delivery.State.SENT, due_at
    Delivery.objects.bulk_create([row], ignore_conflicts=True)
    if moves:
        Delivery.objects.filter(key=key, state=Delivery.State.DUE).exclude(due_at=due_at).update(due_at=due_at, context=fields["context"])
    if subject_id is not None:
        same = Delivery.objects.filter(subject_id=subject_id, kind=kind, channel="mail", address=address, state=Delivery.State.DUE)
        same.filter(id__lt=row.pk, due_at__gte=due_at).exclude(key=key).update(state=Delivery.State.SUPERSEDED)
    if due_at <= clock.now() and not row.is_historic:
        wake.after_commit()
