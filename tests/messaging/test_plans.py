"""A long conversation costs what a short one costs: what the database reads is counted, not timed."""

import json
from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from messaging import finding, queries
from messaging.models import Conversation, Mention, Message, Participant
from network.accounts.models import User

pytestmark = pytest.mark.django_db
MANY = 100_000
FILL = """
    INSERT INTO messaging_message (id, created_at, conversation_id, seq, changed_seq, sender_id, client_uuid, body, sent_at)
    SELECT key, now(), %s, n, n, %s, key, 'words', now() + n * interval '1 minute'
    FROM generate_series(1, %s) AS n, LATERAL (SELECT lpad(to_hex(n), 32, '0')::uuid AS key) AS keys
"""
# Keys of other tables and mentions are looked up row by row otherwise; neither is what is asked about. Undone with the test.
UNBOUND = """
    SET CONSTRAINTS ALL IMMEDIATE;
    DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = 'messaging_message'::regclass AND contype = 'f' LOOP
            EXECUTE format('ALTER TABLE messaging_message DROP CONSTRAINT %I', name);
        END LOOP;
    END $$;
    ALTER TABLE messaging_message DISABLE TRIGGER USER;
"""


@pytest.fixture
def long_talk(talk, mentor) -> Conversation:
    """A conversation of many messages of which ten are unread, as the planner knows it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL join_collapse_limit = 8")  # the product's; the tests' servers join as written
        cursor.execute(UNBOUND)
        cursor.execute(FILL, [talk.pk, mentor.pk, MANY])
        Conversation.objects.filter(pk=talk.pk).update(counter=MANY)
        Participant.objects.filter(conversation=talk).update(last_read_seq=MANY - 10)
        cursor.execute("ANALYZE messaging_message, messaging_participant, messaging_conversation")
    return talk


def nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def read(rows: QuerySet) -> float:
    """How many messages the database reads for these rows, those it then leaves out too; each by an index."""
    [explained] = json.loads(rows.explain(format="json", analyze=True))
    scans = [node for node in nodes(explained["Plan"]) if node.get("Relation Name") == "messaging_message"]
    assert {node["Node Type"] for node in scans} <= {"Index Scan", "Index Only Scan"}
    return sum((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] for node in scans)


def test_hundred_thousand_messages_deep_nothing_reads_more(long_talk, founder, monkeypatch):
    """One test: filling the conversation is what takes time."""
    rows = queries.messages_visible_to(founder, long_talk.pk)
    size = queries.PAGE + 1
    assert read(rows.order_by("-seq")[:size]) <= size
    for place in (size, MANY // 2, MANY - size):
        assert read(rows.filter(seq__lt=place).order_by("-seq")[:size]) <= size
        assert read(rows.filter(seq__gt=place).order_by("seq")[:size]) <= size
        assert read(rows.filter(seq__lte=place).order_by("-seq")[:1]) <= 1
    assert read(rows.filter(changed_seq__gt=0).order_by("changed_seq")[:size]) <= size
    # a day, and what is found
    middle = rows.order_by("sent_at").values_list("sent_at", flat=True)[MANY // 2]
    assert read(rows.filter(sent_at__gte=middle).order_by("sent_at", "seq")[:1]) <= 2  # the next one too: it might be of the same moment
    asked = []
    monkeypatch.setattr(finding, "SPAN", 500)
    monkeypatch.setattr(finding, "Found", lambda rows, *further: asked.append(further))
    with CaptureQueriesContext(connection) as caught:
        finding.search(founder, long_talk.pk, "nowhere")
    assert (asked, len(caught)) == ([(MANY - 499,)], 3)
    assert read(rows.filter(seq__lte=MANY, seq__gt=MANY - 500, body__icontains="nowhere").order_by("-seq")[:21]) <= 500
    # what is unread, and the list of conversations
    assert queries.unread_total(founder) == 10
    assert read(Message.objects.filter(queries._unread(founder)).order_by()) <= 10
    assert read(queries.conversations_visible_to(founder)[:25]) <= 10 + 2  # and the latest one in brief


def touched(*tables: str) -> int:
    """How many rows of these tables this transaction has read until now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables WHERE relname = ANY (%s)", [list(tables)])
        return int(cursor.fetchone()[0] or 0)


def test_mention_looks_at_those_of_that_name_alone(talk, say, founder, mentor):
    crowd = User.objects.bulk_create(User(email=f"{n}@example.org", name=f"Person{n} Surname") for n in range(400))
    Participant.objects.bulk_create(Participant(conversation=talk, person=person) for person in crowd)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE messaging_participant, network_user")
    costs = []
    for body in ("plain", "nobody@example.org", f"Look, @{mentor.name}, @Person7 and @Nobody: @ 12"):
        before = touched("messaging_participant", "network_user")
        message = say(founder, body)
        costs.append(touched("messaging_participant", "network_user") - before)
    assert set(Mention.objects.filter(message=message).values_list("person", flat=True)) == {mentor.pk, crowd[7].pk}
    assert costs[1] == costs[0]
    assert costs[2] - costs[0] <= 10
