"""Who is here and who is writing: rare frames over the channel layer, to the topics of those who may know, and stored nowhere.

That somebody does something at all is kept for a few minutes, and told to nobody (`activity`).
"""

import asyncio
import logging
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from django.db import DatabaseError
from redis.exceptions import RedisError

from messaging import activity, people
from messaging.live import frames
from network.core.live import group_of

log = logging.getLogger(__name__)
BETWEEN = {"typing": 3.0, "presence": 5.0, "active": 10.0}  # seconds between two frames that say the same; what comes sooner is dropped
MOST_KNOWN = 400  # what one socket said lately; a client that says more begins anew


class Company:
    """What one socket tells the others in its conversations. Each frame asks the database once who may know."""

    def __init__(self, layer: Any, user: UUID) -> None:
        self._layer = layer
        self._user = user
        self._said: dict[tuple, float] = {}

    async def tell(self, frame: frames.Typing | frames.Here) -> None:
        """Tell those who may know. Without a database or a broker nobody is told: the next one comes soon."""
        if not self._is_due(frame):
            return
        data = {"type": frame.type, "conversation": str(frame.conversation), "person": str(self._user)}
        if isinstance(frame, frames.Here):
            data["is_here"] = frame.is_here
        try:
            for person in await database_sync_to_async(people.company_of, thread_sensitive=False)(self._user, frame.conversation):
                await self._layer.group_send(group_of(f"user:{person}"), {"type": "frame", "frame": data})
        except (DatabaseError, OSError, RedisError):
            log.info("Who is here was not told.", exc_info=True)

    async def note(self, frame: frames.Active) -> None:
        """The person does something: also who shows it to nobody."""
        if self._is_due(frame):
            await database_sync_to_async(activity.note, thread_sensitive=False)(self._user)

    def _is_due(self, frame: frames.Typing | frames.Here | frames.Active) -> bool:
        said, now = (frame.type, getattr(frame, "conversation", None), getattr(frame, "is_here", True)), asyncio.get_running_loop().time()
        if now - self._said.get(said, -MOST_KNOWN) < BETWEEN[frame.type]:
            return False
        if len(self._said) >= MOST_KNOWN:
            self._said.clear()
        self._said[said] = now
        return True
