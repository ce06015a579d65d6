"""What waits to leave over one socket: bounded, so that a slow line costs us no memory and nobody a message."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from messaging.live.line import Line

ROOM = 256  # frames
HELD = 500_000  # characters in them: long messages fill a queue sooner
PATIENCE = 20.0  # seconds that a catch-up waits for room


class TooSlow(Exception):
    """The line does not take what is said. `resume_from` is the last number it took, for the close reason."""

    def __init__(self, resume_from: int) -> None:
        super().__init__(f"catch up from {resume_from}")
        self.resume_from = resume_from


class Outgoing:
    """Frames go to the server at once while it takes them. Once it waits for the line they queue, and a task empties the queue."""

    def __init__(self, send: Callable[[dict[str, Any]], Coroutine[Any, Any, None]], room: int = ROOM) -> None:
        self._send = send
        self._room = room
        self._queue: deque[tuple[str, Line | None, int]] = deque()
        self._held = 0
        self._task: asyncio.Task | None = None
        self._has_room = asyncio.Event()
        self._has_room.set()

    def put(self, text: str, line: Line | None = None, number: int = 0) -> None:
        """Send a frame, or queue it; `number` is the `changed_seq` it brings to a conversation's `line`. Raises TooSlow when there is no room."""
        if self._task is not None:
            self._queue_up(text, line, number)
            return
        sending = self._send({"type": "websocket.send", "text": text})
        try:
            waits_for = sending.send(None)  # a coroutine that needs not wait ends here: no task for each frame
        except StopIteration:
            if line is not None:
                line.written = number
        except OSError:  # the line is gone; the server says so next (ASGI: send raises OSError then)
            pass
        else:
            self._queue_up(text, line, number)
            self._task = asyncio.create_task(self._empty(sending, waits_for))

    async def put_patiently(self, text: str, line: Line | None = None, number: int = 0) -> None:
        """Queue a frame of a catch-up, waiting for room. Raises TooSlow when none comes."""
        while self.is_full:
            self._has_room.clear()
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._has_room.wait()
            except TimeoutError:
                raise _too_slow(line) from None
        self.put(text, line, number)

    @property
    def is_full(self) -> bool:
        """Whether there is room for nothing more."""
        return len(self._queue) >= self._room or self._held >= HELD

    def end(self) -> None:
        """Drop what waits and stop."""
        self._forget()
        if self._task is not None:
            self._task.cancel()

    def _queue_up(self, text: str, line: Line | None, number: int) -> None:
        if self.is_full:
            raise _too_slow(line)
        self._queue.append((text, line, number))
        self._held += len(text)

    def _forget(self) -> None:
        self._queue.clear()
        self._held = 0

    async def _empty(self, sending: Coroutine[Any, Any, None], waits_for: Any) -> None:
        """Let the frame that was begun leave, then those behind it."""
        try:
            await _rest(sending, waits_for)
            self._left()
            while self._queue:
                await self._send({"type": "websocket.send", "text": self._queue[0][0]})
                self._left()
        except OSError:
            self._forget()
            self._has_room.set()
        finally:
            sending.close()
            self._task = None

    def _left(self) -> None:
        """The first of the queue is with the server."""
        if self._queue:  # not ended meanwhile
            text, line, number = self._queue.popleft()
            self._held -= len(text)
            if line is not None:
                line.written = number
        self._has_room.set()


async def _rest(begun: Coroutine[Any, Any, None], waits_for: Any) -> None:
    """Go on with a coroutine that was begun outside of any task and waits for a future (or, for None, a turn of the loop)."""
    while True:
        await (asyncio.sleep(0) if waits_for is None else asyncio.wait([waits_for]))
        try:
            waits_for = begun.send(None)
        except StopIteration:
            return


def _too_slow(line: Line | None) -> TooSlow:
    return TooSlow(line.written if line is not None else 0)
