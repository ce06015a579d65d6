"""Real parallel connections: no number lost, doubled or seen out of order."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from messaging import queries, services
from messaging.models import Message
from tests.parallel import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_numbers_with_many_senders_and_a_reader(talk, founder, mentor):
    each, writers, done, seen = 25, 6, threading.Event(), []

    def write(person):
        def work():
            for n in range(each):
                message = services.send(conversation=talk, by=person, body=str(n)).message
                if n % 5 == 0:
                    services.edit(message=message, by=person, body=f"{n}, again")

        return work

    def read():
        position = 0
        while True:
            last_round = done.is_set()
            found = queries.messages_since(mentor, talk.pk, position)
            seen.extend((row.pk, row.changed_seq) for row in found.rows)
            assert found.last_seq >= position
            position = found.last_seq
            if last_round:
                return

    reader = ThreadPoolExecutor(1)
    reading = reader.submit(lambda: (read(), connection.close()))
    at_once(*[write(person) for person in [founder, mentor] * (writers // 2)])
    done.set()
    reading.result(60)

    talk.refresh_from_db()
    assert talk.counter == writers * (each + each // 5)
    assert [number for _pk, number in seen] == sorted(number for _pk, number in seen)
    newest = {}
    newest.update(seen)
    assert newest == dict(Message.objects.values_list("pk", "changed_seq"))
    assert sorted(Message.objects.values_list("seq", flat=True)) == sorted(set(Message.objects.values_list("seq", flat=True)))


def test_same_uuid_in_parallel_is_one_row(talk, founder):
    for _round in range(10):
        key = uuid4()
        sent = at_once(*[lambda key=key: services.send(conversation=talk, by=founder, body="once", client_uuid=key)] * 6)
        assert len({one.message.pk for one in sent}) == 1
        assert sum(one.is_new for one in sent) == 1
    talk.refresh_from_db()
    assert (talk.counter, Message.objects.count()) == (10, 10)


def test_same_uuid_into_two_rooms_spends_no_number(talk, founder, mentor):
    other = services.open_conversation(kind="direct", people=[founder, mentor], by=founder)

    def attempt(room, key):
        def work():
            try:
                return services.send(conversation=room, by=founder, body="once", client_uuid=key).is_new
            except Exception as refusal:
                return refusal.code

        return work

    for _round in range(10):
        key = uuid4()
        assert sorted(map(str, at_once(attempt(talk, key), attempt(other, key)))) == ["True", "client-uuid-reused"]
    for room in (talk, other):
        room.refresh_from_db()
        assert room.counter == room.messages.count()


def test_read_position_from_many_devices(talk, founder, mentor):
    for n in range(8):
        services.send(conversation=talk, by=founder, body=str(n))
    at_once(*[lambda n=n: services.mark_read(conversation=talk, by=mentor, seq=n) for n in (8, 1, 5, 3)])
    assert talk.participants.get(person=mentor).last_read_seq == 8
