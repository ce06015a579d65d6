"""The index of this package's background work: Celery looks here."""

from celery import shared_task

from messaging import announcing, reminders
from messaging.inbound import mailbox


@shared_task(name="messaging.refresh_announcements")
def refresh_announcements() -> None:
    """Keep the readers of announcements the people of their programmes."""
    announcing.refresh_all()


@shared_task(name="messaging.remind_of_unread")
def remind_of_unread() -> None:
    """Tell people of messages that have waited long; any number of these may run at once."""
    reminders.remind_of_unread()


@shared_task(name="messaging.fetch_mail")
def fetch_mail() -> None:
    """Take answers from the mailbox, where there is one; two at once take the same mail once."""
    mailbox.fetch()
