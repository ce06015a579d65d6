"""A message as pages, the API and the socket get it: one shape, made in one place."""

from datetime import UTC, datetime
from typing import Any, NotRequired, TypedDict
from uuid import UUID

from messaging.append import Appended, Item
from messaging.attachments import Attached
from messaging.models import Message
from network.accounts.models import User


class Sender(TypedDict):
    """Who wrote; null once the person was erased."""

    id: str
    name: str


class Row(TypedDict):
    """One message. A deleted one keeps its place and has no body."""

    conversation: str
    seq: int
    changed_seq: int
    id: str
    client_uuid: str
    sender: Sender | None
    body: str
    sent_at: str
    edited_at: str | None
    deleted_at: str | None
    attachments: NotRequired[list[Attached]]  # only where it has files
    reply_to: NotRequired[str]  # only where it answers another message; whether the reader may see that one is another question


def shown_name(person: User) -> str:
    """How others in the conversation see a person; never the address."""
    return person.name or person.first_name


def instant(value: datetime | None) -> Any:
    """ISO 8601 in UTC, or None."""
    return value.astimezone(UTC).isoformat()[: -len("+00:00")] + "Z" if value else None


def row_of(message: Message) -> Row:
    """The row of a message whose `sender` is loaded."""
    row = Row(
        conversation=str(message.conversation_id),
        seq=message.seq,
        changed_seq=message.changed_seq,
        id=str(message.pk),
        client_uuid=str(message.client_uuid),
        sender=Sender(id=str(message.sender_id), name=shown_name(message.sender)) if message.sender else None,
        body=message.body,
        sent_at=instant(message.sent_at),
        edited_at=instant(message.edited_at),
        deleted_at=instant(message.deleted_at),
    )
    if message.attachments:
        row["attachments"] = message.attachments
    return _answering(row, message.reply_to_id)


def row_of_item(item: Item, appended: Appended) -> Row:
    """The row of a message that is in the database, whether this item brought it there or an earlier one."""
    row = Row(
        conversation=str(item.conversation),
        seq=appended.seq,
        changed_seq=appended.changed_seq,
        id=str(appended.id),
        client_uuid=str(item.client_uuid),
        sender=Sender(id=str(item.sender), name=item.name),
        body=appended.body,
        sent_at=instant(appended.sent_at),
        edited_at=instant(appended.edited_at),
        deleted_at=instant(appended.deleted_at),
    )
    return _answering(row, appended.reply_to)


def _answering(row: Row, reply_to: UUID | None) -> Row:
    if reply_to is not None:
        row["reply_to"] = str(reply_to)
    return row
