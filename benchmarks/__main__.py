"""python -m benchmarks [NAME]: ratios of one run, written to var/bench/<name>.json."""

import importlib
import os
import sys
from pathlib import Path

from benchmarks.harness import report

NAMES = ("matching", "messaging")


def main() -> None:
    chosen = sys.argv[1:] or NAMES
    if unknown := set(chosen) - set(NAMES):
        raise SystemExit(f"No benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}.")
    var = Path(os.environ.get("VAR_DIR", "var"))
    held = [report(name, importlib.import_module(f"benchmarks.{name}").run(), var) for name in chosen]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
