"""Background work of development plans."""

from celery import shared_task

from mentoring.plans.leaving import advisers_gone
from mentoring.plans.reminders import remind_due


@shared_task(name="mentoring.remind_of_reports")
def remind_of_reports() -> None:
    """Let plans go whose adviser has left; remind of reports whose day comes or has passed."""
    advisers_gone()
    remind_due()
