"""Live messages: the product against bare ASGI, the plain stack and Valkey alone, with durable commits.

The goals are on the servers' processor time for one delivery, since that swings least on a shared machine. About ten
minutes on two idle cores. `python -m benchmarks.messaging SOCKETS MEMBERS SECONDS` takes a small look at one shape.
"""

import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import load
from benchmarks.harness import Case as Row
from benchmarks.harness import compared
from benchmarks.load import Pace
from benchmarks.rooms import Rooms, Shape, opened
from benchmarks.runs import Case, Run, cost, keep, measure, table
from benchmarks.serving import allow_sockets
from benchmarks.stacks import STACKS, Stack
from network.core.engines import var_dir

PASSES = 3
PAIRS, GROUPS = Shape(200, 2), Shape(2000, 50)
CLOSED_PAIRS = Case(PAIRS, Pace(in_flight=100, rate=0, warm_up=2, seconds=8))
CLOSED_GROUPS = Case(GROUPS, Pace(in_flight=40, rate=0, warm_up=2, seconds=8))
OPEN_PAIRS = Case(PAIRS, Pace(in_flight=0, rate=200, warm_up=3, seconds=8))
CASES = (CLOSED_PAIRS, CLOSED_GROUPS, OPEN_PAIRS)


def run() -> list[Row]:
    """Every goal; the raw figures are printed on the way."""
    runs = taken(CASES, PASSES)
    print(table(runs))
    print_costs(runs)
    return judged(runs)


def taken(cases: Sequence[Case], passes: int) -> list[Run]:
    """Every stack in turn under every case, several times."""
    folder = var_dir() / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    allow_sockets(max(case.shape.sockets for case in cases))
    command = load.generator(folder)
    stacks = [stack for stack in STACKS if stack.app or load.compiled(folder)]
    with opened([case.shape for case in cases]) as rooms:
        runs = [_told(stack, case, rooms, command, folder) for _ in range(passes) for case in cases for stack in stacks]
    keep(runs, folder)
    return runs


def _told(stack: Stack, case: Case, rooms: Rooms, command: Sequence[str], folder: Path) -> Run:
    run = measure(stack, case, rooms, command, folder)
    print(f"  {case}: {stack.name}: {run.told.per_second:,.0f} delivered/s, {run.server_us:.0f} us, sockets {run.sockets}", file=sys.stderr, flush=True)
    return run


def judged(runs: Sequence[Run]) -> list[Row]:
    """The goals of the issue, as ratios of this one run."""

    def of(stack: str, case: Case, ask: Callable[[Run], float]) -> list[float]:
        return [ask(run) for run in runs if (run.stack, run.case) == (stack, str(case))]

    def row(words: str, case: Case, ask: Callable[[Run], float], theirs: str, unit: str, **goal: float) -> list[Row]:
        mine, others = of("ours", case, ask), of(theirs, case, ask)
        return [compared(f"{case}: {words}", mine, others, against=theirs, unit=unit, **goal)] if mine and others else []

    def cpu(it: Run) -> float:
        return it.server_us

    def speed(it: Run) -> float:
        return it.told.per_second

    rows = [
        *row("processor time for a delivery", CLOSED_PAIRS, cpu, "plain", "us", at_most=1 / 30),
        *row("processor time for a delivery", CLOSED_PAIRS, cpu, "bare", "us", at_most=1.25),
        *row("processor time for a delivery", CLOSED_GROUPS, cpu, "plain", "us", at_most=1 / 18),
        *row("processor time for a delivery", CLOSED_GROUPS, cpu, "bare", "us", at_most=1.25),
        *(it for case in (CLOSED_PAIRS, CLOSED_GROUPS) for theirs in ("plain", "bare") for it in row("delivered", case, speed, theirs, "/s")),
        *row("delivered", CLOSED_PAIRS, speed, "floor", "/s"),
        *row("delivered", CLOSED_GROUPS, speed, "floor", "/s", at_least=0.30),
        *row("median latency", OPEN_PAIRS, lambda it: it.told.p50_ms, "plain", "ms", at_most=0.4),
    ]
    return rows + steadiness(of, OPEN_PAIRS) + nothing_wrong(runs)


def steadiness(of: Callable[[str, Case, Callable[[Run], float]], list[float]], case: Case) -> list[Row]:
    """What 99 of 100 keep below against the median: of messages, of those at calm moments of the machine, and of plain arithmetic.

    The last two have no goal: what the machine itself does to a program that only counts (load/calm.h), and how many came at calm moments.
    """
    asked: list[tuple[str, str, Callable[[Run], float], Callable[[Run], float], dict[str, float]]] = [
        ("latency that 99 of 100 keep below", "ms", lambda it: it.told.p99_ms, lambda it: it.told.p50_ms, {"at_most": 2.5}),
        ("the same at calm moments of the machine", "ms", lambda it: it.told.calm.p99_ms, lambda it: it.told.calm.p50_ms, {"at_most": 2.5}),
        ("fixed arithmetic on this machine", "us", lambda it: it.told.calm.machine_p99_us, lambda it: it.told.calm.machine_p50_us, {}),
    ]
    found = [(words, unit, of("ours", case, slow), of("ours", case, middle), goal) for words, unit, slow, middle, goal in asked]
    rows = [compared(f"{case}: {words}", slow, middle, against="its own median", unit=unit, **goal) for words, unit, slow, middle, goal in found if any(middle)]
    if calm := [share for share in of("ours", case, lambda it: it.told.calm.share) if share]:
        rows.append(compared(f"{case}: came at calm moments of the machine", calm, [1.0] * len(calm), against="all", unit=""))
    return rows


def nothing_wrong(runs: Sequence[Run]) -> list[Row]:
    """Lost, doubled, out of order, refused or cut off, over all runs of a stack. The goal is for what is built on our hub."""
    rows = []
    for stack in dict.fromkeys(run.stack for run in runs):
        told = [run.told for run in runs if run.stack == stack]
        wrong, delivered = sum(it.wrong for it in told), sum(it.delivered for it in told)
        goal = {"at_most": 0.0} if stack in {"ours", "bare"} else {}
        rows.append(compared(f"{stack}: lost, doubled or out of order, all runs", [wrong], [delivered], against="deliveries", unit="messages", **goal))
    return rows


def print_costs(runs: Sequence[Run]) -> None:
    """How the servers' processor time grows: so much for a message, so much for each member."""
    print("\n  processor time of the servers = a for a message + b for each member, fitted to both closed loops")
    for stack in dict.fromkeys(run.stack for run in runs if run.server_us):
        points = []
        for case in (CLOSED_PAIRS, CLOSED_GROUPS):
            found = [run.server_us for run in runs if (run.stack, run.case) == (stack, str(case))]
            points.append((case.shape.members, statistics.median(found)))
        a, b = cost(*points)
        print(f"  {stack:>11}  a {a:8.1f} us  b {b:8.1f} us")


def look(sockets: int, members: int, seconds: float) -> None:
    """One pass of one small shape over every stack, closed and open; no goals."""
    shape = Shape(sockets, members)
    closed, steady = Pace(max(sockets // members, 1), 0, 1, seconds), Pace(0, 50, 1, seconds)
    print(table(taken([Case(shape, closed), Case(shape, steady)], 1)))


if __name__ == "__main__":
    look(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
