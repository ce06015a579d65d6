"""Background work of mentorships."""

from celery import shared_task

from mentoring.mentorships.advance import advance_mentorships as advance


@shared_task(name="mentoring.advance_mentorships")
def advance_mentorships() -> None:
    """End what has reached its last day."""
    advance()
