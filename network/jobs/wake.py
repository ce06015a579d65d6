"""Waking the worker for a job. Only for speed: `network.wake_jobs` finds waiting jobs that a lost wake-up left."""

import logging

from celery import current_app
from django.conf import settings
from kombu.exceptions import KombuError

from network.core import commit
from network.jobs.models import Job

log = logging.getLogger(__name__)


def after_commit(job: Job) -> None:
    """Send the job's key to the task that the settings name for its kind, once the transaction has committed."""
    if task := settings.JOB_TASKS.get(job.kind):
        commit.after_commit(_send, task, str(job.pk))


def _send(task: str, pk: str) -> None:
    try:
        current_app.send_task(task, args=[pk], retry=False, ignore_result=True)
    except (KombuError, OSError):
        log.warning("Job %s waits: the broker is out of reach. The next sweep wakes it.", pk)
