"""Whether everybody who listens may still: asked for all sockets of a process together, also when their clients are silent."""

import asyncio
import logging
from typing import Protocol
from uuid import UUID

from channels.db import database_sync_to_async

from messaging import queries
from messaging.live.access import Visitor, holders
from network.accounts.models import User

log = logging.getLogger(__name__)
RECHECK = 15.0  # seconds between two looks
AT_ONCE = 100  # sockets asked for in one go


class Watched(Protocol):
    """A socket as the watch sees it."""

    visitor: Visitor

    def listens_to(self) -> list[UUID]:
        """The conversations it listens to."""

    def looked_at(self, user: User | None, present: set[UUID]) -> None:
        """Who the visitor is now (None: nobody), and in which of the conversations."""


class Watch:
    """Looks while there is a socket."""

    def __init__(self) -> None:
        self._sockets: set[Watched] = set()
        self._task: asyncio.Task | None = None

    def add(self, socket: Watched) -> None:
        """Look after this socket too."""
        self._sockets.add(socket)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())

    def remove(self, socket: Watched) -> None:
        """It is closed."""
        self._sockets.discard(socket)

    def stop(self) -> None:
        """End the watch."""
        if self._task is not None:
            self._task.cancel()

    async def _look(self) -> None:
        while self._sockets:
            await asyncio.sleep(RECHECK)
            sockets = list(self._sockets)
            for first in range(0, len(sockets), AT_ONCE):
                try:
                    await self._ask(sockets[first : first + AT_ONCE])
                except Exception:  # whatever failed (database, cache): who no longer looks lets a signed-out page listen for ever
                    log.warning("Whether sockets may stay open could not be told; asked again in %s seconds.", RECHECK, exc_info=True)

    async def _ask(self, sockets: list[Watched]) -> None:
        asked = [(socket.visitor, socket.listens_to()) for socket in sockets]
        answers = await database_sync_to_async(_answers, thread_sensitive=False)(asked)
        for socket, (user, present) in zip(sockets, answers, strict=True):
            if socket in self._sockets:
                socket.looked_at(user, present)


def _answers(asked: list[tuple[Visitor, list[UUID]]]) -> list[tuple[User | None, set[UUID]]]:
    people = holders([visitor.key for visitor, _ in asked])
    present = queries.present_in({visitor.user.pk for visitor, listens_to in asked if listens_to}, {pk for _, listens_to in asked for pk in listens_to})
    return [(user, {pk for pk in listens_to if (visitor.user.pk, pk) in present}) for (visitor, listens_to), user in zip(asked, people, strict=True)]
