"""What waits to leave over one socket: bounded, so that a slow line costs us no memory and nobody a message."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from uuid import UUID

ROOM = 256  # frames
HELD = 500_000  # characters in them: long messages fill a queue sooner
PATIENCE = 20.0  # seconds that a catch-up waits for room


class TooSlow(Exception):
    """The line does not take what is said. `resume_from` is the last number it took, for the close reason."""

    def __init__(self, resume_from: int) -> None:
        super().__init__(f"catch up from {resume_from}")
        self.resume_from = resume_from


class Outgoing:
    """A queue; a task empties it into the socket while there is something in it."""

    def __init__(self, write: Callable[[str], Awaitable[None]], room: int = ROOM) -> None:
        self._write = write
        self._room = room
        self._queue: deque[tuple[str, UUID | None, int]] = deque()
        self._held = 0
        self._written: dict[UUID | None, int] = {}
        self._task: asyncio.Task | None = None
        self._has_room = asyncio.Event()
        self._has_room.set()

    def put(self, text: str, conversation: UUID | None = None, number: int = 0) -> None:
        """Queue a frame at once; `number` is the `changed_seq` it brings. Raises TooSlow when there is no room."""
        if self.is_full:
            raise self._too_slow(conversation)
        self._queue.append((text, conversation, number))
        self._held += len(text)
        if self._task is None:
            self._task = asyncio.create_task(self._empty())

    async def put_patiently(self, text: str, conversation: UUID | None = None, number: int = 0) -> None:
        """Queue a frame of a catch-up, waiting for room. Raises TooSlow when none comes."""
        while self.is_full:
            self._has_room.clear()
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._has_room.wait()
            except TimeoutError:
                raise self._too_slow(conversation) from None
        self.put(text, conversation, number)

    @property
    def is_full(self) -> bool:
        """Whether there is room for nothing more."""
        return len(self._queue) >= self._room or self._held >= HELD

    def end(self) -> None:
        """Drop what waits and stop."""
        self._forget()
        if self._task is not None:
            self._task.cancel()

    def _forget(self) -> None:
        self._queue.clear()
        self._held = 0

    def _too_slow(self, conversation: UUID | None) -> TooSlow:
        return TooSlow(self._written.get(conversation, 0))

    async def _empty(self) -> None:
        try:
            while self._queue:
                text, conversation, number = self._queue[0]
                await self._write(text)
                if number:
                    self._written[conversation] = number
                if self._queue:  # not ended meanwhile
                    self._queue.popleft()
                    self._held -= len(text)
                self._has_room.set()
        except OSError:  # the line is gone; the server says so next (ASGI: send raises OSError then)
            self._forget()
            self._has_room.set()
        finally:
            self._task = None
