"""The index of this package's background work: Celery looks here."""

from celery import shared_task

from messaging import reminders


@shared_task(name="messaging.remind_of_unread")
def remind_of_unread() -> None:
    """Tell people of messages that have waited long; any number of these may run at once."""
    reminders.remind_of_unread()
