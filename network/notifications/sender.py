"""One conversation with the mail server for a batch of mails."""

import smtplib
from types import TracebackType

from django.core.mail import EmailMultiAlternatives, get_connection

from network.notifications.transport import Outcome, outcome_of


class Sender:
    """Opens the mail server's connection when it is first needed and keeps it for the batch."""

    def __init__(self) -> None:
        self._backend = get_connection()

    def __enter__(self) -> "Sender":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    def send(self, message: EmailMultiAlternatives) -> tuple[Outcome, str] | None:
        """Hand one message over. None when the server took it, otherwise what is known and why."""
        connected = False
        try:
            self._fresh()
            connected = True
            self._backend.send_messages([message])
        except (OSError, smtplib.SMTPException, ValueError) as error:  # SMTPException is an OSError; named for readers
            self._close()
            return outcome_of(error, connected=connected), f"{type(error).__name__}: {error}"[:400]
        return None

    def _fresh(self) -> None:
        """Open the connection, or make sure that one kept open is still alive."""
        kept = getattr(self._backend, "connection", None)
        if kept is not None:
            try:
                alive = kept.noop()[0] == 250
            except (OSError, smtplib.SMTPException):
                alive = False
            if alive:
                return
            self._close()
        self._backend.open()

    def _close(self) -> None:
        try:
            self._backend.close()
        except (OSError, smtplib.SMTPException):
            self._backend.connection = None
