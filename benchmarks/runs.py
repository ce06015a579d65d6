"""One stack under one load: what was delivered, and what each party's processor time for a delivery was."""

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import load
from benchmarks.load import Pace, Told
from benchmarks.rooms import USED, Plan, Rooms, Shape
from benchmarks.serving import Tree, serving
from benchmarks.stacks import Stack


@dataclass(frozen=True)
class Case:
    """A shape under a pace."""

    shape: Shape
    pace: Pace

    def __str__(self) -> str:
        how = f"{self.pace.rate:g} messages/s" if self.pace.rate else f"{self.pace.in_flight} in flight"
        return f"{self.shape.sockets} x {self.shape.members}, {how}"


@dataclass(frozen=True)
class Run:
    """Microseconds of processor time for each delivery, by party; the servers' memory in megabytes; sockets by process."""

    stack: str
    case: str
    told: Told
    server_us: float
    postgres_us: float
    valkey_us: float
    memory: float
    sockets: list[int]


class Gauges:
    """Reads processor time at "begin" and at "end"."""

    def __init__(self, parties: dict[str, Tree]) -> None:
        self.parties = parties
        self.at: dict[str, dict[str, float]] = {}
        self.memory, self.sockets = 0.0, []

    def note(self, moment: str) -> None:
        """Called by the load when its measure begins and ends."""
        self.at[moment] = {name: tree.cpu() for name, tree in self.parties.items()}
        if server := self.parties.get("server"):
            self.memory = server.memory()
            self.sockets = self.sockets or server.sockets()  # at the end they may be closed already

    def microseconds(self, party: str, deliveries: int) -> float:
        """Of this party for each delivery; 0 where it took no part."""
        if party not in self.parties:
            return 0.0
        return 1e6 * (self.at["end"][party] - self.at["begin"][party]) / max(deliveries, 1)


def measure(stack: Stack, case: Case, rooms: Rooms, command: Sequence[str], folder: Path) -> Run:
    """Serve the stack on a fresh database, load it, end it."""
    rooms.renew()
    engines = {"postgres": Tree(rooms.postgres.pid), "valkey": Tree(rooms.valkey.pid)}
    plan = rooms.plans[case.shape]
    if not stack.app:
        return _floor(stack, case, rooms, command, Gauges({"valkey": engines["valkey"]}))
    env = {"DATABASE_URL": rooms.address[USED], **stack.env}
    with serving(stack.app, env, folder) as (server, port):
        gauges = Gauges({"server": server, **engines})
        told = load.drive(command, "websocket", port, plan, case.pace, note=gauges.note)
    return _run(stack, case, told, gauges)


def _floor(stack: Stack, case: Case, rooms: Rooms, command: Sequence[str], gauges: Gauges) -> Run:
    """The same shape on Valkey's PUBLISH and SUBSCRIBE alone."""
    address = urlsplit(rooms.valkey.url)
    plan: Plan = [(room, address.password) for room, _token in rooms.plans[case.shape]]
    return _run(stack, case, load.drive(command, "valkey", address.port, plan, case.pace, note=gauges.note), gauges)


def _run(stack: Stack, case: Case, told: Told, gauges: Gauges) -> Run:
    spent = [gauges.microseconds(party, told.delivered) for party in ("server", "postgres", "valkey")]
    return Run(stack.name, str(case), told, *spent, gauges.memory, gauges.sockets)


def cost(few: tuple[int, float], many: tuple[int, float]) -> tuple[float, float]:
    """Microseconds for a message and for each of its members, from two (members, microseconds for a delivery)."""
    (n, per_n), (m, per_m) = few, many
    by_member = (m * per_m - n * per_n) / (m - n)
    return n * (per_n - by_member), by_member


HEADS = ("stack", "delivered/s", "p50 ms", "p99 ms", "server us", "postgres us", "valkey us", "connect s", "RSS MB", "load busy", "wrong", "echoed")


def table(runs: Iterable[Run]) -> str:
    """The medians of each stack in each case, as people read them."""
    grouped: dict[str, dict[str, list[Run]]] = {}
    for run in runs:
        grouped.setdefault(run.case, {}).setdefault(run.stack, []).append(run)
    lines = []
    for case, stacks in grouped.items():
        lines += [f"\n  {case}  (microseconds of processor time are for one delivery)", "  " + "  ".join(f"{head:>11}" for head in HEADS)]
        lines += ["  " + "  ".join(f"{cell:>11}" for cell in _cells(name, found)) for name, found in stacks.items()]
    return "\n".join(lines)


def _cells(stack: str, runs: list[Run]) -> list[str]:
    def middle(ask) -> float:
        return statistics.median(ask(run) for run in runs)

    told = [middle(ask) for ask in (lambda r: r.told.per_second, lambda r: r.told.p50_ms, lambda r: r.told.p99_ms)]
    spent = [middle(ask) for ask in (lambda r: r.server_us, lambda r: r.postgres_us, lambda r: r.valkey_us)]
    rest = [middle(lambda r: r.told.connect_seconds), middle(lambda r: r.memory), middle(lambda r: r.told.busy)]
    figures = [f"{told[0]:,.0f}", *(f"{it:.1f}" for it in (*told[1:], *spent)), f"{rest[0]:.2f}", f"{rest[1]:.0f}", f"{rest[2]:.2f}"]
    return [stack, *figures, str(sum(run.told.wrong for run in runs)), str(sum(run.told.echoed for run in runs))]


def keep(runs: Sequence[Run], folder: Path) -> None:
    """Write every run beside the result, for who wants to look closer."""
    (folder / "messaging-runs.json").write_text(json.dumps([asdict(run) for run in runs], indent=1), encoding="utf-8")
