"""A mail that came in: a message once, or a sentence back to its sender in their language."""

import socketserver
import threading
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage

import pytest
from rest_framework.test import APIClient

from messaging import announcing, reminders, services
from messaging.committer import Unavailable, unavailable
from messaging.inbound import addresses, mailbox
from messaging.inbound.taking import Outcome, take
from messaging.models import Message, Participant
from network.core import clock
from network.core.errors import Invalid, Refused
from network.notifications import compose
from network.notifications.models import Delivery
from tests.messaging.inbound.corpus import HEADERS

pytestmark = pytest.mark.django_db
SECRET = "a-secret-of-the-mail-server-0123456789"


@pytest.fixture(autouse=True)
def _answers_by_mail(settings):
    settings.REPLY_ADDRESS = "reply@northbridge.example"
    settings.INBOUND_MAIL_SECRET = SECRET


@pytest.fixture
def told(talk, say, founder, mentor):
    """The mail that told the mentor of two messages."""
    say(founder, "Kan du på torsdag?")
    say(founder, "Eller fredag?")
    talk.messages.update(sent_at=clock.now() - timedelta(minutes=3))
    reminders.remind_of_unread()
    return compose.message_for(Delivery.objects.get(person=mentor))


def answer(told, words="Torsdag passar.", *, sender="johan.strm@example.org", key="<a1@mail.example>", **headers):
    """The mentor's answer as their program writes it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = f"Johan <{sender}>", told.reply_to[0], "Re: meddelanden", key
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(f"{words}\n\n{HEADERS['gmail-sv'][0]}\n" + "".join(f"> {line}\n" for line in told.body.splitlines()))
    return mail


def sent_back():
    return [compose.message_for(row) for row in Delivery.objects.filter(kind="message.not-taken").order_by("id")]


def test_mail_is_answered_at_an_address_that_mail_servers_may_fold(told, mentor):
    address = told.reply_to[0].rpartition("<")[2].rstrip(">")
    assert len(address.partition("@")[0]) <= 64
    assert address == address.lower()
    reply = addresses.read(addresses.letters_in([address.upper()]))
    assert reply.key == Participant.objects.get(person=mentor).pk
    assert "––– Skriv ditt svar ovanför den här raden –––" in told.body


def test_answer_becomes_a_message_once_and_what_was_told_counts_as_read(told, talk, mentor):
    assert mentor.email == "johan.strm@example.org"
    raw = answer(told).as_bytes()
    assert take(raw) == take(raw) == Outcome.MESSAGE
    [message] = Message.objects.filter(sender=mentor)
    assert (message.body, message.conversation_id, message.seq) == ("Torsdag passar.", talk.pk, 3)
    assert Participant.objects.get(person=mentor).last_read_seq == 2
    assert sent_back() == []


def test_answer_in_html_alone_becomes_text(told, mentor):
    mail = answer(told)
    mail.set_content("<p>Torsdag <b>passar</b>.</p><blockquote type='cite'>Kan du?</blockquote>", subtype="html")
    assert take(mail.as_bytes()) == Outcome.MESSAGE
    assert Message.objects.get(sender=mentor).body == "Torsdag **passar**."


def test_answer_in_several_parts_is_taken_whole(told, mentor):
    """As Apple Mail writes around a picture: each piece is a part of its own, one of them in two forms."""
    mail = answer(told)
    quoted = mail.get_content().removeprefix("Torsdag passar.")
    mail.set_content("Torsdag passar.")
    mail.add_attachment(b"PNG", maintype="image", subtype="png", disposition="inline", cid="<p@x>")
    forms, last = EmailMessage(), EmailMessage()
    forms.set_content("Se bilden ovan.")
    forms.add_alternative("<p>Se bilden ovan.</p>", subtype="html")
    last.set_content(quoted)
    mail.attach(forms)
    mail.add_attachment("priser", disposition="inline", filename="priser.txt")
    mail.attach(last)
    assert take(mail.as_bytes()) == Outcome.MESSAGE
    assert Message.objects.get(sender=mentor).body == "Torsdag passar.\n\nSe bilden ovan."
    assert [row.context["attachments"] for row in Delivery.objects.filter(kind="message.not-taken")] == ["priser.txt"]


def test_answer_to_an_announcement_is_refused_kindly(programme, coordinator, incubator, company, founder):
    """There is no line to write above; who answers all the same is told why, how to ask, and gets their words back."""
    room = announcing.open_announcements(programme=programme, by=coordinator)
    services.send(conversation=room, by=coordinator, body="We meet on Friday.")
    room.messages.update(sent_at=clock.now() - timedelta(minutes=3))
    reminders.remind_of_unread()
    founder.languages = ["en"]
    founder.save()
    told = compose.message_for(Delivery.objects.get(person=founder, kind=reminders.KIND))
    assert "> We meet on Friday." in told.body
    assert "above this line" not in told.body
    assert "An answer to this mail reaches nobody." in told.body
    raw = answer(told, words="May I bring Aino?", sender=founder.email).as_bytes()
    assert take(raw) == take(raw) == Outcome.REFUSED
    assert room.messages.count() == 1
    [back] = sent_back()
    assert back.to == [founder.email]
    for words in ("Ask in private", "> May I bring Aino?", f"/conversations/{room.pk}/"):
        assert words in back.body


def test_what_cannot_be_sent_for_another_reason_is_not_told_as_having_left(told, mentor, monkeypatch):
    def answered(key, error):
        with monkeypatch.context() as broken:
            broken.setattr(services, "send", lambda **_given: (_ for _ in ()).throw(error))
            return take(answer(told, key=key).as_bytes())

    with pytest.raises(Unavailable):  # the mail server sends it again
        answered("<u@x>", unavailable())
    assert sent_back() == []
    for reason, error in {"unreadable": Invalid({"body": ["No."]}), "refused": Refused("No.", code="something-new")}.items():
        assert answered(f"<{reason}@x>", error) == Outcome.REFUSED
        assert Delivery.objects.filter(kind="message.not-taken").latest("id").context["reason"] == reason


def test_parts_within_parts_without_end_stop_no_mail(told):
    nested = "".join(f"Content-Type: multipart/alternative; boundary=b{n}\n\n--b{n}\n" for n in range(900))
    raw = f"From: johan.strm@example.org\nTo: {told.reply_to[0]}\nMessage-ID: <n@x>\n{nested}Content-Type: text/plain\n\nhej\n"
    assert take(raw.encode()) == Outcome.REFUSED


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X_Autoreply": "yes"}, {"Return_Path": "<>"}, {"List_Id": "<x.example>"},
        {"sender": "MAILER-DAEMON@example.org"}, {"Subject": "Automaattinen vastaus: lomalla"}, {"Subject": "Autosvar: jag är borta"},
    ],
)  # fmt: skip
def test_machines_write_no_messages_and_get_no_answer(told, mentor, headers):
    mail = answer(told, **{name: value for name, value in headers.items() if name != "Subject"})
    if "Subject" in headers:
        mail.replace_header("Subject", headers["Subject"])
    assert take(mail.as_bytes()) == Outcome.IGNORED
    assert not Message.objects.filter(sender=mentor).exists()
    assert sent_back() == []


def test_other_peoples_mail_is_refused_in_the_language_of_its_sender(told, mentor, founder2):
    raw = answer(told, sender=founder2.email).as_bytes()
    assert take(raw) == take(raw) == Outcome.REFUSED
    assert not Message.objects.filter(sender__in=[mentor, founder2]).exists()
    [back] = sent_back()
    assert back.to == [founder2.email]
    assert back.subject.startswith("Sähköpostistasi ei tullut viestiä")
    assert "> Torsdag passar." in back.body


def test_forged_expired_and_unclear_addresses_are_refused(told, talk, mentor, settings):
    address = told.reply_to[0]
    forged = answer(told, key="<f@x>")
    forged.replace_header("To", address.replace("reply+ae", "reply+ai"))
    several = answer(told, key="<s@x>")
    several.replace_header("To", addresses.address_for(addresses.SEVERAL, mentor.pk))
    disowned = answer(told, key="<d@x>", Authentication_Results="mx.example; spf=pass; dmarc=fail (p=reject)")
    for mail in (forged, several):
        assert take(mail.as_bytes()) == Outcome.REFUSED
    assert take(disowned.as_bytes()) == Outcome.IGNORED  # whoever stands as its sender wrote nothing, and hears nothing
    old = addresses.GOOD_FOR
    addresses.GOOD_FOR = timedelta(days=-1)
    try:
        late = answer(told, key="<l@x>")
        late.replace_header("To", addresses.address_for(addresses.CONVERSATION, Participant.objects.get(person=mentor).pk))
    finally:
        addresses.GOOD_FOR = old
    assert take(late.as_bytes()) == Outcome.REFUSED
    services.leave(conversation=talk, person=mentor, by=None)
    assert take(answer(told, key="<w@x>").as_bytes()) == Outcome.REFUSED
    assert not Message.objects.filter(sender=mentor).exists()
    told_back = [row.context for row in Delivery.objects.filter(kind="message.not-taken").order_by("id")]
    assert [context["reason"] for context in told_back] == ["unknown", "several", "expired", "left"]
    assert [context["words"] for context in told_back] == ["", "Torsdag passar.", "Torsdag passar.", "Torsdag passar."]


def test_a_stranger_is_answered_once_a_day(told):
    for number in range(3):
        assert take(answer(told, sender="stranger@example.org", key=f"<{number}@x>").as_bytes()) == Outcome.REFUSED
    assert len(sent_back()) == 1


def test_whose_name_stands_on_mail_to_an_address_of_nobody_is_told_once_a_day_without_its_words(told, mentor):
    for number in range(3):
        mail = answer(told, words="Pay here: https://evil.example", key=f"<{number}@x>")
        mail.replace_header("To", "reply+aeaa@northbridge.example")
        assert take(mail.as_bytes()) == Outcome.REFUSED
    [back] = sent_back()
    assert back.to == [mentor.email]
    assert "evil" not in back.body


@pytest.mark.parametrize("sender", ["nobody", f"a@{'b' * 300}.example", "=?utf-8?q?a=40b=2Ec=2C_d=40e=2Ef?="])
def test_who_cannot_be_answered_is_let_be(told, sender):
    mail = answer(told).as_bytes().replace(b"Johan <johan.strm@example.org>", sender.encode())
    assert take(mail) == Outcome.IGNORED
    assert sent_back() == []


def test_words_of_a_mail_that_hangs_on_the_answer_are_not_the_writers(told, mentor):
    other = EmailMessage()
    other["Subject"] = "Offer"
    other.set_content("words of somebody else")
    mail = answer(told)
    mail.set_content("<p>See below.</p>", subtype="html")
    mail.add_attachment(other)
    assert take(mail.as_bytes()) == Outcome.MESSAGE
    assert Message.objects.get(sender=mentor).body == "See below."
    assert "message/rfc822" in sent_back()[0].body


@pytest.mark.parametrize("charset", ["punycode", "undefined", "no-such", "utf-16"])
def test_a_charset_that_says_nothing_stops_no_mail(told, mentor, charset):
    raw = answer(told).as_bytes().replace(b'charset="utf-8"', f'charset="{charset}"'.encode())
    assert charset.encode() in raw
    assert take(raw) in {Outcome.MESSAGE, Outcome.REFUSED}


def test_attachments_are_told_as_not_taken_and_mails_without_words_refused(told, mentor):
    mail = answer(told)
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Hinnat å.pdf")
    assert take(mail.as_bytes()) == Outcome.MESSAGE
    assert "Hinnat å.pdf" in sent_back()[0].body
    assert take(answer(told, words="", key="<2@x>").as_bytes()) == Outcome.REFUSED
    assert take(answer(told, words="x" * 8001, key="<3@x>").as_bytes()) == Outcome.REFUSED
    assert Message.objects.filter(sender=mentor).count() == 1


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff\xfe", b"From: x\n\ny", b"To: reply+aaaa@northbridge.example\n\n", b"Content-Type: multipart/mixed\n\n--", b"To: \xff\n\nz"]
)
def test_what_is_no_mail_of_ours_is_let_be(raw):
    assert take(raw) == Outcome.IGNORED


def test_webhook_takes_a_mail_with_the_secret_alone(told, mentor, settings):
    client, raw = APIClient(), answer(told).as_bytes()

    def post(**headers):
        return client.generic("POST", "/api/v1/inbound-mail/", raw, content_type="message/rfc822", **headers)

    assert post().status_code == 401
    assert post(HTTP_AUTHORIZATION="Bearer something else").status_code == 401
    assert post(HTTP_AUTHORIZATION=f"Bearer {SECRET}").json() == {"outcome": "message"}
    assert Message.objects.filter(sender=mentor).count() == 1
    assert client.post("/api/v1/inbound-mail/", HTTP_AUTHORIZATION=f"Bearer {SECRET}").json() == {"outcome": "ignored"}
    raw = b"x" * 10_000_001
    assert post(HTTP_AUTHORIZATION=f"Bearer {SECRET}").status_code == 413
    settings.INBOUND_MAIL_SECRET = ""
    assert post(HTTP_AUTHORIZATION="Bearer ").status_code == 404


class Mailbox(socketserver.StreamRequestHandler):
    """As much of IMAP as a client needs who looks for what is unseen; a real socket, no client of ours is replaced."""

    def handle(self):
        self.say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, verb, rest = (line.split(" ", 2) + [""])[:3]
            self.answer(tag, verb.upper() if verb.upper() != "UID" else rest.split(" ")[0].upper(), rest)
            if verb.upper() == "LOGOUT":
                return

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def answer(self, tag, verb, rest):
        mails, seen = self.server.mails, self.server.seen
        if verb == "LOGIN" and '"a secret"' not in rest:
            return self.say(f"{tag} NO wrong")
        if verb == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif verb == "SELECT":
            self.say(f"* {len(mails)} EXISTS")
        elif verb == "SEARCH":
            self.say("* SEARCH " + " ".join(str(number) for number in range(1, len(mails) + 1) if number not in seen))
        elif verb == "FETCH" and "SIZE" in rest:
            self.say(f"* {rest.split(' ')[1]} FETCH (UID {rest.split(' ')[1]} RFC822.SIZE {len(mails[int(rest.split(' ')[1]) - 1])})")
        elif verb == "FETCH":
            number = int(rest.split(" ")[1])
            self.say(f"* {number} FETCH (UID {number} BODY[] {{{len(mails[number - 1])}}}")
            self.wfile.write(mails[number - 1])
            self.say(")")
        elif verb == "STORE":
            seen.add(int(rest.split(" ")[1]))
        self.say(f"{tag} OK done")
        return None


@contextmanager
def mail_server(mails):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox) as server:
        server.daemon_threads = True
        server.mails, server.seen = mails, set()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def test_mailbox_is_read_once_and_what_fails_is_left_for_the_next_look(told, mentor, settings, monkeypatch):
    mails = [answer(told).as_bytes(policy=answer(told).policy.clone(linesep="\r\n")), b"Subject: nothing for us\r\n\r\nhello\r\n"]
    with mail_server(mails) as server:
        settings.IMAP_URL = f"imap://northbridge:a%20secret@127.0.0.1:{server.server_address[1]}/INBOX"
        with monkeypatch.context() as broken:
            broken.setattr(mailbox, "take", lambda _raw: 1 / 0)
            assert mailbox.fetch() == 0
        assert server.seen == set()
        assert mailbox.fetch() == 2
        assert mailbox.fetch() == 0
        assert server.seen == {1, 2}
        settings.IMAP_URL = settings.IMAP_URL.replace("a%20secret", "wrong")
        assert mailbox.fetch() == 0
    assert mailbox.fetch() == 0  # out of reach: the next look tries again
    assert Message.objects.filter(sender=mentor).count() == 1
