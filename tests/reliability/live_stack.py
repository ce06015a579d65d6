"""The live path as it runs: two web processes and a worker over a PostgreSQL and a Valkey of their own, each of which can be killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from mentoring.demo.run import processes
from network.core import engines
from network.core.engines.server import launch
from tests.database import ROOT

UNSET = {"DATABASE_URL", "REDIS_URL", "EMBEDDED"}
SITE, LOSSY = "network.asgi:application", "tests.reliability.lossy:application"
PACE = "500"  # frames a second of one client: more than any here sends unless it means to flood


class Stack:
    """Everything that a message passes. Used as a context; what it started has ended afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.recovered: list[engines.Postgres] = []

    def __enter__(self) -> "Stack":
        self.engines = engines.start(self.folder)
        inherited = {name: value for name, value in os.environ.items() if name not in UNSET}
        self.env = inherited | {
            "DATABASE_URL": self.engines.database_url,
            "REDIS_URL": self.engines.redis_url,
            "TESTING": "1",
            "LIVE_PACE": PACE,
            "LOSSY": str(self.folder),
        }
        made = subprocess.run([sys.executable, "-m", "tests.reliability.live_world"], env=self.env, cwd=ROOT, check=True, capture_output=True, text=True)
        self.world = json.loads(made.stdout)
        commands = processes(host="127.0.0.1", port=self.port, var=self.folder)
        self.log = (self.folder / "log").open("wb")
        self.web = self._start([LOSSY if word == SITE else word for word in commands["web"]])
        self.worker = self._start(commands["worker"])
        try:
            self._wait_for_web()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        family = [child for process in (self.web, self.worker) for child in psutil.Process(process.pid).children(recursive=True)]
        for process in (self.web, self.worker):
            process.terminate()
        for process in (self.web, self.worker):
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for child in psutil.wait_procs(family, timeout=2)[1]:
            child.kill()
        self.log.close()
        for postgres in self.recovered:
            postgres.release()
        self.engines.stop()

    @property
    def address(self) -> str:
        """Of the websocket."""
        return f"ws://127.0.0.1:{self.port}/ws/"

    def get(self, path: str, token: str) -> dict:
        """A JSON answer of the API; asked again for a while when a process is just coming back."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})
        for turn in range(40):
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:
                    return json.load(answer)
            except OSError:
                if turn == 39:
                    raise
                time.sleep(0.25)
        raise AssertionError

    # --- what dies ------------------------------------------------------------------------------------

    def kill_web(self) -> None:
        """The web process with the most lines; uvicorn starts another in its place."""
        os.kill(max(psutil.Process(self.web.pid).children(), key=lines_of).pid, signal.SIGKILL)

    def kill_worker(self) -> None:
        """The worker with all its processes."""
        for process in psutil.Process(self.worker.pid).children(recursive=True):
            process.kill()
        self.worker.kill()
        self.worker.wait()
        self.worker = self._start(processes(host="127.0.0.1", port=self.port, var=self.folder)["worker"])

    def kill_valkey(self) -> None:
        """The broker; it comes back a second later, and remembers no subscription."""
        state = json.loads((self.folder / "valkey" / "state.json").read_text())
        command = psutil.Process(state["pid"]).cmdline()
        program = psutil.Process(state["pid"]).exe()
        os.kill(state["pid"], signal.SIGKILL)
        time.sleep(1)
        folder = self.folder / "valkey"
        state["pid"] = launch([program, str(folder / "valkey.conf")], log=folder / "valkey.log", cwd=folder).pid
        assert command
        (folder / "state.json").write_text(json.dumps(state))

    def kill_postgres(self) -> None:
        """The database with all its connections; it recovers from its write-ahead log."""
        postmaster = psutil.Process(int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0]))
        family = [postmaster, *postmaster.children(recursive=True)]
        for process in family:
            process.kill()
        psutil.wait_procs(family, timeout=10)
        self.recovered.append(engines.start_postgres(self.folder / "postgres"))

    def move_clock(self) -> None:
        """The domain's clock jumps by a day."""
        subprocess.run([sys.executable, "-m", "tests.reliability.live_world", "86400"], env=self.env, cwd=ROOT, check=True)

    def drop_events(self, *, now: bool) -> None:
        """From now on every second event of the hub and of the channel layer is lost, or none any more."""
        switch = self.folder / "drop"
        switch.touch() if now else switch.unlink()

    @property
    def dropped(self) -> int:
        """How many events were lost so."""
        return sum(int(count.read_text() or 0) for count in self.folder.glob("dropped.*"))

    @property
    def web_processes(self) -> set[int]:
        """Which processes serve."""
        return {process.pid for process in psutil.Process(self.web.pid).children()}

    def _start(self, command: list[str]) -> subprocess.Popen:
        return subprocess.Popen([sys.executable, "-m", *command], env=self.env, cwd=ROOT, stdout=self.log, stderr=self.log)

    def _wait_for_web(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=5):
                    return
            except (OSError, urllib.error.HTTPError):
                time.sleep(0.2)
        raise AssertionError((self.folder / "log").read_text())


def lines_of(process: psutil.Process) -> int:
    """How many connections a process holds."""
    return sum(it.status == psutil.CONN_ESTABLISHED for it in process.net_connections("tcp"))
