"""What waits to leave over one socket: bounded, so that a slow line costs us no memory and nobody a message."""

import asyncio
from collections.abc import Awaitable, Callable

from messaging.live import frames

ROOM = 256  # frames
PATIENCE = 20.0  # seconds that a catch-up waits for room


class TooSlow(Exception):
    """The line does not take what is said. `resume_from` is the last number it took, for the close reason."""

    def __init__(self, resume_from: int) -> None:
        super().__init__(f"catch up from {resume_from}")
        self.resume_from = resume_from


class Outgoing:
    """A queue and the task that empties it into the socket."""

    def __init__(self, write: Callable[[str], Awaitable[None]], room: int = ROOM) -> None:
        self._write = write
        self._queue: asyncio.Queue[tuple[str, str, int]] = asyncio.Queue(room)
        self._written: dict[str, int] = {}
        self._task = asyncio.ensure_future(self._run())

    def put(self, frame: dict) -> None:
        """Queue a live frame at once. Raises TooSlow when there is no room."""
        try:
            self._queue.put_nowait(self._item(frame))
        except asyncio.QueueFull:
            raise self._too_slow(frame) from None

    async def put_patiently(self, frame: dict) -> None:
        """Queue a row of a catch-up, waiting for room. Raises TooSlow when none comes."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._queue.put(self._item(frame))
        except TimeoutError:
            raise self._too_slow(frame) from None

    def end(self) -> None:
        """Drop what waits and stop."""
        self._task.cancel()

    @staticmethod
    def _item(frame: dict) -> tuple[str, str, int]:
        return frames.check(frame), frame.get("conversation", ""), frame.get("changed_seq", 0)

    def _too_slow(self, frame: dict) -> TooSlow:
        return TooSlow(self._written.get(frame.get("conversation", ""), 0))

    async def _run(self) -> None:
        while True:
            text, conversation, number = await self._queue.get()
            await self._write(text)
            if number:
                self._written[conversation] = number
