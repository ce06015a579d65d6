"""How a benchmark is taken: ours and theirs in turn, five passes, medians, one ratio."""

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

PASSES = 5


@dataclass(frozen=True)
class Case:
    """One row of a result. `holds` is None where no goal is set."""

    case: str
    ours: float
    against: str
    theirs: float
    unit: str
    ratio: float
    goal: str
    holds: bool | None


def seconds(work: Callable[[], object], *, repeat: int = 1, clock: Callable[[], float] = time.process_time) -> float:
    """Processor time of one call in this process, all threads, in seconds, averaged over `repeat` calls: others on the machine do not count."""
    began = clock()
    for _ in range(repeat):
        work()
    return (clock() - began) / repeat


def pair(
    case: str, ours: Callable[[], object], *, against: str, theirs: Callable[[], object], at_most: float | None = None, repeat: int = 1, unit: str = "s"
) -> Case:
    """Both in turn, five passes after a warm-up, medians; the goal is on ours divided by theirs."""
    ours(), theirs()
    mine, others = [], []
    for _ in range(PASSES):
        mine.append(seconds(ours, repeat=repeat))
        others.append(seconds(theirs, repeat=repeat))
    return compared(case, mine, others, against=against, at_most=at_most, unit=unit)


def compared(
    case: str,
    mine: Sequence[float],
    others: Sequence[float],
    *,
    against: str,
    at_most: float | None = None,
    at_least: float | None = None,
    unit: str = "s",
) -> Case:
    """A case from figures that were taken elsewhere, in turn: their medians, and the goal on their ratio, if there is one."""
    a, b = statistics.median(mine), statistics.median(others)
    if at_most is not None:
        goal, holds = f"at most {at_most:.4g}", a / b <= at_most
    elif at_least is not None:
        goal, holds = f"at least {at_least:.4g}", a / b >= at_least
    else:
        goal, holds = "", None
    return Case(case, a, against, b, unit, a / b, goal, holds)


def machine() -> dict[str, object]:
    """What the figures were taken on."""
    return {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}


def report(name: str, cases: list[Case], var: Path) -> bool:
    """Print the cases and write `<var>/bench/<name>.json`. False when a goal does not hold."""
    width = max(len(case.case) for case in cases)
    print(f"\n{name}")
    for case in cases:
        verdict = {True: "holds", False: "DOES NOT HOLD", None: ""}[case.holds]
        print(f"  {case.case:<{width}}  {case.ours:.6f} {case.unit}  {case.ratio:9.4f} x {case.against:<28} {case.goal} {verdict}")
    folder = var / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    body = {"name": name, "machine": machine(), "cases": [asdict(case) for case in cases]}
    (folder / f"{name}.json").write_text(json.dumps(body, indent=1), encoding="utf-8")
    return all(case.holds is not False for case in cases)
