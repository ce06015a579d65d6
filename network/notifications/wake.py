"""Waking the worker. Only for speed: the sweep finds whatever a lost wake-up left."""

import logging

from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import KombuError

log = logging.getLogger(__name__)
TASK = "network.sweep_outbox"


def after_commit() -> None:
    """Wake the worker once the transaction has committed, once however many mails it wrote."""
    if not any(function is _wake for _sids, function, _robust in connection.run_on_commit):
        transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    try:
        current_app.send_task(TASK, retry=False, ignore_result=True)
    except (KombuError, OSError):
        log.warning("The worker was not woken: the broker is out of reach. The next sweep sends what is due.")
