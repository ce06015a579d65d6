"""Housekeeping that no one waits for."""

from celery import shared_task

from network.core.api import forget_old_keys
from network.jobs import services


@shared_task(name="network.tidy")
def tidy() -> None:
    """Drop idempotency keys past their day, and wake jobs whose worker died or never heard of them."""
    forget_old_keys()
    services.release_silent()
    services.wake_waiting()
