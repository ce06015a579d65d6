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


class Seat:
    """A listener of the hub: one socket in one conversation."""

    def __init__(self, outgoing: Outgoing) -> None:
        self.outgoing, self.line = outgoing, Line()

    def heard(self, frame: Frame) -> None:
        self.say(self.line.offer(frame))

    def say(self, ready: list[Frame]) -> None:
        for frame in ready:
            self.outgoing.put(frame.text, self.line, frame.changed_seq)

    def interrupted(self) -> None:
        pass


class Socket:
    """What a client says, and its seats."""

    def __init__(self, here: process.Process, user: User, send) -> None:
        self.here, self.user = here, user
        self.seats: dict[UUID, Seat] = {}
        self.outgoing = Outgoing(send)

    async def take(self, text: str) -> None:
        frame = json.loads(text)
        conversation = UUID(frame["conversation"])
        if frame["type"] == "subscribe":
            seat = self.seats[conversation] = Seat(self.outgoing)
            await self.here.hub.listen(conversation, seat)
            last_seq = await stands_at(self.user, conversation)
            self.outgoing.put(json.dumps({"type": "synced", "conversation": frame["conversation"], "last_seq": last_seq}))
            seat.say(seat.line.advance(last_seq))
        elif frame["type"] == "send":
            item = Item(conversation, self.user.pk, self.user.name, UUID(frame["client_uuid"]), uuid7(), frame["body"], clock.now())
            kept = await self.here.committer.append(item)
            self.seats[conversation].heard(kept.frame)

    def leave(self) -> None:
        self.outgoing.end()
        for conversation, seat in self.seats.items():
            self.here.hub.drop(conversation, seat)


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
