"""One connection to the broker, no thicker than it must be: commands out, replies in (RESP2, read by hiredis)."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any

import hiredis
from redis.asyncio.connection import parse_url

CONNECT = 5.0  # seconds
HELD = 8 << 20  # bytes that may wait to be sent; then the broker is as good as gone


class Connection(asyncio.Protocol):
    """Calls `hear(reply)` for every reply and `gone` becomes done when the line is lost."""

    def __init__(self, hear: Callable[[Any], None]) -> None:
        self._hear = hear
        self._reader = hiredis.Reader()
        self._transport: asyncio.Transport | None = None
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.heard_at = 0.0

    @classmethod
    async def open(cls, url: str, hear: Callable[[Any], None]) -> "Connection":
        """Connect and sign in. Raises OSError, or TimeoutError when nobody answers."""
        where, loop = parse_url(url), asyncio.get_running_loop()
        async with asyncio.timeout(CONNECT):
            if path := where.get("path"):
                _, connection = await loop.create_unix_connection(lambda: cls(hear), path)
            else:
                secure = ssl.create_default_context() if url.startswith("rediss:") else None
                _, connection = await loop.create_connection(lambda: cls(hear), where.get("host", "localhost"), where.get("port", 6379), ssl=secure)
        if secret := where.get("password"):
            connection.command(*(("AUTH", where["username"], secret) if where.get("username") else ("AUTH", secret)))
        return connection

    def command(self, *words: str | bytes) -> None:
        """Send a command."""
        self.write(hiredis.pack_command(words))

    def write(self, commands: bytes) -> None:
        """Send packed commands. A broker that takes nothing more for long is dropped."""
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.write(commands)
        if self._transport.get_write_buffer_size() > HELD:
            self.abort()

    def abort(self) -> None:
        """Drop the line at once."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]
        self.heard_at = asyncio.get_running_loop().time()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.gone.done():
            self.gone.set_result(None)

    def data_received(self, data: bytes) -> None:
        self.heard_at = asyncio.get_running_loop().time()
        self._reader.feed(data)
        try:
            while (reply := self._reader.gets()) is not False:
                self._hear(reply)
        except hiredis.ProtocolError:
            self.abort()
