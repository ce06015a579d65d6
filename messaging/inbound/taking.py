"""What becomes of a mail that came in: a message, a calendar answer, a sentence back to its sender, or nothing."""

import uuid
from enum import Enum

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from messaging import services
from messaging.inbound import addresses, letters
from messaging.inbound.letters import Letter
from messaging.models import BODY_LENGTH, Conversation, Participant
from network.accounts.models import User
from network.core import clock
from network.core.errors import DomainError, Invalid
from network.invitations.inbound import take_reply
from network.invitations.itip import NotAReply
from network.notifications.services import mail_to_address, reading_language

LARGEST = 10_000_000  # bytes of a mail, with what hangs on it
_NAMESPACE = uuid.UUID("6f0a7c52-3a0e-4b1c-9d8e-5b1f6f1d2a77")
_CANNOT_BE_SENT = {"closed", "left", "read-only"}  # codes whose reason the mail back tells in words of its own


class Outcome(Enum):
    """What a mail server is told; with each of them it is done with the mail."""

    MESSAGE = "message"  # it stands in the conversation, now or since it came before
    CALENDAR = "calendar"
    REFUSED = "refused"  # its sender is told why
    IGNORED = "ignored"  # a machine wrote it, or somebody under another's name, or it is none of ours


class _Refuse(Exception):
    """Why a person's mail is not taken; `person` is who the address was made for, `page` where they go on, where that is known."""

    def __init__(self, reason: str, person: User | None = None, page: str = "") -> None:
        super().__init__(reason)
        self.reason, self.person, self.page = reason, person, page


def take(raw: bytes) -> Outcome:
    """Take one mail. The same mail again changes nothing. Raises only what is worth another try (the database is away)."""
    letter = letters.read(raw)
    token = addresses.letters_in(letter.recipients)
    if token is None:
        return _take_calendar_reply(raw)
    if letter.is_automatic or letter.is_forged:  # an answer would reach somebody who wrote nothing
        return Outcome.IGNORED
    try:
        with transaction.atomic():
            _into_conversation(letter, token)
    except _Refuse as refusal:
        _tell(letter, refusal.reason, refusal.person, refusal.page)
        return Outcome.REFUSED
    return Outcome.MESSAGE


def _take_calendar_reply(raw: bytes) -> Outcome:
    try:
        take_reply(raw)
    except (NotAReply, DomainError):
        return Outcome.IGNORED
    return Outcome.CALENDAR


def _into_conversation(letter: Letter, token: str) -> None:
    """Write the message, and what the mail told counts as read."""
    stay, upto = _stay_of(letter, token)
    person = stay.person
    if letter.is_unreadable:
        raise _Refuse("unreadable", person)
    if not letter.words:
        raise _Refuse("empty", person)
    if len(letter.words) > BODY_LENGTH:
        raise _Refuse("too-long", person)
    key = uuid.uuid5(_NAMESPACE, f"{stay.conversation_id} {letter.key}")
    try:
        with transaction.atomic():
            sent = services.send(conversation=stay.conversation_id, by=person, body=letter.words, client_uuid=key)
    except DomainError as error:
        if error.code == "client-uuid-reused":  # the same mail, cut otherwise by an older version of us
            return
        if error.status >= 500:  # nothing was wrong with the mail
            raise
        reason = _why_not_sent(error, stay.conversation)
        page = reverse("conversation", args=[stay.conversation_id]) if reason == "announcement" else ""
        raise _Refuse(reason, person, page) from error
    if sent.is_new:
        services.mark_read(conversation=stay.conversation, by=person, seq=upto)
        if letter.attachments:
            _tell(letter, "attachments", person)


def _why_not_sent(error: DomainError, conversation: Conversation) -> str:
    """The reason for the mail back: where it is none of those we know, that the words could not be taken, not that the person has left."""
    if isinstance(error, Invalid):
        return "unreadable"
    if error.code == "read-only" and conversation.kind == Conversation.Kind.ANNOUNCEMENT:
        return "announcement"
    return error.code if error.code in _CANNOT_BE_SENT else "refused"


def _stay_of(letter: Letter, token: str) -> tuple[Participant, int]:
    """Whose stay in which conversation the address was made for, and up to where its mail told."""
    reply = addresses.read(token)
    if reply is None:
        raise _Refuse("unknown")
    if reply.purpose == addresses.SEVERAL:
        raise _Refuse("several", User.objects.filter(pk=reply.key, is_active=True).first())
    stay = Participant.objects.select_related("person", "conversation").filter(pk=reply.key).first()
    if stay is None or not stay.person.is_active:
        raise _Refuse("unknown")
    if not _is_theirs(letter.sender, stay.person):
        raise _Refuse("sender", stay.person)
    if reply.is_expired:
        raise _Refuse("expired", stay.person)
    if stay.left_seq is not None:
        raise _Refuse("left", stay.person)
    return stay, reply.upto


def _is_theirs(address: str, person: User) -> bool:
    """Whether the person has confirmed the address, or was invited by it and has not signed in yet."""
    return EmailAddress.objects.filter(user=person, verified=True, email__iexact=address).exists() or (
        person.claimed_at is None and person.email.lower() == address
    )


def _tell(letter: Letter, reason: str, person: User | None, page: str = "") -> None:
    """Mail the sender what became of their words, with the words, so that nothing is lost.

    A mail is answered once. Whom we do not know is answered once a day, and so is who wrote to an address that we never gave
    out, without the words: the sender may be forged, and whoever has that address gets no words of a stranger from us.
    A page's address is told to nobody but the person themselves.
    """
    known = User.objects.filter(emailaddress__email__iexact=letter.sender, emailaddress__verified=True, is_active=True).first()
    reader, is_answer = known or person, reason != "unknown"
    mail_to_address(
        address=letter.sender,
        kind="message.not-taken",
        occurrence=uuid.uuid5(_NAMESPACE, letter.key if known and is_answer else f"{clock.today()} {letter.sender}").hex,
        context={
            "reason": reason, "subject": letter.subject if is_answer else "", "words": letter.words[:BODY_LENGTH] if is_answer else "",
            "attachments": ", ".join(letter.attachments), "most": BODY_LENGTH,
        },
        language=reading_language(reader.languages if reader else []),
        url=f"{settings.BASE_URL}{page or reverse('conversations')}" if known else "",
    )  # fmt: skip
