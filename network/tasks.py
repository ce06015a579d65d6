"""The index of this package's background work: Celery looks here."""

from network.files.tasks import check_file, sweep_files
from network.jobs.tasks import tidy, wake_jobs
from network.notifications.tasks import forget_texts, sweep_outbox

__all__ = ["check_file", "forget_texts", "sweep_files", "sweep_outbox", "tidy", "wake_jobs"]
