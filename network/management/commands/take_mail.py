"""Takes one mail from a mail server's pipe: answers to messages, and calendar replies."""

import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

LARGEST = 10_000_000  # bytes


class Command(BaseCommand):
    """`manage.py take_mail < message`, as a Postfix alias or a Sieve pipe calls it.

    Ends with 0 for whatever became of it, also for mail that is nothing for us (a mail server must not
    bounce a holiday note); with 75 (EX_TEMPFAIL) by an exception of ours, so that it is tried again.
    """

    help = "Read one mail from standard input: an answer to a message, or a calendar reply."

    def handle(self, *args: object, **options: object) -> None:
        raw = sys.stdin.buffer.read(LARGEST + 1)
        if len(raw) > LARGEST:
            self.stderr.write("The mail is too large.")
            return
        try:
            outcome = import_string(settings.TAKE_MAIL)(raw)
        except Exception as error:
            raise CommandError(str(error), returncode=75) from error
        self.stdout.write(f"Taken: {outcome.value}")
