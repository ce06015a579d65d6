"""Several processes under one: prefixed logs, restarts, and an end within five seconds that leaves nothing.

Used by `manage.py demo`; knows nothing of what the processes do.
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, Any

import psutil

END_SECONDS = 4.0  # all of it should be gone by then; the rest of the five is for a busy machine
AGAIN_SECONDS = 0.5  # a Stop that Python dropped (raised while it collected garbage) is raised again
GENTLE_SECONDS = 2.0  # of these, what children get to end by themselves
RESTARTS = 5  # a process that ended more often than this within RESTART_WINDOW seconds ends the whole
RESTART_WINDOW = 60
Handler = Callable[[int, FrameType | None], Any] | int | None
COLOURS = (36, 33, 35, 32, 34)
BOUND = Path(__file__).with_name("bound.py")


class Stop(BaseException):
    """Somebody asked us to end (Ctrl-C, SIGTERM, SIGHUP). Not an error, so nothing catches it by accident."""


class SupervisorError(RuntimeError):
    """Why the whole cannot run; the text is a sentence for the person at the terminal."""


@dataclass
class Child:
    """One supervised process."""

    name: str
    command: list[str]
    once: bool = False
    starts: list[float] = field(default_factory=list)
    process: "subprocess.Popen[bytes] | None" = None


class Supervisor:
    """Runs children until one asks to stop; `state_file` tells others where, and what to clear after a crash."""

    def __init__(self, state_file: Path, *, url: str, names: Collection[str] = (), output: IO[str] | None = None) -> None:
        self.state_file, self.url = state_file, url
        self.environment = {name: os.environ[name] for name in names if os.environ.get(name)}  # for who works beside us
        self.children: list[Child] = []
        self._output = output or sys.stdout
        self._coloured = self._output.isatty() and not os.environ.get("NO_COLOR")
        self._printing = threading.Lock()
        self._asked: float | None = None  # when somebody asked us to end

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold this folder; raises SupervisorError when another one runs here already."""
        self.state_file.parent.mkdir(parents=True, exist_ok=True)
        with self.state_file.with_suffix(".lock").open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SupervisorError(already_running(self.state_file)) from None
            end_leftovers(self.state_file)
            self._record()
            try:
                yield
            finally:
                self.state_file.unlink(missing_ok=True)

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Turn the first signal to end into Stop; later ones are ignored while we tidy up."""

        def stop(_number: int, _frame: FrameType | None) -> None:
            _set_handlers(signal.SIG_IGN)
            self._asked = time.monotonic()
            signal.signal(signal.SIGALRM, again)
            signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS, AGAIN_SECONDS)
            raise Stop

        def again(_number: int, _frame: FrameType | None) -> None:
            raise Stop

        before = _set_handlers(stop)
        try:
            yield
        finally:
            self._heard()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _heard(self) -> None:
        """The Stop has arrived: it need not be raised again."""
        if self._asked:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def start(self, name: str, command: list[str], *, once: bool = False) -> Child:
        """Start a child and copy what it prints; one that runs `once` is not started again when it ends.

        Call from the main thread: its end ends the child.
        """
        child = Child(name, command, once)
        self.children.append(child)
        self._launch(child)
        return child

    def _launch(self, child: Child) -> None:
        bound = [sys.executable, "-I", "-S", str(BOUND), str(os.getpid()), *child.command]
        child.process = subprocess.Popen(bound, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        child.starts.append(time.monotonic())
        threading.Thread(target=self._copy, args=(child, child.process.stdout), daemon=True).start()
        self._record()

    def _copy(self, child: Child, lines: IO[bytes]) -> None:
        with lines:
            for line in lines:
                self.say(line.decode(errors="replace").rstrip(), by=child.name)

    def say(self, text: str, *, by: str = "demo") -> None:
        """Print a line with the name of who says it."""
        names = [child.name for child in self.children]
        colour = COLOURS[names.index(by) % len(COLOURS)] if by in names else 1
        prefix = f"\033[{colour}m{by:<6}│\033[0m" if self._coloured else f"{by:<6}|"
        with self._printing:
            try:
                print(f"{prefix} {text}", file=self._output, flush=True)
            except (OSError, ValueError):  # the terminal is gone: the SIGHUP that follows ends us
                self._output = Path(os.devnull).open("w")  # noqa: SIM115 -- lives until we end

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Keep the children running until `until()`; raises SupervisorError when one will not stay up."""
        while not until():
            for child in self.children:
                code = child.process.poll() if child.process else None
                if code is not None and not child.once:
                    self._restart(child, code)
            time.sleep(0.1)

    def _restart(self, child: Child, code: int) -> None:
        recent = [start for start in child.starts if time.monotonic() - start < RESTART_WINDOW]
        if len(recent) > RESTARTS:
            raise SupervisorError(f"{child.name} ended {len(recent)} times within {RESTART_WINDOW} seconds (last exit code {code}); the lines above say why.")
        self.say(f"{child.name} ended with exit code {code}; it starts again.")
        if child.process:  # killed, it could not end its own children: they would hold the port, and outlive us
            _signal_group(child.process.pid, signal.SIGKILL)
        time.sleep(0.2 * len(recent))
        self._launch(child)

    def stop(self) -> None:
        """End all children: ask, wait, then make them. Their descendants end with them."""
        self._heard()
        _set_handlers(signal.SIG_IGN)  # no second signal may interrupt the tidying up
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            _signal_group(process.pid, signal.SIGTERM if process.poll() is None else signal.SIGKILL)
        self._asked = self._asked or time.monotonic()
        deadline = self._asked + GENTLE_SECONDS
        while time.monotonic() < deadline and any(process.poll() is None for process in running):
            time.sleep(0.02)
        for process in running:
            _signal_group(process.pid, signal.SIGKILL)
        for process in running:
            process.wait()
        self.children.clear()
        self._record()

    def seconds_left(self) -> float:
        """What the end of everything else, the servers, may still take."""
        return END_SECONDS - (time.monotonic() - (self._asked or time.monotonic()))

    def _record(self) -> None:
        children = [{"pid": child.process.pid, "created": _created(child.process.pid)} for child in self.children if child.process]
        state = {"pid": os.getpid(), "url": self.url, "environment": self.environment, "children": children}
        new = self.state_file.with_suffix(".new")
        new.touch(mode=0o600)  # the environment may name a password
        new.write_text(json.dumps(state))
        new.replace(self.state_file)


def already_running(state_file: Path) -> str:
    """The sentence for a second start in the same folder."""
    state = _read(state_file)
    if not state:
        return "Northbridge is starting in this folder already."
    return f"Northbridge is running in this folder already, at {state['url']} (process {state['pid']}). Stop it with Ctrl-C there, or `kill {state['pid']}`."


def environment_of(state_file: Path) -> dict[str, str]:
    """The variables under which the one that runs here was started, as far as it wrote them down; empty where none runs."""
    state = _read(state_file)
    return dict(state.get("environment", {})) if state and psutil.pid_exists(state["pid"]) else {}


def end_leftovers(state_file: Path) -> None:
    """End what a killed supervisor left, told apart from newer processes of the same number by its start."""
    for left in _read(state_file).get("children", []):
        if left["created"] is not None and _created(left["pid"]) == left["created"]:
            _signal_group(left["pid"], signal.SIGKILL)


def check_port(port: int) -> None:
    """Raise SupervisorError when somebody else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SupervisorError(
                f"Port {port} cannot be used ({error.strerror}). Choose another one: make demo PORT={port + 1 if port < 65535 else 8001}."
            ) from None


def _set_handlers(handler: Handler) -> dict[signal.Signals, Handler]:
    """Handle the signals that ask us to end; returns what handled them before."""
    return {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}


def _signal_group(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)  # children lead groups of their own, so their workers are reached too


def _created(pid: int) -> float | None:
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return None


def _read(state_file: Path) -> Mapping:
    try:
        return json.loads(state_file.read_text())
    except (OSError, ValueError):
        return {}
