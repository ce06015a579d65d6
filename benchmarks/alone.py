"""A piece of work in a process of its own, so that its peak memory is its own: python -m benchmarks.alone MODULE NAME ARGS."""

import importlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1024  # the kernel tells a process' peak in kilobytes


@dataclass(frozen=True)
class Measured:
    """What the work gave back, its seconds as it measured them itself, and the peak of its process in megabytes."""

    seconds: float
    megabytes: float
    found: dict


def alone(module: str, name: str, *args: object, limit: float = 1800) -> Measured:
    """Run `module.name(*args)`, which gives {"seconds", ...}. Raises RuntimeError with its last words when it fails."""
    command = [sys.executable, "-m", "benchmarks.alone", module, name, *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"ended with {done.returncode}")
    told = json.loads(done.stdout.splitlines()[-1])
    return Measured(told["found"]["seconds"], told["megabytes"], told["found"])


def main() -> None:
    module, name, *args = sys.argv[1:]
    found = getattr(importlib.import_module(module), name)(*map(int, args))
    print(json.dumps({"found": found, "megabytes": peak() / MEGABYTE}))


def peak() -> int:
    """The most memory this program has held, in kilobytes. ru_maxrss would begin with what the parent held when it forked."""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines())
    return int(told["VmHWM"].split()[0])


if __name__ == "__main__":
    main()
