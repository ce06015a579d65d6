"""Golden tests of what leaves, against RFC 5545 (objects), 5546 (iTIP) and 6047 (iMIP)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from network.invitations import itip

STAMP = datetime(2026, 11, 21, 21, 11, 58, 123456, tzinfo=UTC)
AINO = itip.Guest("aino@vaasa.example", "Aino Lahti", "ACCEPTED")
LIV = itip.Guest("liv@umea.example", "Liv Hætta")
MEETING = itip.Meeting(
    uid="0198-abc@northbridge.example",
    sequence=0,
    summary="Mentoring: Aino, Liv; first \\ meeting",
    starts=datetime(2027, 3, 29, 10, tzinfo=timezone(timedelta(hours=3))),
    ends=datetime(2027, 3, 29, 11, tzinfo=timezone(timedelta(hours=3))),
    organizer_email="meetings@northbridge.example",
    organizer_name="Northbridge",
    description="Bring:\nthe plan, and questions",
    location="Umeå, Rådhusesplanaden 2",
    url="https://northbridge.example/sessions/1?a=b;c=d",
    guests=(AINO, LIV),
)
GOLDEN = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Northbridge//Meetings 1.0//EN
CALSCALE:GREGORIAN
METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:Mentoring: Aino\\, Liv\\; first \\\\ meeting
DTSTART:20270329T070000Z
DTEND:20270329T080000Z
DTSTAMP:20261121T211158Z
UID:0198-abc@northbridge.example
SEQUENCE:0
ATTENDEE;CN="Aino Lahti";CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;ROLE=REQ-PART
 ICIPANT;RSVP=TRUE:mailto:aino@vaasa.example
ATTENDEE;CN="Liv Hætta";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-
 PARTICIPANT;RSVP=TRUE:mailto:liv@umea.example
DESCRIPTION:Bring:\\nthe plan\\, and questions
LOCATION:Umeå\\, Rådhusesplanaden 2
ORGANIZER;CN=Northbridge:mailto:meetings@northbridge.example
STATUS:CONFIRMED
TRANSP:OPAQUE
URL:https://northbridge.example/sessions/1?a=b;c=d
END:VEVENT
END:VCALENDAR
"""


def event_of(ics):
    calendar = Calendar.from_ical(ics)
    (event,) = calendar.walk("VEVENT")
    return event


def attendees(event):
    found = event.get("ATTENDEE", [])
    return [str(a) for a in (found if isinstance(found, list) else [found])]


def reply(**changes):
    lines = {
        "METHOD": "REPLY",
        "UID": MEETING.uid,
        "SEQUENCE": "2",
        "DTSTAMP": "20261122T080000Z",
        "ATTENDEE;PARTSTAT=ACCEPTED;CN=Liv": "mailto:Liv@Umea.example",
    } | changes
    method = lines.pop("METHOD")
    body = "".join(f"{name}:{value}\r\n" for name, value in lines.items() if value is not None)
    return (f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n{body}END:VEVENT\r\nEND:VCALENDAR\r\n").encode()


def test_request_is_exactly_this():
    assert itip.request(MEETING, dtstamp=STAMP).decode() == GOLDEN.replace("\n", "\r\n")


@pytest.mark.parametrize("make", [itip.request, itip.cancel])
def test_message_keeps_the_rules_of_rfc_5545(make):
    ics = make(replace(MEETING, summary="å" * 500, description="🦌" * 300), dtstamp=STAMP)
    lines = ics.split(b"\r\n")
    assert ics.endswith(b"\r\n")
    assert b"\n" not in ics.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()  # no letter is torn apart by folding
    for once in (b"UID:", b"DTSTAMP:", b"SEQUENCE:", b"METHOD:", b"ORGANIZER"):
        assert sum(line.startswith(once) for line in lines) == 1
    assert str(event_of(ics)["SUMMARY"]) == "å" * 500
    assert b"VALARM" not in ics


def test_method_stands_before_the_event_and_times_are_utc():
    ics = itip.request(MEETING, dtstamp=STAMP)
    assert ics.index(b"METHOD:REQUEST") < ics.index(b"BEGIN:VEVENT")
    assert b"TZID" not in ics
    assert itip.method_of(ics) == "REQUEST"


def test_cancel_goes_to_all_and_says_cancelled():
    ics = itip.cancel(replace(MEETING, sequence=3), dtstamp=STAMP)
    event = event_of(ics)
    assert itip.method_of(ics) == "CANCEL"
    assert event["STATUS"] == "CANCELLED"
    assert event["SEQUENCE"] == 3
    assert str(event["UID"]) == MEETING.uid
    assert attendees(event) == ["mailto:aino@vaasa.example", "mailto:liv@umea.example"]


def test_cancel_for_lists_the_removed_guest_alone_without_status():
    ics = itip.cancel_for(replace(MEETING, sequence=2), LIV, dtstamp=STAMP)
    event = event_of(ics)
    assert itip.method_of(ics) == "CANCEL"
    assert "STATUS" not in event  # RFC 5546, 3.2.5
    assert attendees(event) == ["mailto:liv@umea.example"]
    assert b"aino" not in ics.replace(b"Aino\\, Liv", b"")


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=200), name=st.text(max_size=60))
def test_any_text_survives_without_breaking_the_object(text, name):
    """Nothing a person types can add a property or a line."""
    guest = itip.Guest("a@b.example", name)
    meeting = replace(MEETING, summary=text or "x", description=text, guests=(guest,))
    ics = itip.request(meeting, dtstamp=STAMP)
    calendar = Calendar.from_ical(ics)
    assert [c.name for c in calendar.walk()] == ["VCALENDAR", "VEVENT"]
    event = event_of(ics)
    assert attendees(event) == ["mailto:a@b.example"]
    assert str(event["UID"]) == MEETING.uid
    ics.decode()


def test_request_refuses_a_time_without_zone():
    with pytest.raises(ValueError, match="without a zone"):
        itip.request(replace(MEETING, starts=datetime(2027, 1, 1)), dtstamp=STAMP)


def test_parse_reply_reads_the_answer():
    got = itip.parse_reply(reply())
    assert got == itip.Reply(MEETING.uid, 2, "liv@umea.example", "ACCEPTED", datetime(2026, 11, 22, 8, tzinfo=UTC))


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"hello",
        b"\xff\xfe\x00",
        reply(METHOD="REQUEST"),
        reply(UID=None),
        reply(DTSTAMP=None),
        reply(DTSTAMP="yesterday"),
        reply(**{"ATTENDEE;PARTSTAT=ACCEPTED;CN=Liv": None}),
        reply(**{"ATTENDEE;PARTSTAT=DELEGATED": "mailto:second@x.example"}),
        reply(SEQUENCE="many"),
        reply().replace(b"PARTSTAT=ACCEPTED", b"PARTSTAT=MAYBE"),
        reply().replace(b"END:VEVENT", b""),
    ],
)
def test_parse_reply_refuses_what_is_no_reply(broken):
    with pytest.raises(itip.NotAReply):
        itip.parse_reply(broken)


def test_parse_mail_finds_the_part_and_tells_when_there_is_none():
    mail = EmailMessage()
    mail.set_content("Liv has accepted.")
    with pytest.raises(itip.NotAReply, match="no calendar part"):
        itip.parse_mail(mail.as_bytes())
    mail.add_alternative(reply(), maintype="text", subtype="calendar", params={"method": "REPLY"})
    assert itip.parse_mail(mail.as_bytes()).partstat == "ACCEPTED"


def test_is_current_takes_equal_sequence_with_a_newer_stamp():
    got = itip.parse_reply(reply())
    assert itip.is_current(got, sequence=2, answered=None)
    assert itip.is_current(got, sequence=2, answered=got.dtstamp - timedelta(seconds=1))
    assert not itip.is_current(got, sequence=2, answered=got.dtstamp)
    assert not itip.is_current(got, sequence=3, answered=None)
