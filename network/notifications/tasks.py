"""Background work of the outbox. `sweep_outbox` is both the wake-up and the beat's sweep."""

from celery import shared_task

from network.notifications import outbox, tidying


@shared_task(name="network.sweep_outbox")
def sweep_outbox() -> None:
    """Send what is due now. Any number of these may run at once."""
    outbox.deliver_due()


@shared_task(name="network.forget_texts")
def forget_texts() -> None:
    """Clear the texts of old mails."""
    tidying.forget_texts()
