"""What open pages are told, after commit. Lost frames do no harm: pages catch up by number."""

import logging
from functools import cache
from uuid import UUID

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from messaging.live.wire import Frame, channel_of, framed, packed
from messaging.models import Conversation
from messaging.rows import Row
from network.accounts.models import User
from network.core import live
from network.core.commit import after_commit

log = logging.getLogger(__name__)


def message(row: Row) -> None:
    """A new or changed message."""
    _publish(UUID(row["conversation"]), {"type": "message", **row})


def read(conversation: Conversation, person: User, seq: int) -> None:
    """A person has read up to `seq`. Who has read announcements is nobody else's business: only their own pages hear of it."""
    frame = {"type": "read", "conversation": str(conversation.pk), "person": str(person.pk), "seq": seq}
    if conversation.kind == Conversation.Kind.ANNOUNCEMENT:
        live.publish(f"user:{person.pk}", frame)
    else:
        _publish(conversation.pk, frame)


def pins(conversation: UUID, seq: int, changed_seq: int) -> None:
    """What is pinned has changed under this number: the message at place `seq`. Only who may read that hears of it."""
    _publish(conversation, {"type": "pins", "conversation": str(conversation), "seq": seq, "changed_seq": changed_seq})


def members(conversation: UUID, changed_seq: int, *, left: User | None = None) -> None:
    """Somebody joined or left under this number. Stays on the server: pages get `synced`."""
    _publish(conversation, {"type": "members", "changed_seq": changed_seq, "left": str(left.pk) if left else None})


def reload(conversation: UUID) -> None:
    """What the page shows around the messages has changed."""
    _publish(conversation, {"type": "reload", "conversation": str(conversation)})


def reload_for(person: User, conversation: UUID) -> None:
    """The same for one person's pages only: nobody else hears of what they chose for themselves."""
    live.publish(f"user:{person.pk}", {"type": "reload", "conversation": str(conversation)})


def _publish(conversation: UUID, data: dict) -> None:
    after_commit(send, conversation, framed(data))


def send(conversation: UUID, frame: Frame) -> None:
    """Send a frame to every process that listens. Without a broker it is lost."""
    try:
        _broker().publish(channel_of(conversation), packed(frame))
    except (OSError, RedisError):
        log.warning("A live frame of conversation %s was not sent: the broker is out of reach.", conversation)


@cache
def _broker() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
