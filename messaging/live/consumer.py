"""The one websocket of a page: authenticates, parses a frame, calls a query or a service, delivers."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from messaging import publish, queries, services
from messaging.live import access, frames
from messaging.live.line import Line
from messaging.live.outgoing import Outgoing, TooSlow
from messaging.live.pace import ENOUGH, Pace
from messaging.rows import row_of
from network.core.errors import DomainError, NotVisible
from network.core.languages import interface_language
from network.core.live import group_of
from network.core.problems import exception_handler

log = logging.getLogger(__name__)
GAP_WAIT = 0.25  # seconds a missing number may still come by itself, before it is fetched
RECHECK = 15.0  # seconds between looks whether the visitor may still be here
MOST_LINES = 200
SLOW, TOO_MANY = 4408, 4429


async def in_database(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Run a query or a service in a thread of the pool."""
    return await database_sync_to_async(partial(work, *args, **kwargs), thread_sensitive=False)()


class Consumer(AsyncWebsocketConsumer):
    """Its state: who is there, the lines it listens to, what waits to leave."""

    visitor: access.Visitor | None = None
    is_open = False

    async def connect(self) -> None:
        await self.accept()
        try:
            self.visitor = await in_database(access.admit, self.scope)
        except access.Shut as shut:
            await self.close(code=shut.code)
            return
        self.user = self.visitor.user
        self.lines: dict[UUID, Line] = {}
        self.pace = Pace()
        self.checked_at = time.monotonic()
        self.order = asyncio.Lock()  # one change of a line at a time: handlers and the tasks beside them
        self.outgoing = Outgoing(lambda text: self.send(text_data=text))
        self.mending: set[UUID] = set()
        self.tasks: set[asyncio.Task] = set()
        await self.channel_layer.group_add(group_of(f"user:{self.user.pk}"), self.channel_name)
        self.is_open = True
        self.tasks.add(asyncio.ensure_future(self._watch()))

    async def disconnect(self, code: int) -> None:
        if self.visitor is None:
            return
        self.is_open = False
        self.outgoing.end()
        for task in self.tasks:
            task.cancel()
        for topic in [f"user:{self.user.pk}", *map(publish.topic, self.lines)]:
            await self.channel_layer.group_discard(group_of(topic), self.channel_name)

    # --- from the client ---------------------------------------------------------------------------

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if not self.is_open:
            return
        with translation.override(interface_language(self.user.language) or "en"):
            try:
                if not self.pace.take():
                    await self._too_fast()
                    return
                if time.monotonic() - self.checked_at > RECHECK and not await self._still_welcome():
                    return
                await self._answer(text_data)
            except TooSlow as slow:
                await self._shut(SLOW, str(slow))

    async def _answer(self, text: str | None) -> None:
        frame = None
        try:
            frame = frames.parse(text)
            await getattr(self, f"on_{frame.type}")(frame)
        except DomainError as error:
            client_uuid = getattr(frame, "client_uuid", None) or getattr(error, "client_uuid", None)
            self._refuse(error, client_uuid, getattr(frame, "conversation", None))

    async def on_subscribe(self, frame: frames.Subscribe) -> None:
        """Register first, then fetch: in the other order what comes in between would be missed."""
        if len(self.lines) >= MOST_LINES:
            raise frames.BadFrame(_("You listen to too many conversations at once."), code="too-many")
        async with self.order:
            self.lines[frame.conversation] = Line()
            await self.channel_layer.group_add(group_of(publish.topic(frame.conversation)), self.channel_name)
            await self._catch_up(frame.conversation, frame.since)

    async def on_unsubscribe(self, frame: frames.Unsubscribe) -> None:
        await self._drop(frame.conversation)

    async def on_send(self, frame: frames.Send) -> None:
        sent = await in_database(services.send, conversation=frame.conversation, by=self.user, client_uuid=frame.client_uuid, body=frame.body)
        row = {"type": "message", **row_of(sent.message)}
        async with self.order:
            line = self.lines.get(frame.conversation)
            if line is None or row["changed_seq"] <= line.position:
                self.outgoing.put(row)  # the sender's answer, also when it went by before
            else:
                self._offer(frame.conversation, line, row)

    async def on_read(self, frame: frames.MarkRead) -> None:
        await in_database(_mark_read, self.user, frame.conversation, frame.seq)

    async def on_ping(self, frame: frames.Ping) -> None:
        for conversation, since in frame.since.items():
            async with self.order:
                if conversation not in self.lines:
                    self._refuse(NotVisible(_("You do not listen to this conversation: subscribe first.")), None, conversation)
                    continue
                await self._catch_up(conversation, since)

    # --- from the channel layer ---------------------------------------------------------------------

    async def frame(self, event: dict) -> None:
        """A published frame. Numbered ones go through their line; what the schema does not know stays here."""
        if not self.is_open:
            return
        try:
            await self._take(event["frame"])
        except TooSlow as slow:
            await self._shut(SLOW, str(slow))
        except (ValueError, KeyError, TypeError):
            log.exception("A published frame is not in the schema: %s", event.get("frame", {}).get("type"))

    async def _take(self, frame: dict) -> None:
        if "conversation" not in frame:
            self.outgoing.put(frame)
            return
        conversation = UUID(frame["conversation"])
        async with self.order:
            line = self.lines.get(conversation)
            if line is None:
                return
            if "changed_seq" in frame:
                self._offer(conversation, line, frame)
            elif frame.get("seq", 0) <= line.position:
                self.outgoing.put(frame)

    def _offer(self, conversation: UUID, line: Line, frame: dict) -> None:
        self._deliver(conversation, line, line.offer(frame))
        if line.has_gap and conversation not in self.mending:
            self.mending.add(conversation)
            self._beside(self._mend_gap(conversation))

    def _deliver(self, conversation: UUID, line: Line, ready: list[dict]) -> None:
        for frame in ready:
            if frame["type"] == "members":
                self._note_members(conversation, frame)
            elif frame["seq"] > line.joined_seq:
                self.outgoing.put(frame)
            if conversation not in self.lines:
                return

    def _note_members(self, conversation: UUID, frame: dict) -> None:
        self.outgoing.put({"type": "synced", "conversation": str(conversation), "last_seq": frame["changed_seq"]})
        if frame["left"] == str(self.user.pk):
            self.lines.pop(conversation)
            self._beside(self._drop(conversation))

    # --- catching up --------------------------------------------------------------------------------

    async def _mend_gap(self, conversation: UUID) -> None:
        await asyncio.sleep(GAP_WAIT)
        async with self.order:
            self.mending.discard(conversation)
            line = self.lines.get(conversation)
            if line is not None and line.has_gap:
                await self._catch_up(conversation, line.position)

    async def _catch_up(self, conversation: UUID, since: int) -> None:
        """Send what changed after `since` and say where that leads. Asks anew whether the person may see it."""
        line = self.lines[conversation]
        try:
            changes = await in_database(_changes, self.user, conversation, since)
        except NotVisible:
            await self._drop(conversation)
            raise
        last_seq, is_member, line.joined_seq, rows = changes
        if rows is None or since > last_seq:
            await self.outgoing.put_patiently({"type": "reload", "conversation": str(conversation)})
        for row in rows or []:
            await self.outgoing.put_patiently({"type": "message", **row})
        await self.outgoing.put_patiently({"type": "synced", "conversation": str(conversation), "last_seq": last_seq})
        if is_member:
            self._deliver(conversation, line, line.advance(last_seq))
        else:
            await self._drop(conversation)

    async def _drop(self, conversation: UUID) -> None:
        self.lines.pop(conversation, None)
        await self.channel_layer.group_discard(group_of(publish.topic(conversation)), self.channel_name)

    # --- whether to stay ----------------------------------------------------------------------------

    async def _watch(self) -> None:
        """Look now and then whether the session or token still holds and the person is still in, also when the client is silent."""
        while self.is_open:
            await asyncio.sleep(RECHECK)
            try:
                if await self._still_welcome() and self.lines:
                    present = await in_database(queries.memberships_of, self.user, list(self.lines))
                    for conversation in set(self.lines) - present:
                        await self._drop(conversation)
            except Exception:  # whatever failed (database, cache, broker): who no longer looks lets a signed-out page listen for ever
                log.warning("Whether a websocket may stay open could not be told; asked again in %s seconds.", RECHECK, exc_info=True)

    async def _still_welcome(self) -> bool:
        user = await in_database(self.visitor.ask_again)
        if user is None or user.pk != self.user.pk:
            await self._shut(access.NOT_SIGNED_IN)
            return False
        self.user, self.checked_at = user, time.monotonic()
        return True

    async def _too_fast(self) -> None:
        if self.pace.refused == 1:
            self._refuse(frames.BadFrame(_("That was too fast. Wait a moment."), code="throttled"), None)
        elif self.pace.refused > ENOUGH:
            await self._shut(TOO_MANY)

    def _refuse(self, error: DomainError, client_uuid: object = None, conversation: object = None) -> None:
        problem = dict(exception_handler(error, {}).data)
        if conversation is not None:
            problem["conversation"] = str(conversation)
        frame = {"type": "error", "problem": problem}
        self.outgoing.put(frame | ({"client_uuid": str(client_uuid)} if client_uuid else {}))

    async def _shut(self, code: int, reason: str = "") -> None:
        """Close for good; nothing more is sent or taken."""
        self.is_open = False
        self.outgoing.end()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                await self.close(code=code, reason=reason or None)

    def _beside(self, work: Any) -> None:
        task = asyncio.ensure_future(self._guarded(work))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _guarded(self, work: Any) -> None:
        try:
            await work
        except TooSlow as slow:
            await self._shut(SLOW, str(slow))
        except DomainError as error:
            self._refuse(error)
        except DatabaseError:
            log.warning("A gap could not be fetched: the database is out of reach. The next heartbeat tries again.")


def _mark_read(user: Any, conversation: UUID, seq: int) -> None:
    services.mark_read(conversation=queries.conversation_for(user, conversation), by=user, seq=seq)


def _changes(user: Any, conversation: UUID, since: int) -> tuple[int, bool, int, list[dict] | None]:
    """`messages_since` as plain rows, made in the database's thread; no rows when there are too many."""
    found = queries.messages_since(user, conversation, since)
    return found.last_seq, found.is_member, found.joined_seq, None if found.too_many else [dict(row_of(row)) for row in found.rows]
