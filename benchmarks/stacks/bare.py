"""The product's hub, group commit and order of frames behind bare ASGI: what Channels and the consumer add is the difference.

It speaks the frames of docs/live.md, as far as the load needs them: nothing is refused, mended or watched.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "network.settings")

import django

django.setup()

import json
from uuid import UUID

from channels.db import database_sync_to_async

from messaging.append import Item
from messaging.live import process
from messaging.live.line import Line
from messaging.live.outgoing import Outgoing
from messaging.live.wire import Frame
from messaging.models import Participant
from network.accounts.authentication import user_of_token
from network.accounts.models import User
from network.core import clock
from network.core.models import uuid7


class Socket:
    """A listener of the hub."""

    def __init__(self, here: process.Process, user: User, send) -> None:
        self.here, self.user = here, user
        self.lines: dict[UUID, Line] = {}
        self.outgoing = Outgoing(lambda text: send({"type": "websocket.send", "text": text}))

    async def take(self, text: str) -> None:
        frame = json.loads(text)
        conversation = UUID(frame["conversation"])
        if frame["type"] == "subscribe":
            line = self.lines[conversation] = Line()
            await self.here.hub.listen(conversation, self)
            last_seq = await stands_at(self.user, conversation)
            self.outgoing.put(json.dumps({"type": "synced", "conversation": frame["conversation"], "last_seq": last_seq}))
            self.say(conversation, line.advance(last_seq))
        elif frame["type"] == "send":
            item = Item(conversation, self.user.pk, self.user.name, UUID(frame["client_uuid"]), uuid7(), frame["body"], clock.now())
            kept = await self.here.committer.append(item)
            self.heard(conversation, kept.frame)

    def heard(self, conversation: UUID, frame: Frame) -> None:
        self.say(conversation, self.lines[conversation].offer(frame))

    def say(self, conversation: UUID, ready: list[Frame]) -> None:
        for frame in ready:
            self.outgoing.put(frame.text, conversation, frame.changed_seq)

    def interrupted(self, conversation: UUID) -> None:
        pass

    def leave(self) -> None:
        self.outgoing.end()
        for conversation in self.lines:
            self.here.hub.drop(conversation, self)


async def application(scope, receive, send) -> None:
    """One websocket, for a token."""
    await receive()
    await send({"type": "websocket.accept"})
    secret = dict(scope["headers"]).get(b"authorization", b"").decode().removeprefix("Bearer ")
    user = await signed_in(secret)
    if user is None:
        await send({"type": "websocket.close", "code": 4401})
        return
    sock = Socket(await process.here(), user, send)
    while (message := await receive())["type"] == "websocket.receive":
        await sock.take(message["text"])
    sock.leave()


@database_sync_to_async
def signed_in(secret: str) -> User | None:
    return user_of_token(secret)


@database_sync_to_async
def stands_at(user: User, conversation: UUID) -> int:
    return Participant.objects.select_related("conversation").get(conversation=conversation, person=user).conversation.counter
