"""A program that speaks the live protocol, written from docs/live.md alone: it shares no code with the platform.

It keeps a line open, comes back when the line is lost, and catches up by number; what it has to say it repeats with
the same `client_uuid` until the message itself comes back.
"""

import asyncio
import json
import random
import uuid
from contextlib import asynccontextmanager, suppress

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

BEAT = 2.0  # seconds; the page says 25 is enough
SIGNED_OUT, FOREIGN = 4401, 4403


class LiveClient:
    """One conversation on one device.

    `rows` holds the newest state of each message by its place; `came` the places in the order in which they first came;
    `faults` what the protocol does not allow: a number that goes back, a message of another conversation.
    """

    def __init__(self, url: str, token: str, conversation: str, since: int = 0) -> None:
        self.url, self.token, self.conversation = url, token, conversation
        self.since = since
        self.rows: dict[int, dict] = {}
        self.came: list[int] = []
        self.read: dict[str, int] = {}
        self.errors: list[dict] = []
        self.faults: list[str] = []
        self.closes: list[tuple[int, str]] = []
        self.outbox: dict[str, str] = {}
        self.lines = 0
        self.changed = asyncio.Event()
        self.line: ClientConnection | None = None

    async def run(self) -> None:
        """Stay on the line until cancelled or shown the door."""
        failures = 0
        while not any(code in (SIGNED_OUT, FOREIGN) for code, _reason in self.closes):
            try:
                async with connect(self.url, additional_headers={"Authorization": f"Bearer {self.token}"}, open_timeout=5, close_timeout=1) as line:
                    self.lines += 1
                    await self._serve(line)
                    failures = 0
            except (OSError, WebSocketException, TimeoutError):
                failures += 1
            finally:
                self.line = None
            await asyncio.sleep(min(2.0, 0.1 * 2**failures) * random.uniform(0.5, 1))

    def send(self, body: str) -> str:
        """Put a message into the outbox; it goes at once when there is a line, and again after each loss."""
        key = str(uuid.uuid4())
        self.outbox[key] = body
        if self.line is not None:
            self._say_soon(type="send", conversation=self.conversation, client_uuid=key, body=body)
        return key

    def mark_read(self, seq: int) -> None:
        """Tell how far this person has read."""
        self._say_soon(type="read", conversation=self.conversation, seq=seq)

    def cut(self) -> None:
        """Lose the line as a tunnel does: no goodbye."""
        if self.line is not None:
            self.line.transport.abort()

    async def until(self, condition, seconds: float = 30) -> None:
        """Wait until the condition holds. Raises AssertionError that tells how things stand."""
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            state = f"{len(self.rows)} rows, at {self.since}, {len(self.outbox)} unsent, closes {self.closes}, errors {self.errors[-3:]}"
            raise AssertionError(f"waited {seconds} seconds for nothing: {state}") from None

    def say(self, text: str) -> None:
        """Any text at all, for what a client should not send."""
        self._soon(self.line.send(text))

    def _say_soon(self, **frame: object) -> None:
        if self.line is not None:
            self._soon(self.line.send(json.dumps(frame)))

    def _soon(self, sending) -> None:
        async def send() -> None:
            with suppress(OSError, WebSocketException):
                await sending

        self.tasks.append(asyncio.ensure_future(send()))

    async def _serve(self, line: ClientConnection) -> None:
        self.tasks = [asyncio.ensure_future(self._beat(line))]
        try:
            await line.send(json.dumps({"type": "subscribe", "conversation": self.conversation, "since": self.since}))
            async for text in line:
                self._hear(json.loads(text), line)
        finally:
            for task in self.tasks:
                task.cancel()
            self.closes.append((line.close_code or 1006, line.close_reason or ""))

    async def _again(self, key: str, line: ClientConnection) -> None:
        """Send once more after a while what could not be kept."""
        await asyncio.sleep(0.5)
        if key in self.outbox:
            await line.send(json.dumps({"type": "send", "conversation": self.conversation, "client_uuid": key, "body": self.outbox[key]}))

    async def _beat(self, line: ClientConnection) -> None:
        while True:
            await asyncio.sleep(BEAT)
            await line.send(json.dumps({"type": "ping", "since": {self.conversation: self.since}}))

    def _hear(self, frame: dict, line: ClientConnection) -> None:
        if frame["type"] == "error":
            self.errors.append(frame)
            if frame["problem"]["status"] >= 500 and frame.get("client_uuid") in self.outbox:
                self._soon(self._again(frame["client_uuid"], line))
        elif frame["type"] == "read":
            self.read[frame["person"]] = frame["seq"]
        elif frame["type"] == "message":
            self._take(frame)
        elif frame["type"] == "synced":
            self.since = max(self.since, frame["last_seq"])
            if self.line is None:
                self.line = line
                for key, body in self.outbox.items():
                    self._say_soon(type="send", conversation=self.conversation, client_uuid=key, body=body)
        self.changed.set()

    def _take(self, frame: dict) -> None:
        if frame["conversation"] != self.conversation:
            self.faults.append(f"another conversation's: {frame}")
        place, known = frame["seq"], self.rows.get(frame["seq"])
        self.outbox.pop(frame["client_uuid"], None)
        if known is not None and known["changed_seq"] >= frame["changed_seq"]:
            return  # it came before: an answer to a repeated one, or rows that overlap
        if frame["changed_seq"] <= self.since and known is None:
            self.faults.append(f"number {frame['changed_seq']} came after {self.since}")
        self.rows[place] = frame
        if known is None:
            self.came.append(place)
        self.since = max(self.since, frame["changed_seq"])


@asynccontextmanager
async def on_line(*clients: LiveClient):
    """The clients at work; afterwards they are gone."""
    running = [asyncio.ensure_future(client.run()) for client in clients]
    try:
        await asyncio.gather(*[client.until(lambda client=client: client.line is not None or client.errors or client.closes) for client in clients])
        yield
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
