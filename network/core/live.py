"""The only way to tell open pages that something changed. Sends after commit, never before.

A lost frame is harmless: pages catch up by asking the database (guarantee 3).
"""

import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from network.core.commit import after_commit

log = logging.getLogger(__name__)


def group_of(topic: str) -> str:
    """The channel layer's name of a topic such as `user:<id>` or `conversation:<id>`."""
    return topic.replace(":", ".")


def publish(topic: str, frame: dict) -> None:
    """Send `frame` (a JSON object with a `type`) to whoever listens to `topic`, once the transaction has committed."""
    after_commit(_send, topic, frame)


def _send(topic: str, frame: dict) -> None:
    try:
        async_to_sync(get_channel_layer().group_send)(group_of(topic), {"type": "frame", "frame": frame})
    except (OSError, RedisError):
        log.warning("Live frame for %s was not sent: the broker is out of reach.", topic)
