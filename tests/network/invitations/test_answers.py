"""Answers by signed link and by calendar reply."""

import io
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.management import call_command
from django.urls import reverse

from network.core import clock
from network.core.errors import Conflict, NotVisible
from network.invitations import inbound, itip, letters, services
from network.invitations.models import Attendee, Invitation


@pytest.fixture(autouse=True)
def _at_noon(noon):
    with clock.at(noon):
        yield


@pytest.fixture
def guest(programme, investor, mentor, noon):
    starts = noon + timedelta(days=7)
    services.invite(about=programme, people=[investor], title="Pitch", starts_at=starts, ends_at=starts + timedelta(hours=1), by=mentor)
    return Attendee.objects.select_related("invitation", "person").get()


@pytest.fixture
def address(guest):
    return letters.answer_url(guest).removeprefix("http://127.0.0.1:8000")


def reply(guest, *, partstat="ACCEPTED", sequence=0, stamp="20260211T080000Z", sender=""):
    ics = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
        f"UID:{guest.invitation.uid}\r\nSEQUENCE:{sequence}\r\nDTSTAMP:{stamp}\r\n"
        f"ATTENDEE;PARTSTAT={partstat}:mailto:{guest.person.email.upper()}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    mail = EmailMessage()
    mail["From"] = sender or f"Henrik <{guest.person.email}>"
    mail.set_content("Accepted")
    mail.add_alternative(ics.encode(), maintype="text", subtype="calendar", params={"method": "REPLY"})
    return mail.as_bytes()


def test_link_shows_and_only_post_records(client, guest, address):
    for _ in range(2):
        page = client.get(address)
        assert page.status_code == 200
    guest.refresh_from_db()
    assert guest.answer == "needs-action"
    assert client.post(address, {"answer": "accepted"}).status_code == 302
    guest.refresh_from_db()
    assert (guest.answer, guest.answered_sequence) == ("accepted", 0)
    assert client.post(address, {"answer": "declined"}).status_code == 302
    guest.refresh_from_db()
    assert guest.answer == "declined"


def test_link_speaks_the_guests_language_and_zone(client, guest, address):
    page = client.get(address, headers={"Accept-Language": "fi"})
    assert 'lang="sv"' in page.content.decode()
    assert "9.00" in page.content.decode() or "09:00" in page.content.decode()


def test_link_refuses_what_is_no_answer(client, guest, address):
    page = client.post(address, {"answer": "perhaps-not"})
    assert page.status_code == 400
    guest.refresh_from_db()
    assert guest.answer == "needs-action"


def test_forged_link_is_not_found(client, guest, address):
    forged = client.get(address[:-3] + "xx/")
    assert forged.status_code == 404
    assert "copy the whole address" in forged.content.decode()
    assert client.get(reverse("invitation-answer", args=["nonsense"])).status_code == 404


def test_link_of_a_guest_taken_off_is_not_found(client, guest, address, programme, investor):
    services.remove_guest(about=programme, person=investor, by=None)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("how", ["called-off", "begun"])
def test_link_says_when_it_is_too_late(client, guest, address, programme, how):
    if how == "called-off":
        services.cancel(about=programme, by=None)
    else:
        Invitation.objects.update(starts_at=clock.now() - timedelta(minutes=1))
    for page in (client.get(address), client.post(address, {"answer": "accepted"})):
        assert page.status_code == 409
    guest.refresh_from_db()
    assert guest.answer == "needs-action"


def test_reply_by_mail_is_recorded(guest):
    assert inbound.take_reply(reply(guest)).answer == "accepted"
    assert inbound.take_reply(reply(guest, partstat="DECLINED", stamp="20260211T090000Z")).answer == "declined"


def test_reply_older_than_the_answer_on_record_is_refused(guest):
    inbound.take_reply(reply(guest, stamp="20260211T090000Z"))
    with pytest.raises(Conflict):
        inbound.take_reply(reply(guest, partstat="DECLINED", stamp="20260211T080000Z"))


def test_reply_to_an_overtaken_invitation_is_refused(guest, programme):
    services.update(about=programme, by=None, location="Luleå")
    with pytest.raises(Conflict):
        inbound.take_reply(reply(guest, sequence=0))
    assert inbound.take_reply(reply(guest, sequence=1)).answer == "accepted"


def test_reply_of_somebody_else_is_refused(guest):
    with pytest.raises(NotVisible):
        inbound.take_reply(reply(guest, sender="eve@example.org"))


def test_reply_to_an_unknown_meeting_is_refused(guest):
    guest.invitation.uid = "another@example.org"
    with pytest.raises(NotVisible):
        inbound.take_reply(reply(guest))


def test_ordinary_mail_is_no_reply(guest):
    with pytest.raises(itip.NotAReply):
        inbound.take_reply(b"From: a@example.org\r\n\r\nHello")


@pytest.mark.parametrize("what", ["reply", "ordinary", "huge"])
def test_take_mail_records_replies_and_leaves_the_rest(guest, monkeypatch, capsys, what):
    raw = {"reply": reply(guest), "ordinary": b"Subject: On holiday\r\n\r\nBack in July", "huge": b"x" * 2_000_001}[what]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    call_command("take_mail")
    guest.refresh_from_db()
    assert guest.answer == ("accepted" if what == "reply" else "needs-action")


def test_link_answers_the_meeting_that_was_shown(client, guest, address, programme):
    shown = client.get(address).context["form"].initial["sequence"]
    later = guest.invitation.starts_at + timedelta(days=1)
    services.update(about=programme, by=None, starts_at=later, ends_at=later + timedelta(hours=1))
    page = client.post(address, {"answer": "accepted", "sequence": shown})
    assert page.status_code == 409
    guest.refresh_from_db()
    assert guest.answer == "needs-action"
    body = page.content.decode()
    assert "2027-02-18" in body
    assert 'value="1"' in body  # the answer to what stands there now
    assert client.post(address, {"answer": "accepted", "sequence": 1}).status_code == 302
    guest.refresh_from_db()
    assert (guest.answer, guest.answered_sequence) == ("accepted", 1)


def test_answer_that_waited_for_a_change_is_refused(guest, programme):
    """As a click that waited for the lock of a move finds it."""
    services.update(about=programme, by=None, location="Luleå")
    with pytest.raises(Conflict) as refusal:
        services.record_answer(attendee_id=guest.pk, answer="accepted", sequence=0)
    assert refusal.value.code == "overtaken"
    services.cancel(about=programme, by=None)
    with pytest.raises(Conflict) as refusal:
        services.record_answer(attendee_id=guest.pk, answer="accepted", sequence=1)
    assert refusal.value.code == "called-off"


def test_a_reply_from_a_clock_that_is_ahead_does_not_outrun_later_answers(guest):
    inbound.take_reply(reply(guest, partstat="DECLINED", stamp="20990101T000000Z"))
    later = f"{clock.real_now() + timedelta(seconds=2):%Y%m%dT%H%M%SZ}"
    assert inbound.take_reply(reply(guest, partstat="ACCEPTED", stamp=later)).answer == "accepted"
