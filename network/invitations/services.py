"""Inviting, changing, taking off and calling off. Each guest hears only what concerns them."""

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from types import ModuleType
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, require
from network.core.locks import hold_row
from network.invitations import letters, rules
from network.invitations.models import Attendee, Invitation
from network.notifications.mime import sender_address

Answer = Attendee.Answer
# A change of these is worth a new mail; of the first two also a new answer.
TIMES = ("starts_at", "ends_at")
SHOWN = (*TIMES, "title", "location", "link", "url", "context")


@transaction.atomic
def invite(
    *,
    about: models.Model,
    people: Iterable[User],
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    by: User | None,
    accepted: Iterable[User] = (),
    optional: Iterable[User] = (),
    location: str = "",
    link: str = "",
    url: str = "",
    context: dict | None = None,
    is_private: bool = False,
) -> Invitation:
    """Make the calendar object of a meeting and invite its people (METHOD:REQUEST, SEQUENCE 0).

    `accepted` names those who agreed to the time already: their answer stands, they get the entry
    all the same. Guests of a private one learn nothing of each other. Called again for the same meeting it is `update`.
    """
    found = _locked(about)
    if found is not None:
        shown = {"title": title, "starts_at": starts_at, "ends_at": ends_at, "location": location, "link": link, "url": url, "context": context or {}}
        return update(about=about, by=by, people=people, accepted=accepted, **shown)
    row = Invitation(
        source_type=about._meta.model_name, source_id=about.pk, title=title, starts_at=starts_at, ends_at=ends_at,
        location=location, link=link, url=url, context=context or {}, made_by=by, is_private=is_private,
    )  # fmt: skip
    row.uid = f"{row.pk}@{sender_address().rpartition('@')[2]}"
    row.save()
    _add(row, people, accepted=accepted, optional=optional)
    _send_requests(row, _guests(row))
    return row


@transaction.atomic
def update(*, about: models.Model, by: User | None, people: Iterable[User] | None = None, accepted: Iterable[User] = (), **changes: object) -> Invitation:
    """Change a meeting: its times, title, location, link, url, context or (all) its people.

    Those who stay hear of it only when something they see has changed; new guests are invited,
    guests who are no longer named are taken off. A new time asks everybody again, but for
    `accepted`. A meeting that was called off is taken up again.
    """
    row = _required(about)
    changed = [name for name in SHOWN if name in changes and getattr(row, name) != changes[name]]
    revived = row.status == Invitation.Status.CANCELLED
    before = _guests(row)
    leaving, joining = _difference(before, people)
    if not (changed or leaving or joining or revived):
        return row
    was_at = row.starts_at
    for name in changed:
        setattr(row, name, changes[name])
    row.status = Invitation.Status.CONFIRMED
    row.sequence += 1
    row.save()
    _take_off(row, leaving)
    if revived or set(changed) & set(TIMES):
        _ask_again(row, accepted)
    _add(row, joining, accepted=accepted)
    stays = {guest.pk for guest in before}
    touched = [guest for guest in _guests(row) if changed or revived or guest.pk not in stays]
    _send_requests(row, touched, was_at=was_at)
    return row


def add_guest(*, about: models.Model, person: User, by: User | None, optional: bool = False) -> Attendee:
    """Invite one more person; the others hear nothing."""
    with transaction.atomic():
        row = _required(about)
        found = row.attendees.filter(person=person, removed_at=None).first()
        if found:
            return found
        row.sequence += 1
        row.save(update_fields=["sequence"])
        _add(row, [person], optional=[person] if optional else ())
        guest = row.attendees.get(person=person, removed_at=None)
        _send_requests(row, [guest])
    return guest


def remove_guest(*, about: models.Model, person: User, by: User | None) -> None:
    """Take one person off: they alone get METHOD:CANCEL, which lists them alone."""
    with transaction.atomic():
        row = _required(about)
        leaving = [guest for guest in _guests(row) if guest.person_id == person.pk]
        if leaving:
            row.sequence += 1
            row.save(update_fields=["sequence"])
            _take_off(row, leaving)


def cancel(*, about: models.Model, by: User | None, note: str = "") -> None:
    """Call a meeting off: METHOD:CANCEL to everybody who was told of it, with a word why. Harmless when repeated."""
    with transaction.atomic():
        row = _locked(about)
        if row is None or row.status == Invitation.Status.CANCELLED:
            return
        row.sequence += 1
        row.status = Invitation.Status.CANCELLED
        row.save(update_fields=["sequence", "status"])
        for guest in _guests(row):
            letters.send_cancel(row, guest, by=by, note=note)


def record_answer(*, attendee_id: UUID, answer: str, sequence: int | None = None, stamp: datetime | None = None) -> Attendee:
    """Write down a guest's answer; whoever made the meeting hears of it, unless the meeting's area tells of it itself.

    `sequence` is the SEQUENCE that the guest had before them, `stamp` the real time of the answer (a reply's DTSTAMP).
    Raises Conflict when the meeting has begun, was called off, is not any more what was answered, or when the guest who
    comes after all has something else at its time (then with `slots`).
    """
    with transaction.atomic():
        area = _area_of(attendee_id)
        if area is not None:  # first of all locks, as when the meeting is changed: in another order the two could wait for each other
            area.lock(Invitation.objects.values_list("source_id", flat=True).get(attendees=attendee_id))
        # The races: the meeting moves while a guest says yes to the old time, so the meeting's lock comes first, as in
        # `update`; and a double click, or a reply by mail beside a click, must leave one answer, the last.
        Invitation.objects.select_for_update(of=("self",), no_key=True).get(attendees=attendee_id)
        guest = hold_row(Attendee.objects.select_related("invitation", "person"), attendee_id)
        require(rules.can_answer(guest))
        if sequence is not None and sequence != guest.sent_sequence:
            raise Conflict(_("The meeting has changed since you read of it. Here is how it stands now; please answer once more."), code="overtaken")
        changed = guest.answer != answer
        guest.answer = Answer(answer)
        guest.answered_at = clock.now()
        guest.answered_stamp = min(stamp or clock.real_now(), clock.real_now())  # a calendar whose clock is ahead must not outrun later answers
        guest.answered_sequence = guest.sent_sequence
        guest.save(update_fields=["answer", "answered_at", "answered_stamp", "answered_sequence"])
        if changed and not (area is not None and area.follow(guest)):
            letters.tell_maker(guest)
    return guest


def agree(*, about: models.Model, people: Iterable[User]) -> None:
    """Note that these guests come, who said so on the meeting's page; nobody is written to."""
    guests = _required(about).attendees.filter(person__in=list(people), removed_at=None).exclude(answer=Answer.ACCEPTED)
    guests.update(answer=Answer.ACCEPTED, answered_at=clock.now(), answered_stamp=clock.real_now())


def _area_of(attendee_id: UUID) -> ModuleType | None:
    """The area that acts on answers to this kind of meeting, named in the settings: a module with `lock(source_id)` and `follow(guest)`.

    `follow` returns whether it tells of the answer itself.
    """
    kind = Invitation.objects.values_list("source_type", flat=True).get(attendees=attendee_id)
    return import_module(settings.ANSWERED_BY[kind]) if kind in settings.ANSWERED_BY else None


def _locked(about: models.Model) -> Invitation | None:
    """The invitation, locked: two changes at once must not get the same SEQUENCE."""
    rows = Invitation.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(source_type=about._meta.model_name, source_id=about.pk).first()


def _required(about: models.Model) -> Invitation:
    row = _locked(about)
    if row is None:
        raise ValueError(f"no invitation was made for {about!r}")
    return row


def _guests(row: Invitation) -> list[Attendee]:
    return list(row.attendees.filter(removed_at=None).select_related("person").order_by("id"))


def _difference(before: list[Attendee], people: Iterable[User] | None) -> tuple[list[Attendee], list[User]]:
    if people is None:
        return [], []
    wanted = {person.pk: person for person in people}
    leaving = [guest for guest in before if guest.person_id not in wanted]
    known = {guest.person_id for guest in before}
    return leaving, [person for pk, person in wanted.items() if pk not in known]


def _add(row: Invitation, people: Iterable[User], *, accepted: Iterable[User] = (), optional: Iterable[User] = ()) -> None:
    agreed, may_miss = {p.pk for p in accepted}, {p.pk for p in optional}
    for person in {p.pk: p for p in people}.values():
        row.attendees.create(
            person=person,
            email=person.email,
            answer=Answer.ACCEPTED if person.pk in agreed else Answer.NEEDS_ACTION,
            answered_at=clock.now() if person.pk in agreed else None,
            role="OPT-PARTICIPANT" if person.pk in may_miss else "REQ-PARTICIPANT",
        )


def _ask_again(row: Invitation, accepted: Iterable[User]) -> None:
    agreed = [person.pk for person in accepted]
    guests = row.attendees.filter(removed_at=None)
    guests.exclude(person__in=agreed).update(answer=Answer.NEEDS_ACTION, answered_at=None, answered_stamp=None)
    guests.filter(person__in=agreed).update(answer=Answer.ACCEPTED, answered_at=clock.now())


def _take_off(row: Invitation, guests: list[Attendee]) -> None:
    for guest in guests:
        guest.removed_at = clock.now()
        guest.save(update_fields=["removed_at"])
        letters.send_removal(row, guest)


def _send_requests(row: Invitation, guests: list[Attendee], *, was_at: datetime | None = None) -> None:
    everybody = _guests(row)
    for guest in guests:
        letters.send_request(row, guest, everybody, was_at=was_at)
    row.attendees.filter(pk__in=[guest.pk for guest in guests]).update(sent_sequence=row.sequence)
