"""The index of this package's background work: Celery looks here."""

from network.jobs.tasks import tidy
from network.notifications.tasks import sweep_outbox

__all__ = ["sweep_outbox", "tidy"]
