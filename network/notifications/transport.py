"""How a mail leaves, and what an error of the mail server means for the row."""

import smtplib
from collections.abc import Sequence
from enum import Enum

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class KeepBackend(BaseEmailBackend):
    """No mail server is set: the outbox row keeps the message, and the mailbox page shows it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return len(email_messages)


class Outcome(Enum):
    """What is known after an error."""

    AGAIN = "again"  # it did not leave; try later
    NEVER = "never"  # it was refused for good
    UNKNOWN = "unknown"  # it may have left


def outcome_of(error: Exception, *, connected: bool) -> Outcome:
    """Read an error of the mail server.

    `connected` tells whether the conversation about this message had begun. A reply with a number
    is the server's word: 5xx refuses for good, others for now. A connection that broke without a
    word after that leaves us not knowing: the message may have been taken.
    """
    if not connected:
        return Outcome.AGAIN
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
        return Outcome.NEVER if codes and all(code >= 500 for code in codes) else Outcome.AGAIN
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        return Outcome.NEVER if error.smtp_code >= 500 else Outcome.AGAIN
    if isinstance(error, (ValueError, UnicodeError, smtplib.SMTPNotSupportedError)):
        return Outcome.NEVER  # raised before a byte left: an address or header that cannot be written
    return Outcome.UNKNOWN
