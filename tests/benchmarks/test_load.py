"""The load generators against a small server that makes mistakes on purpose: each must be told."""

import asyncio
import json
import sys
from collections import defaultdict

import pytest
from websockets.asyncio.server import ServerConnection, serve

from benchmarks import load
from benchmarks.load import LoadError, Pace, Told
from network.core.engines import var_dir

ROOMS = [f"0190b5a0-0000-7000-8000-00000000000{i}" for i in range(2)]
PLAN = [(room, f"token-{i}") for i, room in enumerate(ROOMS * 2)]
PROGRAM = load.compiled(var_dir() / "bench")
GENERATORS = {"client.py": [sys.executable, "-m", "benchmarks.load.client"]} | ({"load.c": [str(PROGRAM)]} if PROGRAM else {})


class Server:
    """Gives each message of a room a number and tells the members, with a fault among the first four."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        self.members: dict[str, list[ServerConnection]] = defaultdict(list)
        self.numbers: dict[str, int] = defaultdict(int)
        self.tokens: set[str] = set()
        self.bodies: set[str] = set()
        self.held = ""
        self.order = asyncio.Lock()

    async def handle(self, line: ServerConnection) -> None:
        self.tokens.add(line.request.headers["Authorization"])
        async for text in line:
            frame = json.loads(text)
            room = frame["conversation"]
            if frame["type"] == "send":
                async with self.order:
                    await self.pass_on(room, frame, line)
            elif self.fault == "refused":
                await line.send(json.dumps({"type": "error", "problem": {"code": "not-visible"}}))
            else:
                self.members[room].append(line)
                await line.ping()
                await line.send(json.dumps({"type": "synced", "conversation": room, "last_seq": 0}))

    async def pass_on(self, room: str, frame: dict, sender: ServerConnection) -> None:
        self.bodies.add(frame["body"])
        self.numbers[room] = seq = self.numbers[room] + 1
        text = json.dumps({"type": "message", "conversation": room, "seq": seq, "changed_seq": seq, "body": frame["body"], "sender": {"name": "Person"}})
        for place, member in enumerate(self.members[room]):
            first = room == ROOMS[0] and place == 0
            for said in self.texts(text, seq, first, member is sender):
                await member.send(said)
        if self.fault == "many" and seq == 1:
            await sender.send(json.dumps({"type": "error", "problem": {"code": "throttled"}}))
        if self.fault == "closed" and seq == 4 and room == ROOMS[0]:
            await sender.close(4429, "too fast")

    def texts(self, text: str, seq: int, first: bool, is_sender: bool) -> list[str]:
        """What a member gets of a message."""
        if self.fault == "lost" and first and seq == 1:
            return []
        if self.fault != "many":
            return [text]
        if first and seq < 3:
            self.held, before = text, self.held
            return [text, before] if before else []
        return [text, text] if seq == 3 and is_sender or seq == 4 and not is_sender else [text]


async def told_of(fault: str, generator: str, *, drain: float = 20) -> tuple[Told, list[str], Server]:
    """What the generator tells of a server with this fault."""
    server, moments = Server(fault), []
    async with serve(server.handle, "127.0.0.1", 0, compression=None) as running:
        port = running.sockets[0].getsockname()[1]
        # eight on their way: each of the two rooms has four messages at once, however slow the machine is
        pace = Pace(in_flight=8, rate=0, warm_up=0, seconds=0.2, drain=drain)
        told = await asyncio.to_thread(load.drive, GENERATORS[generator], "websocket", port, PLAN, pace, note=moments.append)
    return told, moments, server


@pytest.mark.parametrize("generator", GENERATORS)
async def test_all_is_well_with_a_server_without_faults(generator):
    told, moments, server = await told_of("none", generator)
    assert moments == ["begin", "end"]
    assert (told.wrong, told.echoed, told.sockets) == (0, 0, 4)
    assert told.sent == sum(server.numbers.values()) == len(server.bodies) >= 8
    assert told.delivered <= told.sent * 2
    assert server.tokens == {f"Bearer {token}" for _room, token in PLAN}
    assert {len(body) for body in server.bodies} == {80}


@pytest.mark.parametrize("generator", GENERATORS)
async def test_each_fault_of_the_server_is_counted(generator):
    told, _moments, _server = await told_of("many", generator)
    assert (told.out_of_order, told.doubled, told.echoed, told.errors, told.lost) == (1, 2, 2, 2, 0)
    assert told.wrong == 5


@pytest.mark.parametrize("generator", GENERATORS)
@pytest.mark.parametrize("fault", ["lost", "closed"])
async def test_what_never_comes_is_counted_after_a_bounded_wait(generator, fault):
    told, _moments, _server = await told_of(fault, generator, drain=0.5)
    assert getattr(told, fault) >= 1


@pytest.mark.parametrize("generator", GENERATORS)
async def test_a_refused_subscription_ends_the_load(generator):
    with pytest.raises(LoadError):
        await told_of("refused", generator)


@pytest.mark.parametrize("line", ["", "end", "{}", "[1]"])
def test_a_last_line_that_is_no_result_is_an_error(line):
    with pytest.raises(LoadError, match="ended with"):
        load.parse(line)
