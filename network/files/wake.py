"""Waking the workers for files. Only a wake-up: what a lost one leaves, the next sweep finds."""

import logging
from uuid import UUID

from celery import current_app
from kombu.exceptions import KombuError

from network.core import commit

log = logging.getLogger(__name__)


def after_commit(pk: UUID) -> None:
    """Have a file checked."""
    commit.after_commit(_send, "network.check_file", str(pk))


def sweep_after_commit() -> None:
    """Have erased files removed from the storage."""
    commit.after_commit(_send, "network.sweep_files")


def _send(task: str, *args: str) -> None:
    try:
        current_app.send_task(task, args=list(args), retry=False, ignore_result=True)
    except (KombuError, OSError):
        log.warning("No worker was woken for %s; the next sweep finds it.", task)
