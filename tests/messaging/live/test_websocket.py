"""What our shorter way writes is what the library would have written."""

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.sync.client import connect

from messaging.live import websocket
from tests.browser import served

SIZES = (0, 1, 125, 126, 127, 65_535, 65_536, 300_000)


@pytest.mark.parametrize("size", SIZES)
def test_frame_is_the_librarys(size):
    for text in ("x" * size, "š" * size):
        assert websocket.framed(text) == Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


async def many_texts(scope, receive, send):
    """Says a text of every size, twice each, another kind between, and closes."""
    await receive()
    await send({"type": "websocket.accept"})
    for size in SIZES:
        text = "ŋ" * size
        await send({"type": "websocket.send", "text": text})
        await send({"type": "websocket.send", "bytes": b"between"})
        await send({"type": "websocket.send", "text": text})
    await send({"type": "websocket.close", "code": 4000, "reason": "done"})
    with pytest.raises(RuntimeError):
        await send({"type": "websocket.send", "text": "too late"})


def test_texts_arrive_whole_and_in_order_and_none_after_closing(monkeypatch):
    framed = []
    monkeypatch.setattr(websocket.Protocol, "_said", ("another", b""))
    monkeypatch.setattr(websocket, "framed", lambda text, made=websocket.framed: framed.append(len(text)) or made(text))
    with served(many_texts) as site, connect(site.replace("http", "ws", 1), max_size=2**20) as line:
        for size in SIZES:
            assert [line.recv(), line.recv(), line.recv()] == ["ŋ" * size, b"between", "ŋ" * size]
        with pytest.raises(ConnectionClosed):
            line.recv()
    assert framed[:5] == list(SIZES[:5])
    assert len(framed) == len(set(framed)), "a text is framed once, however many get it"
    assert line.close_code == 4000
