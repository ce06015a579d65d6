"""uvicorn's websocket, with a shorter way for the frame that a thousand sockets get: it is serialised once, not once for each.

Named by the commands that start the server (`--ws`); without it all works as well, and costs more.
"""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import OPEN

_FINAL_TEXT = 0x81  # FIN and opcode 1 (RFC 6455, section 5.2)


class Protocol(WebSocketsSansIOProtocol):
    """One connection."""

    _said = ("", b"\x81\x00")  # of all sockets of the process: the text that went out last, and its frame

    def __init__(self, config: Any, *others: Any, **named: Any) -> None:
        super().__init__(config, *others, **named)
        self._may_compress = bool(config.ws_per_message_deflate)

    async def send(self, message: Any) -> None:
        """As the class above. A text on an open line that takes it leaves here, and nothing of the line's state changes by it."""
        text = message.get("text") if message["type"] == "websocket.send" else None
        if text is None or self._may_compress or self.conn.state is not OPEN or self.disconnected or not self.writable.is_set():
            await super().send(message)
            return
        said, data = Protocol._said
        if text is not said:
            data = framed(text)
            Protocol._said = text, data
        self.transport.write(data)


def framed(text: str) -> bytes:
    """A whole text frame of a server: unmasked, its length in 7, 16 or 64 bits (RFC 6455, section 5.2)."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return bytes((_FINAL_TEXT, size)) + payload
    if size < 1 << 16:
        return bytes((_FINAL_TEXT, 126)) + size.to_bytes(2) + payload
    return bytes((_FINAL_TEXT, 127)) + size.to_bytes(8) + payload
