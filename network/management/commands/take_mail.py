"""Takes one mail from a mail server's pipe: calendar replies become answers."""

import sys

from django.core.management.base import BaseCommand, CommandError

from network.core.errors import DomainError
from network.invitations.inbound import take_reply
from network.invitations.itip import NotAReply

LARGEST = 2_000_000  # bytes; a calendar reply has a few thousand


class Command(BaseCommand):
    """`manage.py take_mail < message`, as a Postfix alias or a Sieve pipe calls it.

    Ends with 0 for a recorded answer and for mail that is nothing for us (a mail server must not
    bounce a holiday note); with 75 (EX_TEMPFAIL) by an exception of ours, so that it is tried again.
    """

    help = "Read one mail from standard input and record the calendar reply in it."

    def handle(self, *args: object, **options: object) -> None:
        raw = sys.stdin.buffer.read(LARGEST + 1)
        if len(raw) > LARGEST:
            self.stderr.write("The mail is too large to be a calendar reply.")
            return
        try:
            guest = take_reply(raw)
        except (NotAReply, DomainError) as reason:
            self.stderr.write(f"Not recorded: {reason}")
            return
        except Exception as error:
            raise CommandError(str(error), returncode=75) from error
        self.stdout.write(f"Recorded: {guest.answer}")
