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
from network.notifications import due, kinds, wake
from network.notifications.models import Delivery, MailHabits, Notification, Preference
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
    meeting_at: datetime | None = None,
) -> None:
    """Tell people something: a line in their list and a mail, as each of them prefers.

    Planning the same (kind, about, occurrence, person) again is harmless; with another `due_at` an
    unsent one moves. A newer one of the same kind about the same thing replaces older unsent ones, unless
    `replaces` is False: words that a person wrote are not made void by other words.
    Mails wait for the reader's working hours unless `urgent`. A mail with a calendar object always
    goes: without it the meeting in the reader's calendar would be wrong. `channels` says which ways
    there are for this one. A mail goes to the person's confirmed address at the time of sending,
    unless `address` binds it to the one that a calendar object names. `meeting_at` says that a meeting is changed
    which begins, or was to begin, then: told at once, whatever was chosen, where it is today or would be told too late.
    """
    people = [person for person in ([to] if isinstance(to, User) else to) if person.is_active]
    modes = _modes(people, kind)
    for person in people:
        is_pressing = meeting_at is not None and due_at is None and due.is_pressing(person, meeting_at)
        must = is_pressing or bool(calendar)
        if "page" in channels and (is_pressing or modes.get((person.pk, "page")) != kinds.OFF):
            _note(person, kind, about, str(occurrence), context, url, due_at, urgent=is_pressing)
        mode = kinds.NOW if must else modes.get((person.pk, "mail"), kinds.NOW)
        if calendar or ("mail" in channels and mode != kinds.OFF):
            is_later = mode == kinds.LATER and not urgent
            _deliver(
                kind=kind,
                about=about,
                occurrence=str(occurrence),
                channel="digest" if is_later else "mail",
                due_at=due_at or clock.now() if is_later else due.due_for(person, due_at, urgent=urgent or is_pressing, kind=kind),
                moves=due_at is not None,
                person=person,
                address=address or person.email,
                is_bound=bool(address),
                language=reading_language(person.languages),
                context=context,
                url=url,
                is_urgent=urgent or is_pressing,
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


def set_preference(*, by: User, group: str, channel: str, mode: str) -> None:
    """Choose how a group of kinds comes by a channel. Raises Invalid for what cannot be chosen."""
    if group not in kinds.GROUPS or mode not in kinds.MODES_OF.get(channel, ()):
        raise Invalid({"group": [_("There is no such choice.")]})
    if group in kinds.ALWAYS_ON and mode != kinds.NOW:
        raise Invalid({"group": [str(kinds.ALWAYS_ON[group])]})
    Preference.objects.update_or_create(person=by, group=group, channel=channel, defaults={"mode": mode})


@transaction.atomic
def stop_mails(*, person: User, group: str) -> None:
    """What the link in a mail does (RFC 8058): no more mails of this group; of the digest, none of what stands in it."""
    if group == kinds.DIGEST:
        Preference.objects.filter(person=person, channel="mail", mode=kinds.LATER).update(mode=kinds.OFF)
    else:
        set_preference(by=person, group=group, channel="mail", mode=kinds.OFF)


def reader_of(person: User) -> Reader:
    """A person as the renderer wants them."""
    return Reader(language=reading_language(person.languages), zone=person.time_zone, first_name=person.first_name if person.name else "")


def reading_language(languages: Iterable[str]) -> str:
    """The first of a person's languages that the platform speaks."""
    return next((code for code in map(interface_language, languages) if code), "en")


@transaction.atomic
def set_all(*, by: User, modes: dict[tuple[str, str], str], **habits: object) -> None:
    """All that a person chooses about being told, together or not at all. Raises Invalid."""
    set_habits(by=by, **habits)
    for (group, channel), mode in modes.items():
        set_preference(by=by, group=group, channel=channel, mode=mode)


def mode_of(person: User, kind: str) -> str:
    """How a kind comes by mail: at once, in the digest, or not at all."""
    return _modes([person], kind).get((person.pk, "mail"), kinds.NOW)


@transaction.atomic
def set_habits(*, by: User, **changes: object) -> MailHabits:
    """Change whether words of messages stand in mails, and when the digest comes. Raises Invalid for an hour in quiet hours."""
    habits, _made = MailHabits.objects.get_or_create(person=by)
    for name in ("with_words", "digest_every", "digest_day", "digest_hour"):
        setattr(habits, name, changes.get(name, getattr(habits, name)))
    if due.is_quiet_hour(by, habits.digest_hour):
        raise Invalid({"digest_hour": [_("This hour lies in your quiet hours. Choose another one, or change your quiet hours.")]})
    habits.save()
    return habits


def _modes(people: list[User], kind: str) -> dict[tuple[object, str], str]:
    """What the people chose for this kind, by person and channel; where nothing is named it is at once."""
    if not kinds.may_turn_off(kind):
        return {}
    rows = Preference.objects.filter(person__in=people, group=kinds.group_of(kind))
    return {(person, channel): mode for person, channel, mode in rows.values_list("person_id", "channel", "mode")}


def _note(person: User, kind: str, about: models.Model, occurrence: str, context: Context, url: str, due_at: datetime | None, *, urgent: bool) -> None:
    """The line in the list. In quiet hours it draws no attention: neither a frame nor a number at the bell before they end."""
    subject_type, subject_id = subject_of(about)
    shown_at = due_at or clock.now()
    rings_at = shown_at if urgent else due.rings_at(person, shown_at)
    row = Notification(
        person=person,
        kind=kind,
        subject_type=subject_type,
        subject_id=subject_id,
        occurrence=occurrence,
        context=context,
        url=url,
        due_at=shown_at,
        rings_at=rings_at,
    )
    same = Notification.objects.filter(person=person, kind=kind, subject_id=subject_id, occurrence=occurrence)
    if same.exists():
        if due_at is not None:
            same.filter(due_at__gt=clock.now()).update(due_at=due_at, rings_at=rings_at, context=context)
        return
    Notification.objects.bulk_create([row], ignore_conflicts=True)  # two planners at once: one row
    if max(row.due_at, rings_at) <= clock.now() and not clock.is_historic():
        frame = {"type": "notification", "id": str(row.pk), "text": render_notice(kind, context, reader_of(person)), "url": url}
        live.publish(f"user:{person.pk}", frame)


def _deliver(
    *,
    kind: str,
    about: models.Model | None,
    occurrence: str,
    due_at: datetime,
    moves: bool,
    stream: UUID | None = None,
    channel: str = "mail",
    **fields: object,
) -> None:
    """Write one row. `stream` stands in for the subject where no other mail about it may overtake this one."""
    subject_type, subject_id = subject_of(about)
    subject_id = stream or subject_id
    person, address = fields["person"], str(fields["address"])
    key = delivery_key(kind=kind, about=about, occurrence=occurrence, recipient=person.pk if isinstance(person, User) else address.lower(), channel=channel)
    row = Delivery(key=key, kind=kind, subject_type=subject_type, subject_id=subject_id, occurrence=occurrence, due_at=due_at, channel=channel, **fields)
    if clock.is_historic() and due_at <= clock.unpinned_now():
        # The past is enacted: what was due in it is on record, and never leaves.
        row.is_historic, row.state, row.sent_at = True, Delivery.State.SENT, due_at
    Delivery.objects.bulk_create([row], ignore_conflicts=True)
    if moves:
        Delivery.objects.filter(key=key, state=Delivery.State.DUE).exclude(due_at=due_at).update(due_at=due_at, context=fields["context"])
    if subject_id is not None:
        same = Delivery.objects.filter(subject_id=subject_id, kind=kind, channel=channel, address=address, state=Delivery.State.DUE)
        same.filter(id__lt=row.pk, due_at__gte=due_at).exclude(key=key).update(state=Delivery.State.SUPERSEDED)
    if channel == "mail" and due_at <= clock.now() and not row.is_historic:
        wake.after_commit()
