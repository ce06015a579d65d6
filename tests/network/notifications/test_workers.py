"""Guarantee 4 with real parallel workers: every mail leaves once, each reader's in order."""

import threading

import pytest
from django.core import mail
from django.db import connection

from network.core import clock
from network.notifications import outbox, services
from network.notifications.models import Delivery
from tests.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]
READERS, WORKERS = 25, 5
KINDS = ("invitation.answered", "invitation.cancelled", "invitation.removed")
CONTEXT = {"who": "Johan", "answer": "accepted", "title": "Talk", "starts": "2027-02-12T08:00:00+00:00"}


def test_five_workers_send_every_mail_once_and_in_order(programme, mailoutbox):
    people = [person(f"Reader {number}") for number in range(READERS)]
    for kind in KINDS:
        services.notify(to=people, kind=kind, about=programme, context=CONTEXT, urgent=True)
    sent: list[list[Delivery]] = [[] for _ in range(WORKERS)]
    now = clock.now()

    def work(index: int) -> None:
        try:
            sent[index] = outbox.deliver_due(now)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[index]) for index in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    rows = [row.pk for batch in sent for row in batch]
    rows += [row.pk for row in outbox.deliver_due(now)]  # what was held back behind another worker's mail
    assert len(rows) == len(set(rows)) == READERS * len(KINDS)
    assert not Delivery.objects.exclude(state="sent").exists()
    for reader in people:
        subjects = [message.extra_headers["Message-ID"] for message in mail.outbox if message.to == [reader.email]]
        assert subjects == list(Delivery.objects.filter(person=reader).order_by("id").values_list("message_id", flat=True))
