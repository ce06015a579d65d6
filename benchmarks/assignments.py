"""The assignments that are compared: ours and theirs on the same instance, each telling the processor time it took, all threads together."""

import mentoring.matching.engine  # noqa: F401, I001 - settles the number of threads before numpy is loaded

import json
import subprocess
import sys
import tempfile
import time
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.cohorts import cohort
from mentoring.matching.engine.assignment import Aim, assign
from mentoring.matching.engine.cohort import WORKERS, Cohort

PEER = "mentor-match==7.0.1"


def ours(companies: int, mentors: int, fair: int = 0) -> dict:
    """Scored, assigned and proven over every pair; the mentors' pool is there, as it is in use."""
    wishes, pool = cohort(companies, mentors)
    small, few = cohort(20, 10)
    assign(Cohort.of(small, few), few.free)  # loads the solver's library, as a worker has it loaded
    began = time.process_time()
    found = assign(Cohort.of(wishes, pool), pool.free, aim=Aim.TOGETHER if fair else Aim.TOTAL)
    seconds = time.process_time() - began
    proof = found.certificate
    if not proof.proven:
        raise SystemExit(f"Not proven: a gap of {proof.gap} points.")
    return {"seconds": seconds, "total": proof.primal, "served": found.served, "floor": proof.floor, "looked_at": proof.looked_at, "rounds": proof.rounds}


def dense(companies: int, mentors: int) -> dict:
    """scipy's linear_sum_assignment: every place a column, a barred pair worth less than all that can be lost."""
    wishes, pool = cohort(companies, mentors)
    points = Cohort.of(wishes, pool).block(slice(None))
    slots = np.repeat(np.arange(mentors), pool.free)
    worth = points[:, slots].astype(np.float64)
    worth[worth < 0] = -1e7
    began = time.process_time()
    rows, columns = linear_sum_assignment(worth, maximize=True)
    seconds = time.process_time() - began
    kept = worth[rows, columns]
    return {"seconds": seconds, "total": int(kept[kept >= 0].sum()), "served": int((kept >= 0).sum())}


def products(companies: int, mentors: int) -> dict:
    """The floor: the bare matrix product of all pairs, in blocks on as many threads, thrown away."""
    wishes, pool = cohort(companies, mentors)
    gains = Cohort.of(wishes, pool).gains
    size = max((1 << 20) // mentors, 1)

    def block(first: int) -> None:
        gains[first : first + size] @ pool.units

    began = time.process_time()
    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(block, range(0, companies, size)))
    return {"seconds": time.process_time() - began}


def mentor_match(companies: int, mentors: int) -> dict:
    """The peer, in an environment made for it under var/. Raises RuntimeError when it cannot be installed."""
    wishes, pool = cohort(companies, mentors)
    instance = {"points": Cohort.of(wishes, pool).block(slice(None)).tolist(), "places": pool.free.tolist()}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(instance, file)
        file.flush()
        done = subprocess.run([peer(), Path(__file__).parent / "peers" / "mentor_match.py", file.name], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def peer() -> Path:
    """The interpreter of the peer's environment."""
    home = Path("var/bench/mentor-match")
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", PEER], check=True, stdout=sys.stderr, stderr=subprocess.STDOUT)
        (home / "ready").touch()
    return python
