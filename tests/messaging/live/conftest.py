"""Open sockets as a browser page or a program would."""

import asyncio
import json
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from django.conf import settings
from django.test import Client

from messaging import committer, publish, services
from messaging.live import consumer, process
from network.accounts.models import PersonalAccessToken
from network.core import clock

SITE = b"http://testserver"
PATIENCE = 60  # seconds for what must come: a loaded machine is slow, not wrong. Nothing waits so long where it does come


class Line(ApplicationCommunicator):
    """One open socket with a few words for tests. (Channels' own communicator wants daphne installed.)"""

    def __init__(self, headers):
        super().__init__(consumer.Consumer.as_asgi(), {"type": "websocket", "path": "/ws/", "headers": headers})

    async def connect(self):
        await self.send_input({"type": "websocket.connect"})
        return (await self.receive_output(PATIENCE))["type"] == "websocket.accept"

    async def send_to(self, text_data=None, bytes_data=None):
        await self.send_input({"type": "websocket.receive", "text": text_data, "bytes": bytes_data})

    async def receive_json_from(self, timeout):
        output = await self.receive_output(timeout)
        assert output["type"] == "websocket.send", output
        return json.loads(output["text"])

    async def disconnect(self):
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(PATIENCE)

    async def say(self, type, **fields):
        await self.send_to(text_data=json.dumps({"type": type} | fields, default=str))

    async def hear(self, *types, timeout=PATIENCE):
        """The next frame; of these types, when some are named."""
        while True:
            frame = await self.receive_json_from(timeout)
            if not types or frame["type"] in types:
                return frame

    async def hear_until(self, type, timeout=PATIENCE):
        """All frames up to one of this type."""
        frames = [await self.hear(timeout=timeout)]
        while frames[-1]["type"] != type:
            frames.append(await self.hear(timeout=timeout))
        return frames

    async def hear_close(self, timeout=PATIENCE):
        while True:
            output = await self.receive_output(timeout)
            if output["type"] == "websocket.close":
                return output

    async def subscribe(self, talk, since=0):
        await self.say("subscribe", conversation=talk.pk, since=since)
        return await self.hear_until("synced")


def session_headers(user, origin=SITE):
    client = Client()
    client.force_login(user)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}".encode()
    return [(b"host", b"testserver"), (b"cookie", cookie)] + ([(b"origin", origin)] if origin else [])


def token_headers(user, **fields):
    secret = PersonalAccessToken.new_secret()
    PersonalAccessToken.objects.create(user=user, name="test", prefix=secret[:8], digest=PersonalAccessToken.digest_of(secret), **fields)
    return [(b"host", b"testserver"), (b"authorization", f"Bearer {secret}".encode())]


in_thread = database_sync_to_async


@asynccontextmanager
async def line_with(headers):
    line = Line(headers)
    assert await line.connect()
    try:
        yield line
    finally:
        await line.disconnect()


@asynccontextmanager
async def line_of(user):
    """A socket of a signed-in person's page."""
    async with line_with(await in_thread(session_headers)(user)) as line:
        yield line


@pytest.fixture
def tell(talk):
    """Send a message from a thread, as a page does by POST."""

    async def tell(person, body="Hej", **kwargs):
        return (await in_thread(services.send)(conversation=talk, by=person, body=body, client_uuid=uuid4(), **kwargs)).message

    return tell


@pytest.fixture(autouse=True)
def _strict(monkeypatch):
    """The event loop asks the database nothing, not even now and then (the browser tests allow it for their own thread)."""
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)
    monkeypatch.setattr(clock, "_REREAD_SECONDS", 0)


@pytest.fixture(autouse=True)
async def _ends_with_the_test():
    """What the sockets of this test's loop share is closed with it."""
    yield
    if process.is_running():
        await (await process.here()).stop()


@pytest.fixture
def lossy(monkeypatch):
    """A broker that drops every second published frame."""
    count = {"sent": 0}
    real = publish.send

    def send(conversation, frame):
        count["sent"] += 1
        if count["sent"] % 2:
            real(conversation, frame)

    monkeypatch.setattr(publish, "send", send)
    return count


@pytest.fixture
def tell_alone(monkeypatch, tell):
    """Messages written beside the group commit, as a worker does it: then `publish.send` tells them."""
    monkeypatch.setattr(committer.Committer, "is_beside", False)
    return tell


async def eventually(holds, seconds=PATIENCE):
    """Until this holds: a loaded machine is slow, not wrong."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.02)


async def quiet(line, seconds=0.6):
    """Nothing more comes."""
    await asyncio.sleep(0)
    return await line.receive_nothing(seconds)
