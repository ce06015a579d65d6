"""Background work of follow-ups."""

from celery import shared_task

from mentoring.followups.services import ask_due


@shared_task(name="mentoring.ask_follow_ups")
def ask_follow_ups() -> None:
    """Ask what is due."""
    ask_due()
