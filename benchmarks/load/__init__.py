"""The load generator as a process of its own: load.c where a C compiler is found, else the client in Python."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.load.calm import Calm, calm_of

HERE = Path(__file__).parent


class LoadError(RuntimeError):
    """The load could not be driven; the text says why."""


@dataclass(frozen=True)
class Told:
    """What a run tells. `delivered`, the times and `busy` (of one core) are of the measured seconds, all else of the whole run.

    `echoed` counts the answers that a sender got beside the message itself, `strange` messages that were never sent there.
    `calm` is said of load.c's open loops: of deliveries at moments when fixed arithmetic took its usual time (calm.py).
    """

    sockets: int
    connect_seconds: float
    seconds: float
    sent: int
    delivered: int
    p50_ms: float
    p99_ms: float
    lost: int
    out_of_order: int
    doubled: int
    echoed: int
    strange: int
    errors: int
    closed: int
    busy: float
    calm: Calm = field(default_factory=Calm)

    @property
    def wrong(self) -> int:
        """Everything that a reader would notice: lost, doubled, in the wrong order, in the wrong place, refused, cut off."""
        return self.lost + self.out_of_order + self.doubled + self.strange + self.errors + self.closed

    @property
    def per_second(self) -> float:
        """Deliveries each second."""
        return self.delivered / self.seconds


def parse(line: str) -> Told:
    """The generator's last line. Raises LoadError when it is none."""
    try:
        facts = json.loads(line)
        return Told(calm=calm_of(facts.pop("looks", ()), facts.pop("flights", ())), **facts)
    except (ValueError, TypeError, AttributeError) as error:
        raise LoadError(f"The load generator ended with: {line.strip() or 'nothing'}") from error


def compiler() -> str | None:
    """The C compiler of this machine, if there is one."""
    return os.environ.get("CC") or next(filter(shutil.which, ("cc", "gcc", "clang")), None)


def compiled(folder: Path) -> Path | None:
    """The generator, made in `folder` from load.c when that has changed; None without a C compiler."""
    if (command := compiler()) is None:
        return None
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(HERE.glob("*.[ch]")))).hexdigest()[:12]
    program = folder / f"load-{digest}"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        new = folder / f"{program.name}.{os.getpid()}"
        done = subprocess.run([command, "-O2", "-o", new, HERE / "load.c"], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"load.c cannot be compiled here: {done.stderr.strip()}", file=sys.stderr)
            return None
        new.rename(program)
    return program


def generator(folder: Path) -> list[str]:
    """The command of the generator; says when it is the slower one."""
    if program := compiled(folder):
        return [str(program)]
    print("There is no C compiler: the load comes from a Python client, which takes time from the servers. Figures are too low.", file=sys.stderr)
    return [sys.executable, "-m", "benchmarks.load.client"]


@dataclass(frozen=True)
class Pace:
    """Closed loop with `in_flight` messages on their way, or `rate` messages each second. The times are in seconds."""

    in_flight: int
    rate: float
    warm_up: float
    seconds: float
    drain: float = 10.0


def drive(command: Sequence[str], kind: str, port: int, plan: Sequence[tuple[str, str]], pace: Pace, *, note: Callable[[str], None]) -> Told:
    """Run the generator against a port. `note` is called with "begin" and "end" of what is measured.

    `plan` names conversation and secret of each connection. Raises LoadError with the generator's last words.
    """
    words = [kind, port, pace.in_flight, pace.rate, pace.warm_up, pace.seconds, pace.drain]
    child = subprocess.Popen([*command, *map(str, words)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with child:
        child.stdin.write("".join(f"{room} {secret}\n" for room, secret in plan))
        child.stdin.close()  # from here on its own limits bound it
        last = ""
        for line in child.stdout:
            if line.strip() in {"begin", "end"}:
                note(line.strip())
            last = line
    if child.returncode:
        raise LoadError(f"The load generator ended with code {child.returncode}; its last words stand above.")
    return parse(last)
