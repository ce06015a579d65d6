"""A delivery as a MIME message."""

import hashlib
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from network.notifications.render import Rendered

_SHOWN = "Northbridge"  # who an answer goes to, as mail programs show it: the address itself is a long signature


def sender_address() -> str:
    """The bare address that mails come from and that invitations name as ORGANIZER."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def message_id(key: str) -> str:
    """A Message-ID that stays the same whenever this delivery is sent (guarantee 4)."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:40]
    return f"<{digest}@{sender_address().rpartition('@')[2]}>"


def build(
    rendered: Rendered, *, to: str, key: str, language: str, calendar: str = "", method: str = "", unsubscribe_url: str = "", reply_to: str = ""
) -> EmailMultiAlternatives:
    """The message: text, HTML and, for an invitation, its calendar part (RFC 6047) and file."""
    headers = {
        "Message-ID": message_id(key),
        "Content-Language": language,
        "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday answers to us, please
    }
    if unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    answers = [formataddr((_SHOWN, reply_to))] if reply_to else None
    message = EmailMultiAlternatives(rendered.subject, rendered.text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers, reply_to=answers)
    message.attach_alternative(rendered.html, "text/html")
    if calendar:
        message.attach_alternative(calendar, f"text/calendar; method={method}; charset=utf-8")
        message.attach("invite.ics", calendar.encode(), "application/ics")
    return message
