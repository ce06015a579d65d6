"""Wake-ups of the cascade. The rows are the queue; a lost wake-up is found by the next."""

from celery import shared_task

from mentoring.requests.services import advance_due


@shared_task(name="mentoring.advance_requests")
def advance_requests() -> None:
    """Do what fell due: deadlines, reminders, the next question."""
    advance_due()
