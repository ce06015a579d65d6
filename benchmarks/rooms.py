"""The benchmark's own database: made from the migrations, filled by bulk rows, and new again for every run."""

import os
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import django
import psycopg
from psycopg import sql

from network.core import engines

MADE, USED = "bench_made", "bench_used"
Plan = list[tuple[str, str]]  # conversation and token of each connection


@dataclass(frozen=True)
class Shape:
    """So many sockets, so many members to each conversation."""

    sockets: int
    members: int

    def __str__(self) -> str:
        return f"{self.sockets} sockets, {self.members} in each conversation"


class Rooms:
    """The running engines, their addresses, and who connects to which conversation in each shape."""

    def __init__(self, held: engines.Engines) -> None:
        self.postgres, self.valkey = held.postgres, held.valkey
        self.address = {name: engines.database_url(self.postgres.socket_dir, name) for name in (MADE, USED)}
        self.plans: dict[Shape, Plan] = {}

    def renew(self) -> None:
        """Forget every message: the database that is used becomes a fresh copy of the one that was made."""
        with _server(self.postgres) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(USED)))
            engines.create_database(connection, USED, template=MADE)
            connection.execute("CHECKPOINT")


@contextmanager
def opened(shapes: Sequence[Shape]) -> Iterator[Rooms]:
    """Engines of the benchmark's own with durable commits, and a migrated, filled database in them. Sets Django up on it."""
    with engines.start(engines.var_dir() / "bench" / "engines", durable=True) as held:
        rooms = Rooms(held)
        with _server(held.postgres) as connection:
            for name in (USED, MADE):
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            engines.create_database(connection, MADE)
        os.environ |= {"DATABASE_URL": rooms.address[MADE], "REDIS_URL": rooms.valkey.url, "EMBEDDED": "1"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "network.settings"
        django.setup()
        rooms.plans = _fill(shapes)
        yield rooms


@contextmanager
def _server(postgres: engines.Postgres) -> Iterator["psycopg.Connection[tuple]"]:
    address = engines.database_url(postgres.socket_dir, "postgres", "postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


def _fill(shapes: Sequence[Shape]) -> dict[Shape, Plan]:
    """As many people with tokens as the largest shape needs, and the conversations of all shapes."""
    from django.core.management import call_command
    from django.db import connection

    from network.accounts.models import PersonalAccessToken, User

    call_command("migrate", verbosity=0, interactive=False)
    numbers = range(max(shape.sockets for shape in shapes))
    people = [User(email=f"bench-{i}@northbridge.example", name=f"Person {i:05d}", sort_key=f"person {i:05d}", password="!") for i in numbers]
    User.objects.bulk_create(people, batch_size=500)
    secrets = [PersonalAccessToken.new_secret() for _ in people]
    tokens = zip(people, secrets, strict=True)
    rows = [PersonalAccessToken(user=it, name="bench", prefix=secret[:8], digest=PersonalAccessToken.digest_of(secret)) for it, secret in tokens]
    PersonalAccessToken.objects.bulk_create(rows, batch_size=500)
    plans = {shape: _converse(shape, people, secrets) for shape in shapes}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()
    connection.close_pool()  # nobody may hold the database that is copied
    return plans


def _converse(shape: Shape, people: list, secrets: list[str]) -> Plan:
    from messaging.models import Conversation, Participant

    conversations = [Conversation(kind="direct") for _ in range(shape.sockets // shape.members)]
    Conversation.objects.bulk_create(conversations)
    seats = [(conversations[i // shape.members], i) for i in range(len(conversations) * shape.members)]
    Participant.objects.bulk_create([Participant(conversation=room, person=people[i]) for room, i in seats], batch_size=500)
    plan = [(str(room.pk), secrets[i]) for room, i in seats]
    random.Random(1).shuffle(plan)  # so that the members of a conversation connect to both processes
    return plan
