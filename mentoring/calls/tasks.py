"""Wake-ups of calls. The rows are the queue; a lost wake-up is found by the next."""

from celery import shared_task

from mentoring.calls.due import remind_due


@shared_task(name="mentoring.advance_calls")
def advance_calls() -> None:
    """Tell who has a draft that the call closes soon."""
    remind_due()
