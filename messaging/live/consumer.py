"""The one websocket of a page: authenticates, parses a frame, calls a query or a service, delivers."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

from messaging import queries, services
from messaging.committer import unavailable
from messaging.live import access, frames, process
from messaging.live.company import BETWEEN, Company
from messaging.live.line import Line
from messaging.live.outgoing import Outgoing, TooSlow
from messaging.live.pace import ENOUGH, Pace
from messaging.live.seat import SLOW, Seat, in_database
from messaging.live.wire import frame_of
from network.accounts.models import User
from network.core.errors import DomainError, NotVisible
from network.core.languages import interface_language
from network.core.live import group_of
from network.core.problems import exception_handler

log = logging.getLogger(__name__)
MOST_SEATS = 200
TOO_MANY, AGAIN_LATER = 4429, 1013


class Consumer(AsyncConsumer):
    """Its state: who is there, its seats in conversations, what waits to leave."""

    visitor: access.Visitor
    is_open = False

    async def __call__(self, scope: dict[str, Any], receive: Callable[[], Any], send: Callable[[dict], Any]) -> None:
        """Take what the client says, one after the other; what comes over the channel layer is taken beside it.

        Channels waits for both together, with a new task and a new wait for each frame of each client.
        """
        self.scope, self.base_send = scope, send
        self.channel_layer = get_channel_layer(self.channel_layer_alias)
        self.channel_name = await self.channel_layer.new_channel()
        layer = asyncio.ensure_future(self.hear_layer())
        try:
            while True:
                await self.dispatch(await receive())
        except StopConsumer:
            pass
        finally:
            await self.disconnected()
            layer.cancel()
            await asyncio.wait([layer])  # the layer forgets the channel then

    async def hear_layer(self) -> None:
        """Take the rare events. Without them the page would miss its notices: then it is told to connect again."""
        try:
            while True:
                await self.dispatch(await self.channel_layer.receive(self.channel_name))
        except Exception:
            log.exception("The channel layer could not be heard.")
            self.shut(AGAIN_LATER)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Call the handler, and nothing else.

        Channels asks a thread to close old database connections before each event of each socket; that hop costs more
        than all else here. Whatever asks the database from here does so in a thread that looks after its own.
        """
        match message["type"]:
            case "websocket.receive":
                await self.received(message.get("text"))
            case "frame":
                self.rare(message["frame"])
            case "websocket.connect":
                await self.connected()
            case "websocket.disconnect":
                raise StopConsumer

    async def connected(self) -> None:
        """Let the visitor in, or close with the reason."""
        await self.send({"type": "websocket.accept"})
        try:
            self.visitor = await in_database(access.admit, self.scope)
        except access.Shut as shut:
            await self.send({"type": "websocket.close", "code": shut.code})
            return
        self.user = self.visitor.user
        self.seats: dict[UUID, Seat] = {}
        self.pace = Pace(settings.LIVE_PACE)
        self.fetching = asyncio.Lock()  # one catch-up at a time: frames that come meanwhile wait in their line
        self.outgoing = Outgoing(self.base_send)
        self.company = Company(self.channel_layer, self.user.pk)
        self.tasks: set[asyncio.Task] = set()
        try:
            await self.channel_layer.group_add(group_of(f"user:{self.user.pk}"), self.channel_name)
        except (OSError, RedisError):
            await self.send({"type": "websocket.close", "code": AGAIN_LATER})
            return
        self.process = await process.here()
        self.is_open = True
        self.process.watch.add(self)

    async def disconnected(self) -> None:
        """The line is gone, or serving it failed: listen to nothing more."""
        if not hasattr(self, "process"):
            return
        self.end()
        for task in self.tasks:
            task.cancel()
        for conversation in list(self.seats):
            self.drop(conversation)
        with contextlib.suppress(OSError, RedisError):
            await self.channel_layer.group_discard(group_of(f"user:{self.user.pk}"), self.channel_name)

    # --- from the client ---------------------------------------------------------------------------

    async def received(self, text: str | None) -> None:
        """Do what a frame of the client asks; what cannot be done is told."""
        if not self.is_open:
            return
        frame = None
        try:
            if self.pace.take():
                frame = frames.parse(text)
                await getattr(self, f"on_{frame.type}")(frame)
            else:
                self.too_fast()
        except TooSlow as slow:
            self.shut(SLOW, str(slow))
        except DomainError as error:
            client_uuid = getattr(frame, "client_uuid", None) or getattr(error, "client_uuid", None)
            self.refuse(error, client_uuid, getattr(frame, "conversation", None))
        except DatabaseError:
            log.warning("A frame could not be answered: the database is out of reach.", exc_info=True)
            self.refuse(unavailable(), getattr(frame, "client_uuid", None), getattr(frame, "conversation", None))

    async def on_subscribe(self, frame: frames.Subscribe) -> None:
        """Register first, then fetch: in the other order what comes in between would be missed."""
        if len(self.seats) >= MOST_SEATS:
            raise frames.BadFrame(_("You listen to too many conversations at once."), code="too-many")
        seat = self.seats.setdefault(frame.conversation, Seat(self, frame.conversation))
        seat.line = Line()
        await self.process.hub.listen(frame.conversation, seat)
        await seat.catch_up(frame.since)

    async def on_unsubscribe(self, frame: frames.Unsubscribe) -> None:
        self.drop(frame.conversation)

    async def on_send(self, frame: frames.Send) -> None:
        if frame.attachments:
            told = await in_database(process.sent_with_files, self.user, frame)
        else:
            item = services.item_of(conversation=frame.conversation, by=self.user, client_uuid=frame.client_uuid, body=frame.body, reply_to=frame.reply_to)
            kept = await self.process.committer.append(item)
            services.require_kept(kept.appended)
            told = kept.frame or frame_of(item, kept.appended)
        seat = self.seats.get(frame.conversation)
        if seat is None or told.changed_seq <= seat.line.position:
            self.outgoing.put(told.text)  # the sender's answer, also when it went by before
        else:
            seat.heard(told)

    async def on_read(self, frame: frames.MarkRead) -> None:
        await in_database(_mark_read, self.user, frame.conversation, frame.seq)

    async def on_ping(self, frame: frames.Ping) -> None:
        for conversation, since in frame.since.items():
            if (seat := self.seats.get(conversation)) is not None:
                await seat.catch_up(max(since, seat.line.position))  # up to its position everything is on its way
            else:
                self.refuse(NotVisible(_("You do not listen to this conversation: subscribe first.")), None, conversation)

    async def on_typing(self, frame: frames.Typing) -> None:
        self.beside(self.company.tell(frame))

    async def on_presence(self, frame: frames.Here) -> None:
        self.beside(self.company.tell(frame))

    async def on_active(self, frame: frames.Active) -> None:
        self.beside(self.company.note(frame))

    # --- from the other side ------------------------------------------------------------------------

    def rare(self, data: dict[str, Any]) -> None:
        """A frame of the person's own topic, from the channel layer. What the schema does not know stays here."""
        if not self.is_open or (self.outgoing.is_full and data.get("type") in BETWEEN):  # who is here is no reason to close a line
            return
        try:
            self.outgoing.put(frames.check(data))
        except TooSlow as slow:
            self.shut(SLOW, str(slow))
        except (ValueError, KeyError, TypeError):
            log.exception("A published frame is not in the schema: %s", data.get("type"))

    def drop(self, conversation: UUID) -> None:
        """Listen to a conversation no longer."""
        if (seat := self.seats.pop(conversation, None)) is not None:
            seat.is_left = True
            self.process.hub.drop(conversation, seat)

    # --- whether to stay ----------------------------------------------------------------------------

    def listens_to(self) -> list[UUID]:
        """For the watch."""
        return list(self.seats)

    def looked_at(self, user: User | None, present: set[UUID]) -> None:
        """The watch has asked: who is signed out is closed, who left a conversation hears it no longer."""
        if user is None or user.pk != self.user.pk:
            self.shut(access.NOT_SIGNED_IN)
            return
        self.user = user
        for conversation in set(self.seats) - present:
            self.drop(conversation)

    @property
    def language(self) -> str:
        """In which the person is told of problems."""
        return interface_language(self.user.language) or "en"

    def too_fast(self) -> None:
        """Told once; who does not listen is closed."""
        if self.pace.refused == 1:
            self.refuse(frames.BadFrame(_("That was too fast. Wait a moment."), code="throttled"))
        elif self.pace.refused > ENOUGH:
            self.shut(TOO_MANY)

    def refuse(self, error: DomainError, client_uuid: object = None, conversation: object = None) -> None:
        """Tell what cannot be done, in the person's language."""
        with translation.override(self.language):
            problem = dict(exception_handler(error, {}).data)
        if conversation is not None:
            problem["conversation"] = str(conversation)
        frame = {"type": "error", "problem": problem}
        try:
            self.outgoing.put(frames.check(frame | ({"client_uuid": str(client_uuid)} if client_uuid else {})))
        except TooSlow as slow:
            self.shut(SLOW, str(slow))

    def end(self) -> None:
        """Nothing more is sent or taken."""
        self.is_open = False
        for seat in self.seats.values():
            seat.is_left = True
        self.outgoing.end()
        self.process.watch.remove(self)

    def shut(self, code: int, reason: str = "") -> None:
        """Close for good. A line that takes nothing hears of it when it takes something again, or never."""
        if self.is_open:
            self.end()
            self.beside(self.send({"type": "websocket.close", "code": code, "reason": reason}))

    def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the frames of the client."""
        task = asyncio.ensure_future(self.guarded(work))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def guarded(self, work: Coroutine[Any, Any, None]) -> None:
        """What fails beside is told or logged; the socket stays."""
        try:
            await work
        except TooSlow as slow:
            self.shut(SLOW, str(slow))
        except DomainError as error:
            self.refuse(error)
        except DatabaseError:
            log.warning("A gap could not be fetched; the next heartbeat does.", exc_info=True)


def _mark_read(user: User, conversation: UUID, seq: int) -> None:
    services.mark_read(conversation=queries.conversation_for(user, conversation), by=user, seq=seq)
