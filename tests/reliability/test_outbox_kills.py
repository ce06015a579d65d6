"""Guarantee 4, with real processes: a worker is killed at five points, and no mail is lost or comes twice."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from urllib.parse import urlsplit, urlunsplit

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from network.celery import app
from network.notifications import services
from network.notifications.models import Delivery
from tests.database import ROOT
from tests.reliability.mail_server import MailServer
from tests.world import person

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(500)]
MAILS, LEASE = 4, 2
POINTS = {
    "before-claim-commit": 0,
    "after-claim": 0,
    "before-data": 1,
    "between-250-and-commit": 1,
    "after-commit": 0,
}


class Workers:
    """Six workers: one that lives, and one for each point, that dies there."""

    def __init__(self, started: "subprocess.Popen[str]") -> None:
        self.pids: dict[str, int] = {}
        self.ended: dict[str, int] = {}
        self._lines = started.stdout
        for _point in (*POINTS, "none"):
            point, pid = self._lines.readline().split()
            self.pids[point] = int(pid)
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self._lines:
            point, _pid, code = line.split()
            self.ended[point] = int(code)

    def end_of(self, point: str) -> int:
        """How the worker of this point ended, once it has; where it stands goes to stderr when it does not."""
        wake(point)
        try:
            until(lambda: point in self.ended)
        except AssertionError:
            os.kill(self.pids[point], signal.SIGUSR1)
            time.sleep(1)
            raise
        return self.ended[point]


@contextmanager
def workers(server: MailServer) -> Iterator[Workers]:
    address = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}"))
    env = os.environ | {"DATABASE_URL": address, "EMAIL_URL": f"smtp://127.0.0.1:{server.port}", "OUTBOX_LEASE_SECONDS": str(LEASE)}
    command = [sys.executable, "-m", "tests.reliability.doomed_worker", *POINTS, "none"]
    with subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as started:
        try:
            yield Workers(started)
        finally:
            os.killpg(started.pid, signal.SIGKILL)


def wake(queue: str) -> None:
    app.send_task("network.sweep_outbox", queue=queue)


def until(condition, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "took too long"
        time.sleep(0.1)


def settled() -> bool:
    return not Delivery.objects.filter(state__in=["due", "sending"]).exists()


def test_no_mail_is_lost_or_doubled_when_the_worker_is_killed(programme, coordinator, admin):
    browser = Client()
    browser.force_login(admin)
    people = [person(f"Reader {number}") for number in range(MAILS)]
    context = {"who": "Johan", "answer": "accepted", "title": "Talk", "starts": "2027-02-12T08:00:00+00:00"}
    with MailServer() as server, workers(server) as running:
        for round_number, (point, most_unknown) in enumerate(POINTS.items()):
            services.notify(to=people, kind="invitation.answered", about=programme, occurrence=round_number, context=context, urgent=True)
            mine = Delivery.objects.filter(occurrence=str(round_number))
            expected = set(mine.values_list("pk", flat=True))
            assert running.end_of(point) == -signal.SIGKILL
            until(lambda: _swept(server))
            unknown = list(mine.filter(state="unknown"))
            assert len(unknown) == most_unknown, point
            _nothing_twice(server)
            arrived = set(server.message_ids())
            assert {row.pk for row in mine.all() if row.message_id in arrived} >= expected - {row.pk for row in unknown}
            for row in unknown:
                _resolve(browser, row, row.message_id in arrived)
            until(lambda: _swept(server))
            _nothing_twice(server)
            assert set(mine.values_list("state", flat=True)) == {"sent"}
            assert {row.message_id for row in mine.all()} <= set(server.message_ids())
    assert len(server.inbox) == MAILS * len(POINTS)


def _swept(server: MailServer) -> bool:
    """Whether leases have run out and nothing is under way; else the living worker sweeps again, once at a time.

    A sweep that was left over would take the next round's mails before the worker that is to die.
    """
    _nothing_twice(server)
    if _works("none"):
        return False
    if settled():
        return True
    wake("none")
    return False


def _works(queue: str) -> bool:
    """Whether the broker holds anything for the queue, waiting or in a worker's hands."""
    with redis.from_url(settings.CELERY_BROKER_URL) as broker:
        return bool(broker.llen(queue)) or any(json.loads(held)[2] == queue for held in broker.hvals("unacked"))


def _nothing_twice(server: MailServer) -> None:
    ids = server.message_ids()
    assert len(ids) == len(set(ids))


def _resolve(browser: Client, row: Delivery, arrived: bool) -> None:
    """As an administrator does: the page shows it, one of two buttons settles it."""
    page = browser.get(reverse("deliveries"))
    assert page.status_code == 200
    assert [shown.pk for shown in page.context["unclear"]] == [row.pk]
    name = "delivery-arrived" if arrived else "delivery-again"
    assert browser.post(reverse(name, args=[row.pk])).status_code == 302
