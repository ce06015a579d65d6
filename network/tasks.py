"""The index of this package's background work: Celery looks here."""

from network.jobs.tasks import tidy, wake_jobs
from network.notifications.tasks import forget_texts, sweep_outbox

__all__ = ["forget_texts", "sweep_outbox", "tidy", "wake_jobs"]
