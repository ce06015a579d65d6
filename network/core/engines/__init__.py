"""Embedded PostgreSQL and Valkey: real servers from wheels, for the demo, the tests and any command.

`ensure()` is what commands call; `start()` gives a handle of its own. Nothing here needs Django.
A server belongs to its data directory: whoever asks for that directory gets the running one, and
the last user to leave stops it. What a crash left running is therefore simply adopted.
"""

import atexit
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import NoReturn

from network.core.engines.postgres import Postgres, create_database, database_url, start_postgres
from network.core.engines.server import EngineError
from network.core.engines.valkey import Valkey, start_valkey

__all__ = [
    "EngineError",
    "Engines",
    "Postgres",
    "Valkey",
    "create_database",
    "database_url",
    "ensure",
    "is_set",
    "leave",
    "start",
    "start_postgres",
    "start_valkey",
    "var_dir",
]

REPOSITORY = Path(__file__).resolve().parents[3]

_ensured: "Engines | None" = None


class Engines:
    """A running PostgreSQL and a running Valkey, held until `stop()`."""

    def __init__(self, postgres: Postgres | None, valkey: Valkey | None) -> None:
        self.postgres, self.valkey = postgres, valkey
        self.database_url = postgres.url if postgres else ""
        self.redis_url = valkey.url if valkey else ""

    def __enter__(self) -> "Engines":
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def stop(self, within: float = 4.0) -> None:
        """Let go of both; a server stops when nobody else holds it. Takes about `within` seconds at most."""
        deadline = time.monotonic() + within
        if self.valkey is not None:
            self.valkey.release(min(within / 4, 1.0))
        if self.postgres is not None:
            self.postgres.release(deadline - time.monotonic())


def start(data_dir: Path, *, durable: bool = True, postgres: bool = True, valkey: bool = True) -> Engines:
    """Start or find the servers whose data lies in `data_dir`.

    `durable=False` trades safety against a power cut for speed: for tests only.
    Raises EngineError with a sentence when a server cannot be had.
    """
    database = start_postgres(data_dir / "postgres", durable=durable) if postgres else None
    try:
        return Engines(database, start_valkey(data_dir / "valkey", durable=durable) if valkey else None)
    except BaseException:
        if database is not None:
            database.release()
        raise


def var_dir() -> Path:
    """Where everything lies that a run leaves behind: `var/`, or VAR_DIR."""
    return Path(os.environ.get("VAR_DIR") or REPOSITORY / "var").resolve()


def is_set(name: str) -> bool:
    """Whether the operator named a server of their own (see network.core.env on `NAME_FILE`)."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def ensure() -> None:
    """Set DATABASE_URL and REDIS_URL where they are unset, for this process and its children."""
    global _ensured
    postgres, valkey = not is_set("DATABASE_URL"), not is_set("REDIS_URL")
    if not (postgres or valkey):
        return
    _leave_by_exit_on_signals()
    try:
        _ensured = start(var_dir(), durable=True, postgres=postgres, valkey=valkey)
    except EngineError as error:
        raise SystemExit(f"{error}") from error
    if postgres:
        os.environ |= {"DATABASE_URL": _ensured.database_url, "EMBEDDED": "1"}
    if valkey:
        os.environ["REDIS_URL"] = _ensured.redis_url
    atexit.register(_ensured.stop)


def leave(code: int, *, within: float) -> NoReturn:
    """Let go of the servers that `ensure` started, and end this process at once, both in about `within` seconds.

    Python's own tidying up of a large program takes seconds on a busy machine, and nothing is left to tidy.
    """
    if _ensured is not None:
        _ensured.stop(within)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _leave_by_exit_on_signals() -> None:
    """A command that is told to end must still let go of its servers (Python's default would not).

    Also where whoever started it ignores or holds back SIGTERM itself: both are inherited.
    """
    in_main = threading.current_thread() is threading.main_thread()
    if in_main and signal.getsignal(signal.SIGTERM) in (signal.SIG_DFL, signal.SIG_IGN):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
