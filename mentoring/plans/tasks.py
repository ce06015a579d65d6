"""Background work of development plans."""

from celery import shared_task

from mentoring.plans.reminders import remind_due


@shared_task(name="mentoring.remind_of_reports")
def remind_of_reports() -> None:
    """Remind of reports whose day comes or has passed."""
    remind_due()
