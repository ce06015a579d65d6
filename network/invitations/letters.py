"""What guests and makers of a meeting are sent, each in their own language and zone."""

from datetime import datetime

from django.core import signing
from django.template import TemplateDoesNotExist
from django.urls import reverse

from network.accounts.models import User
from network.core import clock
from network.invitations import itip
from network.invitations.models import Attendee, Invitation
from network.notifications import services as notifications
from network.notifications.mime import sender_address
from network.notifications.models import Delivery
from network.notifications.render import absolute, render_words

REQUEST, UPDATE, CANCELLED, REMOVED, ANSWERED = "invitation.request", "invitation.update", "invitation.cancelled", "invitation.removed", "invitation.answered"
ANSWER_SALT = "invitations.answer"


def send_request(row: Invitation, guest: Attendee, everybody: list[Attendee], *, was_at: datetime | None = None) -> None:
    """Invite, or tell of a change. Whoever has heard nothing yet is invited, however often it changed."""
    heard = _take_back(row, guest)
    _send(UPDATE if heard else REQUEST, row, guest, itip.request(_meeting(row, guest, everybody), dtstamp=clock.real_now()), was_at)


def send_cancel(row: Invitation, guest: Attendee, *, by: User | None = None, note: str = "") -> None:
    """Tell a guest that the meeting falls, and who called it off with which word; nothing to those who never heard of it."""
    if _take_back(row, guest):
        said = {"note": note, "who": str(by) if by is not None and by.pk != guest.person_id else ""}
        everybody = list(row.attendees.filter(removed_at=None).select_related("person").order_by("id"))
        _send(CANCELLED, row, guest, itip.cancel(_meeting(row, guest, everybody), dtstamp=clock.real_now()), **said)


def send_removal(row: Invitation, guest: Attendee) -> None:
    """Tell a guest that they are taken off; the object lists them alone."""
    if _take_back(row, guest):
        _send(REMOVED, row, guest, itip.cancel_for(_meeting(row, guest, [guest]), _line(guest), dtstamp=clock.real_now()))


def tell_maker(guest: Attendee) -> None:
    """Tell whoever made the meeting how a guest answered."""
    row = guest.invitation
    if row.made_by is None or row.made_by_id == guest.person_id:
        return
    context = {"who": str(guest.person), "answer": guest.answer, "title": row.title, "starts": row.starts_at.isoformat(), "worded": _worded(row, "title")}
    notifications.notify(
        to=row.made_by, kind=ANSWERED, about=guest, occurrence=f"{guest.answered_stamp:%Y%m%d%H%M%S%f}", context=context, url=row.url,
        meeting_at=row.starts_at,
    )  # fmt: skip


def answer_url(guest: Attendee) -> str:
    """The page where a guest answers without signing in. Whoever holds the address may answer."""
    return absolute(reverse("invitation-answer", args=[signing.Signer(salt=ANSWER_SALT).sign(guest.pk.hex)]))


def summary(row: Invitation, person: object) -> str:
    """The meeting's title in a person's language, where its kind has a template for it."""
    return _words(row, "summary", person) or row.title


def _take_back(row: Invitation, guest: Attendee) -> bool:
    """Take back what this guest was not yet sent; True when something did leave (or may have).

    In this order: a worker that is just starting to send either loses to the first statement, or
    has committed `sending`, which the second one sees. What an earlier stay was sent (taken off, asked again) does not count.
    """
    notifications.supersede(row, [REQUEST, UPDATE], people=[guest.person])
    gone = Delivery.objects.filter(subject_id=row.pk, person=guest.person_id, kind__in=[REQUEST, UPDATE], created_at__gte=guest.created_at)
    return gone.filter(state__in=[Delivery.State.SENDING, Delivery.State.SENT, Delivery.State.UNKNOWN]).exists()


def _send(kind: str, row: Invitation, guest: Attendee, ics: bytes, was_at: datetime | None = None, **more: object) -> None:
    context = _context(row, guest, was_at) | more
    notifications.notify(
        to=guest.person, kind=kind, about=row, occurrence=row.sequence, context=context, url=row.url if guest.person.claimed_at else "",
        meeting_at=min(row.starts_at, was_at or row.starts_at), calendar=ics.decode(), calendar_method=itip.method_of(ics), address=guest.email,
    )  # fmt: skip


def _context(row: Invitation, guest: Attendee, was_at: datetime | None) -> dict[str, object]:
    others = row.attendees.none() if row.is_private else row.attendees.filter(removed_at=None)
    people = [other.person for other in others.select_related("person").order_by("id")]
    context: dict[str, object] = {
        "title": row.title,
        "worded": _worded(row, "title", "description"),
        "starts": row.starts_at.isoformat(),
        "ends": row.ends_at.isoformat(),
        "location": row.location,
        "link": row.link,
        "people": [str(person) for person in people if person.pk != guest.person_id],
        "zones": sorted({person.time_zone for person in people} - {guest.person.time_zone}),
        "answer_url": answer_url(guest) if guest.answer == Attendee.Answer.NEEDS_ACTION else "",
    }
    if was_at and was_at != row.starts_at:
        context["was"] = was_at.isoformat()
    return context


def _meeting(row: Invitation, guest: Attendee, everybody: list[Attendee]) -> itip.Meeting:
    description = _words(row, "description", guest.person)
    return itip.Meeting(
        uid=row.uid,
        sequence=row.sequence,
        summary=summary(row, guest.person),
        starts=row.starts_at,
        ends=row.ends_at,
        organizer_email=sender_address(),
        organizer_name="Northbridge",
        description="\n\n".join(part for part in (description, row.link) if part),
        location=row.location or row.link,
        url=absolute(row.url) if row.url else row.link,
        guests=tuple(_line(other) for other in ([guest] if row.is_private else everybody)),
    )


def _line(guest: Attendee) -> itip.Guest:
    return itip.Guest(guest.email, guest.person.name, guest.answer.upper(), optional=guest.role == "OPT-PARTICIPANT")


def _words(row: Invitation, part: str, person: object) -> str:
    try:
        return render_words(_template(row, part), _facts(row), notifications.reader_of(person))
    except TemplateDoesNotExist:
        return ""


def _worded(row: Invitation, *parts: str) -> dict[str, object]:
    """Parts of a meeting that are put into words when a notice or a mail is read."""
    return {part: {"template": _template(row, part), "facts": _facts(row)} for part in parts}


def _template(row: Invitation, part: str) -> str:
    return f"invitation/{row.source_type}/{'summary' if part == 'title' else part}.txt"


def _facts(row: Invitation) -> dict[str, object]:
    return {**row.context, "title": row.title, "link": row.link}
