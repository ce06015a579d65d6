"""One socket in one conversation: hears it, puts its frames into order, fetches what is missing."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from channels.db import database_sync_to_async

from messaging import queries
from messaging.live import frames
from messaging.live.line import Line
from messaging.live.outgoing import Outgoing, TooSlow
from messaging.live.wire import Frame
from messaging.rows import Row, row_of
from network.accounts.models import User
from network.core.errors import NotVisible

GAP_WAIT = 0.25  # seconds a missing number may still come by itself, before it is fetched
SLOW = 4408


async def in_database(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Run a query or a service in a thread of the pool."""
    return await database_sync_to_async(partial(work, *args, **kwargs), thread_sensitive=False)()


class Socket(Protocol):
    """What a seat asks of its socket."""

    user: User
    outgoing: Outgoing
    fetching: asyncio.Lock

    def drop(self, conversation: UUID) -> None:
        """Listen to a conversation no longer."""

    def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the frames of the client."""

    def shut(self, code: int, reason: str = "") -> None:
        """Close for good."""


class Seat:
    """A listener of the hub. `is_left` once the socket listens no longer, or is closed."""

    __slots__ = ("conversation", "is_left", "is_mending", "line", "outgoing", "socket", "told_read")

    def __init__(self, socket: Socket, conversation: UUID) -> None:
        self.socket, self.conversation = socket, conversation
        self.outgoing = socket.outgoing
        self.line = Line()
        self.is_left = self.is_mending = False
        self.told_read = 0  # how far the person has read, as a catch-up told last

    def heard(self, frame: Frame) -> None:
        """A frame of the conversation. Numbered ones go through the line.

        Called for every member of every message: the first branch is nearly all of it, and asks no more objects than it must.
        """
        if self.is_left:
            return
        line, number = self.line, frame.changed_seq
        try:
            if frame.seq > line.joined_seq and line.passes(number):
                self.outgoing.put(frame.text, line, number)
            elif number:
                self.deliver(line.offer(frame))
                if line.waiting:
                    self.note_gap()
            elif frame.seq <= line.position:
                self.outgoing.put(frame.text)
        except TooSlow as slow:
            self.socket.shut(SLOW, str(slow))

    def interrupted(self) -> None:
        """The broker was away: what it did not pass on is fetched."""
        self.socket.beside(self.mend())

    def deliver(self, ready: list[Frame]) -> None:
        """Send frames whose turn it is."""
        line, outgoing = self.line, self.outgoing
        for frame in ready:
            if frame.seq > line.joined_seq:
                outgoing.put(frame.text, line, frame.changed_seq)
            elif frame.is_members:
                self.note_members(frame)
                if self.is_left:
                    return

    def note_gap(self) -> None:
        """Frames wait for a missing one: it is fetched unless it comes soon."""
        if self.line.has_gap and not self.is_mending:
            self.is_mending = True
            self.socket.beside(self.mend(GAP_WAIT))

    def note_members(self, frame: Frame) -> None:
        """Somebody came or left; who left hears nothing more."""
        self.outgoing.put(_synced(self.conversation, frame.changed_seq))
        if frame.left == str(self.socket.user.pk):
            self.socket.drop(self.conversation)

    # --- catching up --------------------------------------------------------------------------------

    async def mend(self, wait: float = 0) -> None:
        """Fetch what is missing, unless it comes by itself within `wait` seconds."""
        await asyncio.sleep(wait)
        self.is_mending = False
        if not wait or self.line.has_gap:
            await self.catch_up(self.line.position)

    async def catch_up(self, since: int) -> None:
        """Send what changed after `since` and say where that leads. Asks anew whether the person may see it."""
        async with self.socket.fetching:
            if self.is_left:
                return
            line = self.line
            line.is_fetching = True
            try:
                found, rows = await in_database(_changes, self.socket.user, self.conversation, since)
                line.joined_seq = found.joined_seq
                await self.bring(since, found, rows)
            except BaseException as error:
                line.is_fetching = False  # what waits shows the gap, and the next frame or heartbeat asks again
                if isinstance(error, NotVisible):
                    self.socket.drop(self.conversation)
                raise
            if found.is_member:
                self.deliver(line.advance(found.last_seq))
            else:
                self.socket.drop(self.conversation)

    async def bring(self, since: int, found: queries.Changes, rows: list[Row]) -> None:
        """The rows of a catch-up, as fast as the line takes them."""
        put = self.outgoing.put_patiently
        if found.too_many or since > found.last_seq:
            await put(frames.check({"type": "reload", "conversation": str(self.conversation)}))
        for row in rows:
            await put(frames.check({"type": "message", **row}), self.line, row["changed_seq"])
        if found.pinned_seq > since:
            await put(frames.check({"type": "pins", "conversation": str(self.conversation), "seq": 0, "changed_seq": found.pinned_seq}))
        if found.read_seq > max(self.told_read, found.joined_seq):  # on another device, while the frame of it was lost
            self.told_read = found.read_seq
            await put(frames.check({"type": "read", "conversation": str(self.conversation), "person": str(self.socket.user.pk), "seq": found.read_seq}))
        await put(_synced(self.conversation, found.last_seq))


def _synced(conversation: UUID, last_seq: int) -> str:
    return frames.check({"type": "synced", "conversation": str(conversation), "last_seq": last_seq})


def _changes(user: User, conversation: UUID, since: int) -> tuple[queries.Changes, list[Row]]:
    """What changed, and its rows as frames carry them."""
    found = queries.messages_since(user, conversation, since)
    return found, [row_of(row) for row in found.rows]
