"""Fetching mail from a mailbox over IMAP (RFC 9051), where no mail server hands it over."""

import contextlib
import imaplib
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from django.conf import settings

from messaging.inbound.taking import LARGEST, take

log = logging.getLogger(__name__)
AT_ONCE = 50
TIMEOUT = 20  # seconds
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


def fetch() -> int:
    """Take what has come to the mailbox and mark it as seen; returns how many mails.

    A mail is marked after it was taken: whoever dies in between leaves it for the next look, and the same mail again
    changes nothing. A mailbox out of reach is tried again by the next look.
    """
    if not settings.IMAP_URL:
        return 0
    try:
        with _open(settings.IMAP_URL) as box:
            return sum(_take(box, number) for number in _unseen(box))
    except (OSError, imaplib.IMAP4.error):
        log.warning("The mailbox of IMAP_URL could not be read; the next look tries again.", exc_info=True)
        return 0


@contextmanager
def _open(address: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(address)
    host, is_tls = parts.hostname or "127.0.0.1", parts.scheme == "imaps"
    box = imaplib.IMAP4_SSL(host, parts.port or 993, timeout=TIMEOUT) if is_tls else imaplib.IMAP4(host, parts.port or 143, timeout=TIMEOUT)
    try:
        if parts.scheme == "imap+tls":
            box.starttls()
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        answer, _data = box.select(f'"{folder}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(f"There is no folder {folder}.")
        yield box
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            box.logout()


def _unseen(box: imaplib.IMAP4) -> list[str]:
    _answer, data = box.uid("SEARCH", "UNSEEN")
    # The newest of them: mails that cannot be taken stay unseen, and would in time hide all that come after.
    return [number.decode() for number in (data[0] or b"").split()[-AT_ONCE:]]


def _take(box: imaplib.IMAP4, number: str) -> bool:
    """Take one mail. One that cannot be taken stays unseen, is logged, and holds up no other."""
    _answer, sizes = box.uid("FETCH", number, "(RFC822.SIZE)")
    size = next((int(found[1]) for line in sizes if isinstance(line, bytes) and (found := _SIZE.search(line))), 0)
    if size > LARGEST:
        log.warning("A mail of %d bytes is too large and was left out.", size)
    else:
        _answer, data = box.uid("FETCH", number, "(BODY.PEEK[])")
        raw = next((part[1] for part in data if isinstance(part, tuple)), b"")
        try:
            take(raw)
        except Exception:
            log.exception("The mail with UID %s could not be taken; it stays unseen.", number)
            return False
    box.uid("STORE", number, "+FLAGS", "(\\Seen)")
    return True
