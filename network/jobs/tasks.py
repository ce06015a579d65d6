"""Housekeeping that no one waits for."""

from celery import shared_task

from network.core.api import forget_old_keys
from network.jobs import services


@shared_task(name="network.tidy")
def tidy() -> None:
    """Drop idempotency keys past their day."""
    forget_old_keys()


@shared_task(name="network.wake_jobs")
def wake_jobs() -> None:
    """Wake jobs whose worker died or never heard of them. Somebody watches their progress: this does not wait for an hour."""
    services.release_silent()
    services.wake_waiting()
