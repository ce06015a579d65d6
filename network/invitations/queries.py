"""Reading invitations: by their guest, by a link, by a reply, as a diary."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db import models
from django.db.models import QuerySet

from network.accounts.models import User
from network.calendars.models import Booking
from network.calendars.queries import bookings_of
from network.core.errors import NotVisible
from network.invitations import itip
from network.invitations.letters import ANSWER_SALT, summary
from network.invitations.models import Attendee, Invitation


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a person's diary. `invitation` is None for time that is only held."""

    starts: datetime
    ends: datetime
    title: str
    state: str
    invitation: Invitation | None
    answer: str = ""
    others: tuple[User, ...] = ()

    @property
    def elsewhere(self) -> User | None:
        """Somebody whose clock may differ, for showing the time in both zones: the first of the others."""
        return self.others[0] if self.others else None


def diary_of(person: User, start: datetime, end: datetime | None = None) -> list[Entry]:
    """A person's bookings, the meetings behind them and who else comes, in order. Three queries."""
    bookings = list(bookings_of(person, start, end))
    ids = [row.source_id for row in bookings]
    found = {row.source_id: row for row in Invitation.objects.filter(source_id__in=ids, status=Invitation.Status.CONFIRMED)}
    guests: dict[UUID, list[Attendee]] = {}
    for guest in Attendee.objects.filter(invitation__in=found.values(), removed_at=None).select_related("person").order_by("id"):
        guests.setdefault(guest.invitation_id, []).append(guest)
    return [_entry(row, found.get(row.source_id), guests, person) for row in bookings]


def _entry(booking: Booking, invitation: Invitation | None, guests: dict[UUID, list[Attendee]], person: User) -> Entry:
    if invitation is None:
        return Entry(booking.during.lower, booking.during.upper, "", booking.state, None)
    here = guests.get(invitation.pk, [])
    answer = next((guest.answer for guest in here if guest.person_id == person.pk), "")
    others = tuple(guest.person for guest in here if guest.person_id != person.pk)
    return Entry(booking.during.lower, booking.during.upper, summary(invitation, person), booking.state, invitation, answer, others)


def invitation_of(about: models.Model) -> Invitation | None:
    """The calendar object of a meeting, if it has one. The caller has authorised reading the meeting."""
    return Invitation.objects.filter(source_type=about._meta.model_name, source_id=about.pk).first()


def answers_of(about: models.Model) -> QuerySet[Attendee]:
    """Who was asked to a meeting and what they said. The caller has authorised reading the meeting."""
    rows = Attendee.objects.filter(invitation__source_type=about._meta.model_name, invitation__source_id=about.pk, removed_at=None)
    return rows.select_related("person").order_by("id")


def guest_by_link(token: str) -> Attendee:
    """The guest behind a signed answer address. Raises NotVisible when it is forged or they were taken off."""
    try:
        pk = UUID(signing.Signer(salt=ANSWER_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        raise NotVisible from None
    guest = Attendee.objects.select_related("invitation", "person").filter(pk=pk, removed_at=None).first()
    if guest is None:
        raise NotVisible
    return guest


def guest_of_reply(reply: itip.Reply) -> Attendee | None:
    """The guest whose calendar sent a reply, by UID and the address that was invited; None when we invited nobody like that."""
    rows = Attendee.objects.select_related("invitation", "person").filter(removed_at=None)
    return rows.filter(invitation__uid=reply.uid, email__iexact=reply.email).first()
