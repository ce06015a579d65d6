"""Calendar messages as other people's mail programs expect them. Pure: no Django.

Rules and where they come from:

- One UID for the life of a meeting, SEQUENCE rises with every change of what was sent
  (RFC 5546, 2.1.4 and 2.1.5). DTSTAMP is the real time at which the message was made.
- METHOD:REQUEST from the first mail, never PUBLISH: a calendar that got PUBLISH ignores CANCEL.
- A meeting that falls goes to all guests as METHOD:CANCEL with STATUS:CANCELLED. A guest who is
  taken off gets METHOD:CANCEL that lists that guest alone and has no STATUS (RFC 5546, 3.2.5).
- ORGANIZER stays the same for life and is a mailbox that takes replies.
- Single meetings in UTC. No VALARM: whether a calendar rings is its owner's business.
- A mail carries `text/calendar; method=...` with the METHOD of its body (RFC 6047, 2.4), as an
  alternative to the text; the same bytes stand as a file for programs that open only files.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy

from icalendar import Calendar, Event, vCalAddress, vDDDTypes, vText, vUri

PRODID = "-//Northbridge//Meetings 1.0//EN"
PARTSTATS = ("NEEDS-ACTION", "ACCEPTED", "TENTATIVE", "DECLINED")


class NotAReply(ValueError):
    """The bytes are not an answer to an invitation; the text says what is missing."""

    code = "not-a-calendar-reply"


@dataclass(frozen=True, slots=True)
class Guest:
    """One ATTENDEE line."""

    email: str
    name: str = ""
    partstat: str = "NEEDS-ACTION"
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """What an invitation says. ``starts`` and ``ends`` are aware; ``guests`` are all who are in."""

    uid: str
    sequence: int
    summary: str
    starts: datetime
    ends: datetime
    organizer_email: str
    organizer_name: str = ""
    description: str = ""
    location: str = ""
    url: str = ""
    guests: tuple[Guest, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """One guest's answer, as their calendar sent it."""

    uid: str
    sequence: int
    email: str
    partstat: str
    dtstamp: datetime
    comment: str = ""


def request(meeting: Meeting, *, dtstamp: datetime) -> bytes:
    """Return METHOD:REQUEST for a new or changed meeting, listing every guest."""
    return _calendar("REQUEST", _event(meeting, meeting.guests, dtstamp, status="CONFIRMED"))


def cancel(meeting: Meeting, *, dtstamp: datetime) -> bytes:
    """Return METHOD:CANCEL for a meeting that falls, for all its guests."""
    return _calendar("CANCEL", _event(meeting, meeting.guests, dtstamp, status="CANCELLED"))


def cancel_for(meeting: Meeting, guest: Guest, *, dtstamp: datetime) -> bytes:
    """Return METHOD:CANCEL for one guest who is taken off a meeting that goes on."""
    return _calendar("CANCEL", _event(meeting, (guest,), dtstamp, status=None))


def method_of(ics: bytes) -> str:
    """Return the METHOD that the MIME part of these bytes must name."""
    return str(Calendar.from_ical(ics)["METHOD"])


def parse_reply(ics: bytes) -> Reply:
    """Read a METHOD:REPLY. Raises NotAReply for anything else, however broken."""
    try:
        calendar = Calendar.from_ical(ics)
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise NotAReply("not an iCalendar object") from error
    if str(calendar.get("METHOD", "")).upper() != "REPLY":
        raise NotAReply("METHOD is not REPLY")
    events = calendar.walk("VEVENT")
    if len(events) != 1:
        raise NotAReply("a reply holds exactly one VEVENT")
    return _reply(events[0])


def parse_mail(raw: bytes) -> Reply:
    """Find the calendar reply in a MIME message. Raises NotAReply."""
    message = message_from_bytes(raw, policy=policy.default)
    for part in message.walk():
        if part.get_content_type() in ("text/calendar", "application/ics"):
            return parse_reply(part.get_payload(decode=True) or b"")
    raise NotAReply("the mail has no calendar part")


def is_current(reply: Reply, *, sequence: int, answered: datetime | None) -> bool:
    """Whether a reply still counts (RFC 5546, 2.1.5).

    It must answer the SEQUENCE last sent, and be newer than the answer already on record.
    """
    return reply.sequence == sequence and (answered is None or reply.dtstamp > answered)


def _calendar(method: str, event: Event) -> bytes:
    calendar = Calendar()  # not Calendar.new(): that puts a second UID on the VCALENDAR
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(event)
    return calendar.to_ical()


def _event(meeting: Meeting, guests: Sequence[Guest], dtstamp: datetime, *, status: str | None) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", _utc(dtstamp))
    event.add("dtstart", _utc(meeting.starts))
    event.add("dtend", _utc(meeting.ends))
    event.add("summary", clean(meeting.summary))
    for name, value in (("description", meeting.description), ("location", meeting.location)):
        if value:
            event.add(name, clean(value))
    if meeting.url:
        event.add("url", vUri(clean(meeting.url).replace("\n", "")))
    if status:
        event.add("status", status)
        event.add("transp", "OPAQUE")
    event.add("organizer", _address(meeting.organizer_email, meeting.organizer_name), encode=0)
    for guest in guests:
        event.add("attendee", _attendee(guest, asks=status == "CONFIRMED"), encode=0)
    return event


def _attendee(guest: Guest, *, asks: bool) -> vCalAddress:
    address = _address(guest.email, guest.name)
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText("OPT-PARTICIPANT" if guest.optional else "REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText(guest.partstat)
    if asks:
        address.params["RSVP"] = vText("TRUE")
    return address


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    if name:
        # Neither a double quote nor a line break can stand in a parameter.
        address.params["CN"] = vText(clean(name).replace('"', "'").replace("\n", " "))
    return address


def clean(text: str) -> str:
    """Leave out control characters, which RFC 5545 3.1 forbids; keep line breaks and tabs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone")
    return instant.astimezone(UTC).replace(microsecond=0)


def _reply(event: Event) -> Reply:
    guests = event.get("ATTENDEE", [])
    guests = guests if isinstance(guests, list) else [guests]
    if len(guests) != 1 or not event.get("UID") or "DTSTAMP" not in event:
        raise NotAReply("a reply names one UID, one ATTENDEE and a DTSTAMP")
    guest = guests[0]
    partstat = str(getattr(guest, "params", {}).get("PARTSTAT", "")).upper()
    # Values that cannot be read come as vBroken, whose attributes raise BrokenCalendarProperty.
    stamp = event["DTSTAMP"].dt if isinstance(event["DTSTAMP"], vDDDTypes) else None
    sequence = event.get("SEQUENCE", 0)
    if not isinstance(sequence, int):
        raise NotAReply("SEQUENCE is not a number")
    if partstat not in PARTSTATS or not isinstance(stamp, datetime) or stamp.tzinfo is None:
        raise NotAReply("PARTSTAT or DTSTAMP cannot be read")
    return Reply(
        uid=str(event["UID"]),
        sequence=sequence,
        email=str(guest).lower().removeprefix("mailto:"),
        partstat=partstat,
        dtstamp=stamp.astimezone(UTC),
        comment=str(event.get("COMMENT", "")),
    )
