"""Where mail goes when no server is configured: nowhere but its own row in the outbox."""

from django.core.mail.backends.base import BaseEmailBackend


class KeepBackend(BaseEmailBackend):
    """Counts messages as sent; the delivery keeps the rendered MIME, and the demo's mail page shows it."""

    def send_messages(self, email_messages) -> int:
        return len(email_messages)
