"""The live path while what it stands on is killed under load: nothing acknowledged is lost, doubled or out of order."""

import asyncio
import json
import socket
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.e2e.live_client import LiveClient, on_line
from tests.reliability.live_stack import Stack

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

FAULTS: dict[str, Callable[[Stack], None]] = {
    "a web process": Stack.kill_web,
    "a web process, again": Stack.kill_web,
    "Valkey": Stack.kill_valkey,
    "PostgreSQL": Stack.kill_postgres,
    "the worker": Stack.kill_worker,
    "Valkey, again": Stack.kill_valkey,
    "PostgreSQL, again": Stack.kill_postgres,
    "the worker, again": Stack.kill_worker,
    "the clock jumps": Stack.move_clock,
}
EACH = 40  # messages of each device while something dies
FLOOD = 10_000  # frames at once
LONG = 220  # messages of 32 kB: more than the buffers of the system and of a socket hold


def test_nothing_is_lost_when_something_dies(tmp_path, capsys):
    with Stack(tmp_path / "var") as stack:
        counts = asyncio.run(under_fire(stack))
    with capsys.disabled():
        print("\n" + "\n".join(counts))


async def under_fire(stack: Stack) -> list[str]:
    tokens, conversation = stack.world["tokens"], stack.world["conversation"]
    desk, phone, theirs, stranger = (LiveClient(stack.address, tokens[name], conversation) for name in ("Elli", "Elli", "Johan", "Aslak"))
    counts = []
    async with on_line(desk, phone, theirs, stranger):
        for name, fault in FAULTS.items():
            await speak_while(desk, phone, theirs, fault=lambda fault=fault: fault(stack))
            counts.append(await settled(stack, name, desk, phone, theirs))
        for client in (phone, theirs):
            await speak_while(desk, phone, theirs, fault=client.cut, beside=False)
        counts.append(await settled(stack, "two clients lose their line", desk, phone, theirs))
        counts.append(await lossy(stack, desk, phone, theirs))
        counts.append(await flooded(stack, desk, phone, theirs))
        counts.append(await slow_reader(stack, desk, phone, theirs))
    assert stranger.rows == {}
    assert {frame["problem"]["status"] for frame in stranger.errors} <= {404, 503}
    return counts


async def speak_while(*clients: LiveClient, fault: Callable[[], None], beside: bool = True) -> None:
    """All write steadily; in the middle of it the fault happens."""
    for n in range(EACH):
        for client in clients:
            client.send(f"{n} Hei Áile! 🎨")
        if n == EACH // 3:
            happening = asyncio.ensure_future(asyncio.to_thread(fault)) if beside else fault()
        await asyncio.sleep(0.01)
    if beside:
        await happening


async def settled(stack: Stack, fault: str, *clients: LiveClient) -> str:
    """Everything that was written is there once, everywhere, in order; and the unread counts are right, on every device."""
    await asyncio.gather(*[client.until(lambda client=client: not client.outbox, 90) for client in clients])
    talk = f"conversations/{stack.world['conversation']}/"
    kept = await asyncio.to_thread(everything, stack, talk)
    await asyncio.gather(*[client.until(lambda client=client: len(client.rows) == len(kept), 60) for client in clients])
    seqs = [row["seq"] for row in kept]
    assert seqs == list(range(1, len(kept) + 1)), fault
    assert len({row["client_uuid"] for row in kept}) == len(kept), fault
    for client in clients:
        assert client.faults == [], fault
        assert client.came == sorted(client.came), fault
        assert [client.rows[seq]["id"] for seq in seqs] == [row["id"] for row in kept], fault
    told = await unread_everywhere(stack, talk, fault, kept, clients)
    lines = "+".join(str(client.lines) for client in clients)
    return f"{time.strftime('%H:%M:%S')} {fault}: {len(kept)} messages kept, each once and in order on {len(clients)} devices; {told}; lines opened {lines}"


async def unread_everywhere(stack: Stack, talk: str, fault: str, kept: list[dict], clients: tuple[LiveClient, ...]) -> str:
    """Each reads up to the middle of what is new on one device: the server counts the rest, and their other device hears how far that was."""
    counts = []
    for name, reader in (("Elli", clients[1]), ("Johan", clients[-1])):
        person = next(row["sender"]["id"] for row in kept if row["sender"]["name"] == name)
        own = [client for client in clients if client.token == reader.token]
        middle = (max(client.read.get(person, 0) for client in own) + len(kept)) // 2
        await asyncio.wait_for(read_upto(middle, person, reader, own), 90)
        unread = (await asyncio.to_thread(stack.get, talk, reader.token))["unread"]
        assert unread == sum(row["sender"]["name"] != name and row["seq"] > middle for row in kept), (fault, name)
        counts.append(f"{name} {unread} on {len(own)}")
    return f"unread: {', '.join(counts)}"


async def read_upto(seq: int, person: str, reader: LiveClient, own: list[LiveClient]) -> None:
    """Read on one device, until each of the person's devices knows. Said again, since the line may be lost just now."""
    while not all(client.read.get(person, 0) >= seq for client in own):
        reader.mark_read(seq)
        await asyncio.sleep(0.2)


def everything(stack: Stack, talk: str) -> list[dict]:
    """All messages as a fresh reader gets them."""
    rows, before = [], ""
    while True:
        page = stack.get(f"{talk}messages/?page_size=100{before}", stack.world["tokens"]["Elli"])
        rows = page["results"] + rows
        if not page["previous"]:
            return rows
        before = f"&before={rows[0]['seq']}"


async def lossy(stack: Stack, *clients: LiveClient) -> str:
    """A hub and a channel layer that drop every second event: each client gets every row all the same, by the heartbeat at the latest."""
    lines = [client.lines for client in clients]
    stack.drop_events(now=True)
    await speak_while(*clients, fault=lambda: None)
    told = await settled(stack, "the hub and the layer drop every second event", *clients)
    stack.drop_events(now=False)
    assert stack.dropped > EACH, "nothing was dropped"
    assert [client.lines for client in clients] == lines, "a lost event is no reason to open the line anew"
    return f"{told}; {stack.dropped} events dropped"


async def flooded(stack: Stack, *clients: LiveClient) -> str:
    """Somebody sends ten thousand frames at once: told, then closed; the others talk on, over the same processes."""
    processes = stack.web_processes
    flooder = LiveClient(stack.address, stack.world["tokens"]["Aslak"], stack.world["conversation"])
    async with connect(stack.address, additional_headers={"Authorization": f"Bearer {flooder.token}"}, ping_interval=None, close_timeout=1) as line:
        flood, answers = asyncio.ensure_future(pour(line)), asyncio.ensure_future(all_from(line))
        await speak_while(*clients, fault=lambda: None)
        told = await answers
        await flood
    assert line.close_code == 4429
    assert {frame["problem"]["code"] for frame in told} <= {"throttled"}
    assert stack.web_processes == processes
    return f"{await settled(stack, 'ten thousand frames at once', *clients)}; {len(told)} answers, then closed with {line.close_code}"


async def all_from(line: ClientConnection) -> list[dict]:
    """What comes until the line is closed."""
    told = []
    with suppress(ConnectionClosed):
        while True:
            told.append(json.loads(await line.recv()))
    return told


async def pour(line: ClientConnection) -> None:
    with suppress(ConnectionClosed):
        for n in range(FLOOD):
            await line.send('{"type": "ping", "since": {}}')
            if n % 100 == 0:
                await asyncio.sleep(0)  # the others are served by this loop too


async def slow_reader(stack: Stack, *clients: LiveClient) -> str:
    """Somebody who reads nothing is closed with the number to go on from; the others notice nothing, and it catches up."""
    slow = LiveClient(stack.address, stack.world["tokens"]["Johan"], stack.world["conversation"], since=clients[0].since)
    narrow = socket.create_connection(("127.0.0.1", stack.port))
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
    headers = {"Authorization": f"Bearer {slow.token}"}
    async with connect(stack.address, sock=narrow, additional_headers=headers, max_queue=1, ping_interval=None, close_timeout=1) as line:
        await line.send(f'{{"type": "subscribe", "conversation": "{slow.conversation}", "since": {slow.since}}}')
        await line.recv()
        for _ in range(LONG):
            clients[0].send("🎨" * 8000)
            await asyncio.sleep(0)
        await asyncio.gather(*[client.until(lambda client=client: not clients[0].outbox, 60) for client in clients])
        count = 0
        with suppress(ConnectionClosed):
            while count < LONG - 2:
                await line.recv()
                count += 1
        reached = f"{count} frames until the line was closed with {line.close_code} {line.close_reason}"
    assert count < LONG - 2, "a line that takes nothing was given everything"
    async with on_line(slow):
        await slow.until(lambda: len(slow.rows) == LONG)
    return f"{await settled(stack, 'a slow reader', *clients)}; {reached}"
