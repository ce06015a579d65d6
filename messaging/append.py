"""The SQL function that locks, numbers and inserts, as Python calls it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction


@dataclass(frozen=True, slots=True)
class Item:
    """One message on its way in; `body` is clean (see `bodies.clean`), `name` is how the sender is shown.

    Without a `moment` the database says when: an event loop cannot ask for the domain's time.
    """

    conversation: UUID
    sender: UUID
    name: str
    client_uuid: UUID
    id: UUID
    body: str
    moment: datetime | None
    reply_to: UUID | None = None


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of an item; the row for the first three.

    `new`, `same`, `other`, `closed`, `left`, `reader` (in, but not to write), `stranger` or `unanswerable`.
    """

    outcome: str
    id: UUID | None
    seq: int
    changed_seq: int
    body: str
    sent_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    reply_to: UUID | None


CALL = "SELECT * FROM append_messages(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[], %s::uuid[])"


COLUMNS = ("conversation", "sender", "client_uuid", "id", "body", "moment", "reply_to")


def columns_of(items: Sequence[Item]) -> list[list]:
    """What CALL is given."""
    return [[getattr(item, name) for item in items] for name in COLUMNS]


def append(items: Sequence[Item]) -> list[Appended]:
    """Append in order, in the caller's transaction, which holds the conversations' locks until it commits: do it last."""
    try:
        with transaction.atomic():
            return _appended(items)
    except IntegrityError:  # a `client_uuid` went into another room a moment ago, and is known now
        return _appended(items)


def _appended(items: Sequence[Item]) -> list[Appended]:
    with connection.cursor() as cursor:
        cursor.execute(CALL, columns_of(items))
        return [Appended(*row[1:]) for row in cursor.fetchall()]
