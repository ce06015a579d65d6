"""Background work of the outbox. `sweep_outbox` is both the wake-up and the beat's sweep."""

from celery import shared_task

from network.notifications import digests, outbox, tidying

SEND_FOR = 120.0  # seconds; the slowest single mail fits between this and CELERY_TASK_SOFT_TIME_LIMIT


@shared_task(name="network.sweep_outbox")
def sweep_outbox() -> None:
    """Send what is due now. Any number of these may run at once."""
    outbox.deliver_due(for_seconds=SEND_FOR)


@shared_task(name="network.send_digests")
def send_digests() -> None:
    """Write the digests whose hour has come; any number of these may run at once."""
    digests.send_due()


@shared_task(name="network.forget_texts")
def forget_texts() -> None:
    """Clear the texts of old mails."""
    tidying.forget_texts()
