"""Real Celery workers that kill themselves, as a power cut would, each at a named point of sending its second mail.

    python -m tests.reliability.doomed_worker POINT POINT …

Each point has a process of its own, forked while nothing is connected (importing everything once is most of a
start), and listens on the queue of that name. Prints `POINT PID`, and `POINT PID CODE` when it has ended. The
platform's code knows nothing of this: the points are patched in from outside. `none` never dies.
"""

import faulthandler
import os
import signal
import smtplib
import sys
from collections.abc import Callable
from typing import Any

import django


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def on_call(number: int, function: Callable[..., Any], *, after: bool = False) -> Callable[..., Any]:
    """`function`, but the process dies before (or after) its n-th call."""
    calls = 0

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number and not after:
            die()
        result = function(*args, **kwargs)
        if calls == number:
            die()
        return result

    return wrapped


def arm(point: str) -> None:
    from network.notifications import compose, outbox

    if point == "before-claim-commit":  # rows are locked, the lease is not committed
        outbox._postponed = on_call(2, outbox._postponed)
    elif point == "after-claim":  # leased, and nothing begun
        compose.message_for = on_call(2, compose.message_for)
    elif point == "before-data":  # `sending` is committed, sender and recipient were named to the server
        smtplib.SMTP.data = on_call(2, smtplib.SMTP.data)
    elif point == "between-250-and-commit":  # the server has taken it, we have not written it down
        outbox._finish = on_call(2, outbox._finish)
    elif point == "after-commit":
        outbox._finish = on_call(2, outbox._finish, after=True)
    elif point != "none":
        raise SystemExit(f"no such point: {point}")


def work(point: str) -> None:
    """Be the worker that dies there."""
    from network.celery import app

    os.dup2(2, 1)  # what Celery prints is not for who reads our lines
    faulthandler.register(signal.SIGUSR1)  # says where it stands, when a test has waited too long for it
    arm(point)
    app.worker_main(["worker", "--pool=solo", "--queues", point, "--loglevel=warning", "--without-gossip", "--without-mingle", "--without-heartbeat"])


def main() -> None:
    django.setup()
    from django.db import connection

    from network.celery import app

    app.loader.import_default_modules()
    connection.close()  # Celery has Django check the models, and they ask for the time: a connection shared by forks answers any of them
    connection.close_pool()
    points = {}
    for point in sys.argv[1:]:
        pid = os.fork()
        if not pid:
            work(point)
            return
        points[pid] = point
        print(point, pid, flush=True)
    for _point in sys.argv[1:]:
        pid, status = os.wait()
        print(points[pid], pid, os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
