"""The SQL function that locks, numbers and inserts, as Python calls it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from psycopg import pq


class Item(NamedTuple):
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


class Appended(NamedTuple):
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
PREPARED = "SELECT * FROM append_messages($1, $2, $3, $4, $5, $6, $7)"  # the same as libpq takes it
READ = (str, UUID, int, int, str, datetime.fromisoformat, datetime.fromisoformat, datetime.fromisoformat, UUID)  # the fields of Appended
COLUMNS = ("conversation", "sender", "client_uuid", "id", "body", "moment", "reply_to")


def columns_of(items: Sequence[Item]) -> list[list]:
    """What CALL is given."""
    return [[getattr(item, name) for item in items] for name in COLUMNS]


def literals_of(items: Sequence[Item]) -> list[str]:
    """What PREPARED is given: each column as the text of an array. (psycopg's list dumper takes several times as long.)"""
    return [
        _array(item.conversation.hex for item in items),
        _array(item.sender.hex for item in items),
        _array(item.client_uuid.hex for item in items),
        _array(item.id.hex for item in items),
        _array(_quoted(item.body) for item in items),
        _array(f'"{item.moment.isoformat()}"' if item.moment else "NULL" for item in items),
        _array(item.reply_to.hex if item.reply_to else "NULL" for item in items),
    ]


def _array(elements: Iterable[str]) -> str:
    return "{" + ",".join(elements) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def appended_of(items: Sequence[Item], result: pq.abc.PGresult) -> list[Appended]:
    """What PREPARED answers, one row for each item in their order."""
    return [_read(item, result, row) for row, item in enumerate(items)]


def _read(item: Item, result: pq.abc.PGresult, row: int) -> Appended:
    outcome = result.get_value(row, 1)
    if outcome == b"new":  # all else is as it was sent
        seq = int(result.get_value(row, 3))
        return Appended("new", item.id, seq, seq, item.body, datetime.fromisoformat(result.get_value(row, 6).decode()), None, None, item.reply_to)
    cells = [result.get_value(row, column) for column in range(1, 1 + len(READ))]
    return Appended(*(None if cell is None else read(cell.decode()) for read, cell in zip(READ, cells, strict=True)))


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
