"""The load where no C compiler is found: what load.c does, slower. python -m benchmarks.load.client, same words, same plan."""

import asyncio
import json
import resource
import sys
import time
from itertools import cycle
from uuid import uuid4

import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.load.tally import Tally

AT_ONCE, CONNECT_LIMIT, LISTEN_ON = 16, 180.0, 0.3


class Client:
    """All connections of a plan, who speaks next, and what was counted."""

    def __init__(self, port: int, plan: list[tuple[str, str]]) -> None:
        self.port, self.plan = port, plan
        self.rooms: dict[str, list[int]] = {}
        for place, (room, _token) in enumerate(plan):
            self.rooms.setdefault(room, []).append(place)
        self.tally = Tally({room: len(places) for room, places in self.rooms.items()})
        self.turns = cycle([(room, cycle(enumerate(places))) for room, places in self.rooms.items()])
        self.lines: list[ClientConnection] = []
        self.heard = asyncio.Event()
        self.background: set[asyncio.Task] = set()

    async def open(self) -> float:
        """Connect and subscribe everybody; returns the seconds it took."""
        began, room_for = time.perf_counter(), asyncio.Semaphore(AT_ONCE)

        async def one(room: str, token: str) -> ClientConnection:
            async with room_for:
                line = await connect(f"ws://127.0.0.1:{self.port}/ws/", additional_headers={"Authorization": f"Bearer {token}"}, compression=None)
                await line.send(json.dumps({"type": "subscribe", "conversation": room, "since": 0}))
                while (frame := json.loads(await line.recv()))["type"] != "synced":
                    if frame["type"] == "error":
                        raise SystemExit(f"A subscription was refused: {frame}")
                return line

        async with asyncio.timeout(CONNECT_LIMIT):
            self.lines = list(await asyncio.gather(*(one(*it) for it in self.plan)))
        for place in range(len(self.lines)):
            self._beside(self._listen(place))
        return time.perf_counter() - began

    async def _listen(self, place: int) -> None:
        room = self.plan[place][0]
        member = self.rooms[room].index(place)
        try:
            async for text in self.lines[place]:
                frame = json.loads(text)
                if frame["type"] == "message":
                    self.tally.hear(room, member, frame["body"], frame["seq"], time.perf_counter())
                    self.heard.set()
                elif frame["type"] == "error":
                    self.tally.counts["errors"] += 1
        except ConnectionClosed:
            pass
        self.tally.counts["closed"] += 1

    def send(self) -> None:
        """The next message: conversations take turns, and senders in each."""
        room, senders = next(self.turns)
        member, place = next(senders)
        body = self.tally.send(room, member, time.perf_counter())
        frame = {"type": "send", "conversation": room, "client_uuid": str(uuid4()), "body": body}
        self._beside(self._say(self.lines[place], json.dumps(frame)))

    async def _say(self, line: ClientConnection, text: str) -> None:
        try:
            await line.send(text)
        except ConnectionClosed:
            return  # counts as lost

    async def speak(self, in_flight: int, rate: float, until: float) -> None:
        """Send until then: closed with `in_flight` messages, or `rate` each second."""
        due = time.perf_counter()
        while (now := time.perf_counter()) < until:
            while now >= due if rate else self.tally.open < in_flight:
                self.send()
                due += 1 / rate if rate else 0
            self.heard.clear()
            try:
                async with asyncio.timeout(max(0.0, due - now) if rate else 0.05):
                    await self.heard.wait() if not rate else await asyncio.sleep(1)
            except TimeoutError:
                continue

    async def drain(self, seconds: float) -> None:
        """Wait at most so long for what is on its way; what comes twice comes after the first."""
        until = time.perf_counter() + seconds
        await asyncio.sleep(LISTEN_ON)
        while self.tally.open and time.perf_counter() < until:
            await asyncio.sleep(0.02)

    def _beside(self, work: object) -> None:
        task = asyncio.ensure_future(work)
        self.background.add(task)
        task.add_done_callback(self.background.discard)


async def run(port: int, in_flight: int, rate: float, warm_up: float, seconds: float, drain: float) -> dict[str, object]:
    client = Client(port, [tuple(line.split()) for line in sys.stdin])
    tally, connecting = client.tally, await client.open()
    await client.speak(in_flight, rate, time.perf_counter() + warm_up)
    print("begin", flush=True)
    tally.measuring, began, cpu = True, time.perf_counter(), time.process_time()
    await client.speak(in_flight, rate, began + seconds)
    tally.measuring, took, busy = False, time.perf_counter() - began, time.process_time() - cpu
    print("end", flush=True)
    await client.drain(drain)
    told = {"sockets": len(client.plan), "connect_seconds": connecting, "seconds": took, "sent": len(tally.messages), "delivered": len(tally.times)}
    told |= {"p50_ms": tally.milliseconds(0.5), "p99_ms": tally.milliseconds(0.99), "lost": tally.lost, "busy": busy / took}
    return told | {name: tally.counts[name] for name in ("out_of_order", "doubled", "echoed", "strange", "errors", "closed")}


def main() -> None:
    kind, port, in_flight, *times = sys.argv[1:]
    if kind != "websocket":
        raise SystemExit("Only load.c measures Valkey alone.")
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    print(json.dumps(uvloop.run(run(int(port), int(in_flight), *map(float, times)))))


if __name__ == "__main__":
    main()
