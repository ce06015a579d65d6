import smtplib
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail

from network.core import clock
from network.notifications import mime, outbox, resolving, services
from network.notifications.models import Delivery

KIND = "invitation.answered"
CONTEXT = {"who": "Johan", "answer": "accepted", "title": "Talk", "starts": "2027-02-12T08:00:00+00:00"}


@pytest.fixture(autouse=True)
def _at_noon(noon):
    with clock.at(noon):
        yield


@pytest.fixture
def refusing(monkeypatch):
    """A mail server that answers with an error of one's choice."""

    def refuse(error):
        def send(_backend, _messages):
            raise error

        monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", send)

    return refuse


def tell(to, about, **changes):
    services.notify(**({"to": to, "kind": KIND, "about": about, "context": CONTEXT, "urgent": True} | changes))


def test_deliver_due_sends_once(founder, programme, mailoutbox):
    tell(founder, programme)
    assert [row.person for row in outbox.deliver_due()] == [founder]
    assert outbox.deliver_due() == []
    (sent,) = mailoutbox
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.sent_at, row.lease_until) == ("sent", 1, clock.now(), None)
    assert sent.extra_headers["Message-ID"] == row.message_id == mime.message_id(row.key)
    assert bytes(row.mime)
    assert row.rendered_subject == sent.subject


def test_deliver_due_leaves_what_is_not_due(founder, programme, mailoutbox, noon):
    tell(founder, programme, due_at=noon + timedelta(hours=1))
    assert outbox.deliver_due() == []
    assert len(outbox.deliver_due(noon + timedelta(hours=1))) == 1


def test_deliver_due_waits_for_hours_that_changed_after_planning(founder, programme, mailoutbox, noon):
    tell(founder, programme, urgent=False)
    founder.work_days = [0]
    founder.save()
    assert outbox.deliver_due() == []
    row = Delivery.objects.get()
    assert row.state == "due"
    assert row.due_at.weekday() == 0
    assert row.due_at > noon


def test_deliver_due_keeps_the_order_of_one_subject(founder, programme, mailoutbox):
    for kind in ("invitation.answered", "invitation.cancelled", "invitation.removed"):
        tell(founder, programme, kind=kind)
    outbox.deliver_due()
    assert [row.kind for row in Delivery.objects.order_by("id")] == ["invitation.answered", "invitation.cancelled", "invitation.removed"]
    ids = [message.extra_headers["Message-ID"] for message in mailoutbox]
    assert ids == list(Delivery.objects.order_by("id").values_list("message_id", flat=True))


def test_claim_does_not_pass_an_earlier_one_that_waits_for_its_next_try(founder, programme):
    tell(founder, programme)
    tell(founder, programme, kind="invitation.cancelled")
    first = Delivery.objects.order_by("id").first()
    Delivery.objects.filter(pk=first.pk).update(next_try_at=clock.real_now() + timedelta(minutes=5))
    assert outbox.claim(clock.now()) == []


def test_claim_overtakes_what_waited_too_long(founder, programme, mailoutbox, noon):
    for number in (1, 2):
        tell(founder, programme, occurrence=number, due_at=noon + timedelta(hours=number))
    outbox.deliver_due(noon + timedelta(hours=3))
    assert sorted(Delivery.objects.values_list("occurrence", "state")) == [("1", "superseded"), ("2", "sent")]


def test_claimed_rows_are_not_claimed_again_until_the_lease_runs_out(founder, programme):
    tell(founder, programme)
    assert len(outbox.claim(clock.now())) == 1
    assert outbox.claim(clock.now()) == []
    Delivery.objects.update(lease_until=clock.real_now() - timedelta(seconds=1))
    assert len(outbox.claim(clock.now())) == 1


def test_send_stops_when_another_worker_took_the_row(founder, programme, mailoutbox):
    tell(founder, programme)
    (mine,) = outbox.claim(clock.now())
    Delivery.objects.update(lease_until=clock.real_now() + timedelta(minutes=9))
    with outbox.sender.Sender() as mailer:
        assert outbox._send(mine, mailer) is False
    assert mailoutbox == []


def test_lost_lease_in_sending_is_unknown_and_not_repeated(founder, programme, mailoutbox):
    tell(founder, programme)
    Delivery.objects.update(state="sending", lease_until=clock.real_now() - timedelta(seconds=1))
    assert outbox.deliver_due() == []
    assert Delivery.objects.get().state == "unknown"
    assert mailoutbox == []


def test_slow_worker_still_records_that_it_was_sent(founder, programme, mailoutbox):
    tell(founder, programme)
    (row,) = outbox.claim(clock.now())
    Delivery.objects.update(state="unknown")
    outbox._finish(row)
    assert Delivery.objects.get().state == "sent"


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"a": (550, b"no such user")}), "failed"),
        (smtplib.SMTPRecipientsRefused({"a": (451, b"greylisted")}), "due"),
        (smtplib.SMTPDataError(554, b"spam"), "failed"),
        (smtplib.SMTPDataError(421, b"busy"), "due"),
        (smtplib.SMTPServerDisconnected("gone"), "unknown"),
        (TimeoutError("silence"), "unknown"),
        (ValueError("header"), "failed"),
    ],
)
def test_error_of_the_server_decides_what_is_known(founder, programme, mailoutbox, refusing, error, state):
    tell(founder, programme)
    refusing(error)
    assert outbox.deliver_due() == []
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.lease_until) == (state, 1, None)
    assert type(error).__name__ in row.error
    assert (row.next_try_at is not None) == (state == "due")


def test_server_out_of_reach_is_tried_again_and_given_up_in_the_end(founder, programme, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    tell(founder, programme)
    waits = []
    for _ in range(outbox.ATTEMPTS):
        outbox.deliver_due()
        row = Delivery.objects.get()
        if row.state == "due":
            waits.append(round((row.next_try_at - clock.real_now()).total_seconds()))
        Delivery.objects.update(next_try_at=None)
    assert row.state == "failed"
    assert waits == sorted(waits)


def test_deliver_due_stops_in_time_and_gives_back_the_rest(founder, mentor, programme, mailoutbox, monkeypatch):
    tell([founder, mentor], programme)
    ticks = iter([0, 1, 2, 9, 9, 9, 9])
    monkeypatch.setattr(outbox, "time", SimpleNamespace(monotonic=lambda: next(ticks)))
    assert len(outbox.deliver_due(for_seconds=5)) == 1
    monkeypatch.undo()
    assert Delivery.objects.get(state="due").lease_until is None


def test_broken_template_fails_alone(founder, programme, mailoutbox):
    tell(founder, programme, kind="no.such.kind")
    tell(founder, programme)
    outbox.deliver_due()
    assert dict(Delivery.objects.values_list("kind", "state")) == {"no.such.kind": "failed", KIND: "sent"}


def test_address_that_cannot_be_written_fails_alone(founder, programme, mailoutbox):
    services.mail_to_address(address=f"a@{'é' * 80}.example", kind="account.code", context={"code": "K7QX2P", "link": ""}, language="en")
    tell(founder, programme)
    outbox.deliver_due()
    assert dict(Delivery.objects.values_list("kind", "state")) == {"account.code": "failed", KIND: "sent"}


def test_sign_in_mail_is_wiped_once_it_has_left(db, mailoutbox):
    services.mail_to_address(address="new@example.org", kind="account.code", context={"code": "K7QX2P", "link": ""}, language="en")
    outbox.deliver_due()
    assert "K7QX2P" in mailoutbox[0].body
    row = Delivery.objects.get()
    assert (row.mime, row.context, row.url) == (None, {}, "")
    assert "K7QX2P" not in row.rendered_subject


def test_unknown_is_resolved_as_arrived(founder, admin, programme, mailoutbox):
    tell(founder, programme)
    Delivery.objects.update(state="unknown")
    row = resolving.mark_arrived(delivery_id=Delivery.objects.get().pk, by=admin)
    assert (row.state, row.resolved_by) == ("sent", admin)
    outbox.deliver_due()
    assert mailoutbox == []


def test_unknown_is_sent_again_with_the_same_message_id(founder, admin, programme, mailoutbox):
    tell(founder, programme)
    Delivery.objects.update(state="unknown", message_id=mime.message_id(Delivery.objects.get().key))
    resolving.send_again(delivery_id=Delivery.objects.get().pk, by=admin)
    outbox.deliver_due()
    assert mailoutbox[0].extra_headers["Message-ID"] == Delivery.objects.get().message_id


def test_unknown_is_overtaken_when_something_newer_went_out(founder, admin, programme, mailoutbox):
    tell(founder, programme)
    Delivery.objects.update(state="unknown")
    old = Delivery.objects.get()
    tell(founder, programme, occurrence=2)
    outbox.deliver_due()
    assert resolving.send_again(delivery_id=old.pk, by=admin).state == "superseded"
    assert len(mailoutbox) == 1


def test_invitation_mail_carries_the_calendar_part_and_file(founder, programme, mailoutbox):
    ics = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    tell(founder, programme, calendar=ics, calendar_method="REQUEST")
    outbox.deliver_due()
    parts = {part.get_content_type(): part for part in mail.outbox[0].message().walk()}
    calendar = parts["text/calendar"]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_param("charset").lower() == "utf-8"
    assert calendar.get_payload(decode=True).replace(b"\r\n", b"\n") == ics.encode().replace(b"\r\n", b"\n")
    assert parts["application/ics"].get_filename() == "invite.ics"
    assert parts["application/ics"].get_payload(decode=True) == ics.encode()


def test_mail_names_its_language_and_how_to_stop_it(founder, programme, mailoutbox):
    tell(founder, programme)
    outbox.deliver_due()
    headers = mailoutbox[0].extra_headers
    assert headers["Content-Language"] == "sv"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/notices/stop/" in headers["List-Unsubscribe"]
