"""What both embedded servers share: who uses one, is it alive, how does it end."""

import fcntl
import importlib.util
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

# Servers this process started, by pid, with the directory each works in: kept so that they are reaped, and never warned about.
_children: dict[int, tuple[subprocess.Popen[bytes], Path]] = {}

ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


class EngineError(RuntimeError):
    """A server cannot be had; the text is a sentence for the person at the terminal."""


def wheel(package: str) -> Path:
    """Where an installed wheel lies. Its programs are used, its Python code is not: it would make users and warn."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EngineError(f"The package {package.replace('_', '-')} is not installed: run `make demo`, or pip install -r requirements.txt.")
    return Path(spec.submodule_search_locations[0])


def launch(command: list[str], *, log: Path, cwd: Path, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own, so that the terminal's Ctrl-C does not reach it."""
    with log.open("ab") as output, undisturbed():
        child = subprocess.Popen(  # noqa: S603 -- the wheels' own programs
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=cwd, env=env, start_new_session=True
        )
        _children[child.pid] = child, cwd
    return child


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold back what this process does on a signal to end until the block is through.

    An exit raised in the middle of Popen would leave a running server that nobody knows of.
    """
    received: list[int] = []
    in_main = threading.current_thread() is threading.main_thread()
    before = {number: signal.getsignal(number) for number in ENDING} if in_main else {}
    # What is ignored stays so: the server would inherit the difference.
    before = {number: handler for number, handler in before.items() if callable(handler)}
    for number in before:
        signal.signal(number, lambda number, _frame: received.append(number))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for one in received:
            signal.raise_signal(one)


def alive(pid: int) -> bool:
    """Whether the process runs; one that only waits to be reaped does not."""
    if pid in _children:
        return _children[pid][0].poll() is None
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Poll `condition`; False when it did not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def end(pid: int, *steps: tuple[signal.Signals, float]) -> None:
    """Send a process these signals, each followed by as many seconds to end in; then kill it and what it started."""
    for number, seconds in steps:
        _send(pid, number)
        if wait_until(lambda: not alive(pid), seconds):
            break
    else:
        for one in _family(pid):
            _send(one, signal.SIGKILL)
        wait_until(lambda: not alive(pid), 1)
    _children.pop(pid, None)


def end_started_in(directory: Path, *steps: tuple[signal.Signals, float]) -> None:
    """End what this process started there, also before the server wrote down its own number."""
    for pid in [pid for pid, (_child, place) in _children.items() if place == directory]:
        end(pid, *steps)


def _family(pid: int) -> list[int]:
    """The process and what it started: killed alone, a server's workers would outlive it for a while."""
    try:
        return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    except psutil.Error:
        return [pid]


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def last_lines(log: Path, number: int = 5) -> str:
    """The end of a log, for the sentence that says why a server did not start."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-number:])
    except OSError:
        return ""


class Users:
    """Who uses the server of a data directory, kept by the kernel: a crashed user is no user.

    Each user holds a shared lock on `<directory>.users`; whoever can take it alone is the last one.
    Starting and stopping happen under `<directory>.lock`, so that they never overlap.
    """

    def __init__(self, directory: Path) -> None:
        directory.parent.mkdir(parents=True, exist_ok=True)
        self._turn = directory.with_name(f"{directory.name}.lock")
        self._users = directory.with_name(f"{directory.name}.users")
        self._held: int | None = None  # a bare descriptor: it lives until `leave`, or the process ends
        self._process = os.getpid()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Only one process at a time starts or stops the server."""
        with self._turn.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def join(self) -> None:
        """Be counted as a user. Call within `turn()`."""
        self._held = os.open(self._users, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._held, fcntl.LOCK_SH)

    def leave(self) -> bool:
        """Stop being one; True when nobody else is. Call within `turn()`."""
        if self._held is None or self._process != os.getpid():
            return False
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            return False
        finally:
            fcntl.flock(self._held, fcntl.LOCK_UN)
            os.close(self._held)
            self._held = None
