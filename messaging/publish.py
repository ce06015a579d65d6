"""What open pages are told, after commit. Lost frames do no harm: pages catch up by number."""

from uuid import UUID

from messaging.models import Message
from messaging.rows import row_of
from network.accounts.models import User
from network.core import live


def topic(conversation: UUID) -> str:
    """The topic of a conversation."""
    return f"conversation:{conversation}"


def message(message: Message) -> None:
    """A new or changed message, with its row."""
    live.publish(topic(message.conversation_id), {"type": "message", **row_of(message)})


def read(conversation: UUID, person: User, seq: int) -> None:
    """A person has read up to `seq`."""
    live.publish(topic(conversation), {"type": "read", "conversation": str(conversation), "person": str(person.pk), "seq": seq})


def members(conversation: UUID, changed_seq: int, *, left: User | None = None) -> None:
    """Somebody joined or left under this number. Stays on the server: pages get `synced`."""
    frame = {"type": "members", "conversation": str(conversation), "changed_seq": changed_seq, "left": str(left.pk) if left else None}
    live.publish(topic(conversation), frame)


def reload(conversation: UUID) -> None:
    """What the page shows around the messages has changed."""
    live.publish(topic(conversation), {"type": "reload", "conversation": str(conversation)})
