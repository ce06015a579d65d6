"""The doorbells of one process: each conversation that somebody here listens to is subscribed once at the broker.

The broker keeps nothing: what is published while the line is down is lost. Listeners are told of an interruption, and
catch up from the database by number (guarantee 3).
"""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

import hiredis

from messaging.live.resp import Connection
from messaging.live.wire import Frame, channel_of, packed, unpacked

log = logging.getLogger(__name__)
BEAT = 5.0  # seconds between questions whether the broker is there; it is gone when it is silent for three
WAIT = (0.1, 2.0)  # seconds before the line is opened again: the first time, the longest
PATIENCE = 5.0  # seconds for the broker to confirm a subscription


class Listener(Protocol):
    """Whoever is told of one conversation. Neither method may wait."""

    def heard(self, frame: Frame) -> None:
        """A frame of the conversation."""

    def interrupted(self) -> None:
        """Frames may have been missed until now."""


@dataclass(slots=True)
class Room:
    """Those here who listen to a conversation; `confirmed` once the broker passes it on, `is_behind` when it did not for a while."""

    listeners: set[Listener] = field(default_factory=set)
    confirmed: asyncio.Event = field(default_factory=asyncio.Event)
    is_behind: bool = False


class Hub:
    """Two lines to the broker: one that listens, one that publishes."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._rooms: dict[bytes, Room] = {}
        self._unconfirmed: dict[bytes, int] = {}
        self._subscriber: Connection | None = None
        self._publisher: Connection | None = None
        self._outgoing: list[bytes] = []
        self._tasks: list[asyncio.Task] = []

    async def start(self) -> None:
        """Open the lines, and keep them open until `stop`. An absent broker is waited for in the background."""
        opened = asyncio.Event()
        self._tasks = [
            asyncio.create_task(self._keep(self._hear, self._has_subscriber, opened)),
            asyncio.create_task(self._keep(_hear_reply, self._has_publisher, asyncio.Event())),
        ]
        try:
            async with asyncio.timeout(PATIENCE):
                await opened.wait()
        except TimeoutError:
            log.warning("The broker is out of reach: conversations are live again when it comes back.")

    async def stop(self) -> None:
        """Close the lines."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for connection in (self._subscriber, self._publisher):
            if connection is not None:
                connection.abort()

    # --- listening ----------------------------------------------------------------------------------

    async def listen(self, conversation: UUID, listener: Listener) -> None:
        """From the return of this call on, the listener is told. Without a broker it is told of the interruption's end."""
        channel = channel_of(conversation)
        room = self._rooms.get(channel)
        if room is None:
            room = self._rooms[channel] = Room(is_behind=self._subscriber is None)
            self._subscribe([channel])
        room.listeners.add(listener)
        if self._subscriber is not None and not room.confirmed.is_set():
            try:
                async with asyncio.timeout(PATIENCE):
                    await room.confirmed.wait()
            except TimeoutError:
                log.warning("The broker did not confirm a subscription in %s seconds.", PATIENCE)

    def drop(self, conversation: UUID, listener: Listener) -> None:
        """Tell the listener nothing more."""
        channel = channel_of(conversation)
        room = self._rooms.get(channel)
        if room is None:
            return
        room.listeners.discard(listener)
        if not room.listeners:
            del self._rooms[channel]
            if self._subscriber is not None:
                self._subscriber.command("UNSUBSCRIBE", channel)

    def _subscribe(self, channels: list[bytes]) -> None:
        if self._subscriber is None or not channels:
            return
        for channel in channels:
            self._unconfirmed[channel] = self._unconfirmed.get(channel, 0) + 1
        self._subscriber.command("SUBSCRIBE", *channels)

    def _hear(self, reply: Any) -> None:
        if not isinstance(reply, list) or len(reply) != 3:
            _hear_reply(reply)
            return
        kind, channel, payload = reply
        if kind == b"message":
            self._tell(channel, payload)
        elif kind == b"subscribe":
            self._confirm(channel)

    def _confirm(self, channel: bytes) -> None:
        """Count the answers: one to an earlier subscription, dropped since, says nothing about the present one."""
        left = self._unconfirmed[channel] = self._unconfirmed.get(channel, 1) - 1
        if left <= 0:
            del self._unconfirmed[channel]
            if (room := self._rooms.get(channel)) is not None:
                room.confirmed.set()
                self._catch_up(room)

    def _catch_up(self, room: Room) -> None:
        """Only now: what is published from here on is heard, so that what is fetched leaves no gap."""
        if room.is_behind:
            room.is_behind = False
            for listener in tuple(room.listeners):
                listener.interrupted()

    def _tell(self, channel: bytes, payload: bytes) -> None:
        room = self._rooms.get(channel)
        if room is None:
            return
        try:
            frame = unpacked(payload)
        except ValueError:
            log.error("What was published on %s is no frame.", channel.decode())
            return
        for listener in tuple(room.listeners):
            try:
                listener.heard(frame)
            except Exception:  # one page's fault is no reason that the others hear nothing
                log.exception("A page could not take a frame.")

    # --- publishing ---------------------------------------------------------------------------------

    def publish(self, conversation: UUID, frame: Frame) -> None:
        """Tell every process. What is published in one turn of the loop leaves together; without a broker it is lost."""
        if not self._outgoing:
            asyncio.get_running_loop().call_soon(self._flush)
        self._outgoing.append(hiredis.pack_command((b"PUBLISH", channel_of(conversation), packed(frame))))

    def _flush(self) -> None:
        outgoing, self._outgoing = self._outgoing, []
        if self._publisher is None:
            log.warning("%s live frames were not sent: the broker is out of reach.", len(outgoing))
        else:
            self._publisher.write(b"".join(outgoing))

    # --- the lines ----------------------------------------------------------------------------------

    async def _keep(self, hear: Callable[[Any], None], has: Callable[[Connection | None], None], opened: asyncio.Event) -> None:
        """Open a line, again and again when it is lost, ever more patiently."""
        wait = WAIT[0]
        while True:
            try:
                connection = await Connection.open(self._url, hear)
            except OSError:
                await asyncio.sleep(wait * random.uniform(0.5, 1))
                wait = min(wait * 2, WAIT[1])
                continue
            wait = WAIT[0]
            has(connection)
            opened.set()
            try:
                await _watch(connection)
            finally:
                connection.abort()
                has(None)

    def _has_publisher(self, connection: Connection | None) -> None:
        self._publisher = connection

    def _has_subscriber(self, connection: Connection | None) -> None:
        """A new line knows no subscription: ask for all."""
        self._subscriber = connection
        self._unconfirmed.clear()
        for room in self._rooms.values():
            room.confirmed.clear()
            room.is_behind = True
        self._subscribe(list(self._rooms))


async def _watch(connection: Connection) -> None:
    """Until the line is lost, or has been silent for three beats."""
    loop = asyncio.get_running_loop()
    while not connection.gone.done():
        connection.command("PING")
        await asyncio.wait([connection.gone], timeout=BEAT)
        if loop.time() - connection.heard_at > 3 * BEAT:
            return


def _hear_reply(reply: Any) -> None:
    if isinstance(reply, hiredis.ReplyError):
        log.error("The broker refused: %s", reply)
