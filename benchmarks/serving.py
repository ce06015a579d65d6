"""A stack as two running server processes, and what processes have cost: their CPU seconds and their memory."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from network.core.engines.server import last_lines

PRODUCT, PRODUCT_WEBSOCKET, LIBRARY_WEBSOCKET = "network.asgi:application", "messaging.live.websocket:Protocol", "websockets-sansio"
SETTLED, SETTLE_LIMIT = 0.04, 60.0  # CPU seconds in half a second, and how long to wait for so little


class Tree:
    """A process and all below it."""

    def __init__(self, pid: int) -> None:
        self.root = psutil.Process(pid)

    def cpu(self) -> float:
        """User and system seconds so far, those of processes that have ended since included."""
        return sum(sum(times[:4]) for times in self._ask(lambda it: it.cpu_times()))

    def memory(self) -> float:
        """Resident megabytes; what processes share counts for each."""
        return sum(info.rss for info in self._ask(lambda it: it.memory_info())) / 2**20

    def sockets(self) -> list[int]:
        """How many established connections each process below the root holds."""
        found = [sum(c.status == "ESTABLISHED" and bool(c.raddr) for c in it.net_connections("tcp")) for it in self.root.children(recursive=True)]
        return [count for count in found if count]

    def _ask(self, question) -> list:
        found = []
        for process in (self.root, *self.root.children(recursive=True)):
            try:
                found.append(question(process))
            except psutil.NoSuchProcess:
                continue
        return found


def allow_sockets(count: int) -> None:
    """Raise this process' limit of open files, which its children inherit, or say why it cannot be."""
    needed = count * 2 + 500
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise SystemExit(f"{count} sockets need {needed} open files; this account may have {hard} (ulimit -Hn).")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(needed, _soft), hard))


@contextmanager
def serving(app: str, env: dict[str, str], folder: Path) -> Iterator[tuple[Tree, int]]:
    """Serve an ASGI application as the product is served: the demo's own command. Gives the processes and their port.

    What is not the product has uvicorn's websocket as it comes.
    """
    from mentoring.demo.run import processes  # needs Django

    port = _free_port()
    words = {PRODUCT: app} | ({} if app == PRODUCT else {PRODUCT_WEBSOCKET: LIBRARY_WEBSOCKET})
    command = [words.get(word, word) for word in processes(host="127.0.0.1", port=port, var=folder)["web"]]
    log = folder / "server.log"
    with log.open("wb") as output:
        child = subprocess.Popen([sys.executable, "-m", *command], env=os.environ | env, stdout=output, stderr=output, start_new_session=True)
    tree = Tree(child.pid)
    try:
        _await_settled(tree, port, child, log)
        yield tree, port
    finally:
        _end(child, tree)


def _await_settled(tree: Tree, port: int, child: subprocess.Popen, log: Path) -> None:
    """Until the port answers and all processes have come to rest: each of them has then loaded everything."""
    deadline, rest = time.monotonic() + SETTLE_LIMIT, 0
    while rest < 2:
        before = tree.cpu()
        time.sleep(0.5)
        if child.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"The server did not start: {last_lines(log)}")
        rest = rest + 1 if _answers(port) and tree.cpu() - before <= SETTLED else 0


def _end(child: subprocess.Popen, tree: Tree) -> None:
    below = tree.root.children(recursive=True) if child.poll() is None else []
    child.send_signal(signal.SIGTERM)
    _gone, alive = psutil.wait_procs(below, timeout=8)
    for process in alive:
        process.kill()
    try:
        child.wait(4)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
