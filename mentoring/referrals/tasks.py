"""What time does between incubators. The rows are the queue; a lost wake-up is found by the next."""

from celery import shared_task

from mentoring.referrals import loans, services


@shared_task(name="mentoring.advance_referrals")
def advance_referrals() -> None:
    """Let run out, remind, begin and end what is due."""
    services.advance_due()
    loans.advance_due()
