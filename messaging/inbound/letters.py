"""A mail as it came in, as far as we need it (RFC 5322). Pure.

Whatever is broken in it becomes an empty text, never an error: a mail server would send it again and again.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr

from messaging.inbound import quotes, rich

_RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To", "Resent-To")
_MACHINES = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(?:\+[^@]*)?@", re.IGNORECASE)
_AWAY = re.compile(
    r"^(?:(?:auto(?:matic)?|automaattinen|automatiskt?)[ -]?(?:reply|response|vastaus|svar)|autosvar|poissaoloviesti|frånvaro(?:meddelande)?|"
    r"fraværsmelding|ute av kontoret|out of (?:the )?office|poissa toimistolta|inte på kontoret)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[^@\s]{1,64}@[^@\s,;]{1,170}")  # one address, no longer than the outbox keeps: anything else cannot be answered
_LONGEST_TEXT = 400_000


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says. `key` is the same whenever the same mail comes."""

    key: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    words: str
    attachments: tuple[str, ...]
    is_automatic: bool
    is_forged: bool
    is_unreadable: bool = False


def read(raw: bytes) -> Letter:
    """Read a mail; `words` are the writer's own."""
    message = message_from_bytes(raw, policy=policy.default)
    sender = _address(message, "From")
    try:
        words, attachments, is_unreadable = quotes.cut(_text_of(message)), tuple(_attachments(message)), False
    except (rich.Unreadable, RecursionError):  # parts within parts, hundreds deep
        words, attachments, is_unreadable = "", (), True
    return Letter(
        key=_key(message, raw),
        sender=sender,
        recipients=tuple(_recipients(message)),
        subject=_header(message, "Subject")[:200],
        words=_NEVER.sub("", words),
        attachments=attachments,
        is_automatic=_is_automatic(message, sender),
        is_forged=_is_forged(message),
        is_unreadable=is_unreadable,
    )


_NEVER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(_NEVER.sub(" ", str(message[name] or "")).split())
    except Exception:  # the standard parser stumbles over some headers in many ways
        return ""


def _all(message: EmailMessage, name: str) -> list[str]:
    try:
        return [str(value) for value in message.get_all(name) or []]
    except Exception:
        return []


def _address(message: EmailMessage, name: str) -> str:
    return parseaddr(_header(message, name))[1].lower()


def _recipients(message: EmailMessage) -> list[str]:
    values = [value for name in _RECIPIENTS for value in _all(message, name)]
    return list(dict.fromkeys(address.lower() for _name, address in getaddresses(values) if "@" in address))


def _key(message: EmailMessage, raw: bytes) -> str:
    """The Message-ID; of a mail without one its content, leaving out what servers write on the way."""
    if found := _header(message, "Message-ID"):
        return found
    stable = raw.partition(b"\r\n\r\n")[2] or raw.partition(b"\n\n")[2]
    return hashlib.sha256(f"{_header(message, 'From')}\n{_header(message, 'Date')}\n".encode() + stable).hexdigest()


def _is_automatic(message: EmailMessage, sender: str) -> bool:
    """Holiday notes, bounces, lists: whatever no person wrote to us. See RFC 3834, section 2."""
    submitted = _header(message, "Auto-Submitted").lower()
    return bool(
        (submitted and not submitted.startswith("no"))
        or _header(message, "Precedence").lower() in {"bulk", "list", "junk", "auto_reply"}
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "List-Id", "List-Unsubscribe", "Feedback-ID"))
        or _header(message, "Return-Path") == "<>"
        or message.get_content_type() in {"multipart/report", "message/delivery-status"}
        or not _PERSON.fullmatch(sender)
        or _MACHINES.match(sender)
        or _AWAY.match(_header(message, "Subject"))
    )


def _is_forged(message: EmailMessage) -> bool:
    """The mail server that took it says that the sender's domain disowns it (RFC 8601)."""
    found = _all(message, "Authentication-Results")
    return bool(found) and re.search(r"\bdmarc\s*=\s*fail\b", found[0], re.IGNORECASE) is not None


def _text_of(message: EmailMessage) -> str:
    """All that the writer wrote: some programs put what stands below a picture into a part of its own."""
    return "\n\n".join(text for text in (_words(part) for part in _texts(message)) if text.strip())


def _texts(part: EmailMessage) -> list[EmailMessage]:
    """The parts whose text is read; of several forms of the same text the plain one, where it says something."""
    if part.get_content_type() == "multipart/alternative":
        forms = [_texts(form) for form in part.iter_parts()]
        said = [form for form in forms if any(_words(text).strip() for text in form)]
        plain = [form for form in said if all(text.get_content_type() == "text/plain" for text in form)]
        return next(iter(plain or said), [])
    if part.get_content_maintype() == "multipart":
        found = [text for each in part.iter_parts() for text in _texts(each)]
        return [text for text in found if not text.get_filename()] or found[:1]
    is_text = part.get_content_type() in {"text/plain", "text/html"} and part.get_content_disposition() != "attachment"
    return [part] if is_text else []


def _words(part: EmailMessage) -> str:
    text = _decoded(part)
    if part.get_content_type() == "text/html":
        return rich.text_of(text)
    return _unwrapped(text) if part.get_param("format", "") == "flowed" else text


def _own_parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts within parts; of a mail that hangs on this one nothing but itself: its words are somebody else's."""
    yield message
    if message.get_content_maintype() == "multipart":
        for part in message.iter_parts():
            yield from _own_parts(part)


def _decoded(part: EmailMessage) -> str:
    content = part.get_payload(decode=True) or b""
    if not isinstance(content, bytes) or len(content) > _LONGEST_TEXT * 2:
        raise rich.Unreadable
    charset = part.get_content_charset() or "utf-8"
    try:
        return content.decode(charset)
    except (LookupError, ValueError):  # no such charset, or bytes or a name that it cannot take
        return content.decode("utf-8", "replace") if b"\xc3" in content else content.decode("latin-1")


def _unwrapped(text: str) -> str:
    """Lines that a program broke, with a blank at the end, put together again (RFC 3676)."""
    joined: list[str] = []
    is_open = False
    for line in text.splitlines():
        if is_open and not line.startswith((">", "-- ")):
            joined[-1] += line
        else:
            joined.append(line)
        is_open = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return "\n".join(joined)


def _attachments(message: EmailMessage) -> list[str]:
    """Names of what hangs on the mail; pictures within its text, and visiting cards and signatures of programs, are none."""
    names, read = [], _texts(message)
    for part in _own_parts(message):
        kind = part.get_content_type()
        if kind.startswith("multipart/") or kind in {"application/pgp-signature", "application/pkcs7-signature", "text/calendar"}:
            continue
        is_read = any(part is text for text in read)
        if part.get_content_disposition() == "attachment" or (part.get_filename() and not is_read and not part["Content-ID"]):
            names.append(" ".join(_NEVER.sub(" ", part.get_filename() or kind).split())[:120])
    return names
