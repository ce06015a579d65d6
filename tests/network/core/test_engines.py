"""The embedded servers, each test in a folder of its own."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from network.core import engines
from network.core.engines import account, server

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.slow


def said_by(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]


def test_start_in_a_long_path_with_odd_letters(tmp_path):
    with engines.start(tmp_path / ("long" * 30) / "Sápmi and a space", durable=False) as running:
        assert said_by(running.database_url, "SELECT version()").startswith("PostgreSQL 18")
        assert redis.from_url(running.redis_url).ping()


def test_start_makes_the_database_with_the_agreed_locale(tmp_path):
    with engines.start(tmp_path, durable=False, valkey=False) as running:
        assert said_by(running.database_url, "SELECT datlocale FROM pg_database WHERE datname = current_database()") == "PG_UNICODE_FAST"
        assert said_by(running.database_url, "SELECT lower('ÄÖÅŠÁ')") == "äöåšá"
        assert said_by(running.database_url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_data_outlives_a_stop(tmp_path):
    with engines.start(tmp_path) as running:
        with psycopg.connect(running.database_url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
        redis.from_url(running.redis_url).set("kept", "1")
    with engines.start(tmp_path) as running:
        assert said_by(running.database_url, "SELECT n FROM kept") == 1
        assert redis.from_url(running.redis_url).get("kept") == b"1"


def test_second_user_finds_the_running_servers_and_the_last_one_stops_them(tmp_path):
    first = engines.start(tmp_path, durable=False)
    second = engines.start(tmp_path, durable=False)
    assert (first.database_url, first.redis_url) == (second.database_url, second.redis_url)
    first.stop()
    assert said_by(second.database_url, "SELECT 1") == 1
    assert redis.from_url(second.redis_url).ping()
    pids = second.postgres.pid, second.valkey.pid
    second.stop()
    assert not any(server.alive(pid) for pid in pids)
    assert not second.postgres.socket_dir.exists()


def test_what_a_killed_process_left_is_adopted_and_then_stopped(tmp_path):
    program = f"import sys, time; sys.path.insert(0, {str(ROOT)!r})\nfrom pathlib import Path\nfrom network.core import engines\n"
    program += f"e = engines.start(Path({str(tmp_path)!r}), durable=False); print(e.postgres.pid, e.valkey.pid, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as child:
        left = [int(word) for word in child.stdout.readline().split()]
        child.kill()
    assert all(server.alive(pid) for pid in left)
    running = engines.start(tmp_path, durable=False)
    assert [running.postgres.pid, running.valkey.pid] == left
    running.stop()
    assert server.wait_until(lambda: not any(server.alive(pid) for pid in left), 2)


def test_start_after_a_crash_of_the_servers_themselves(tmp_path):
    first = engines.start(tmp_path, durable=False)
    for pid in (first.postgres.pid, first.valkey.pid):
        os.kill(pid, signal.SIGKILL)
    second = engines.start(tmp_path, durable=False)
    assert said_by(second.database_url, "SELECT 1") == 1
    assert redis.from_url(second.redis_url).ping()
    second.stop()
    assert said_by(first.database_url, "SELECT 1") == 1  # the first user has not left
    first.stop()
    assert not any(server.alive(pid) for pid in (second.postgres.pid, second.valkey.pid))


def test_commits_outlive_a_stop_that_has_no_time(tmp_path):
    running = engines.start(tmp_path)
    with psycopg.connect(running.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 50000) AS n")
    redis.from_url(running.redis_url).set("kept", "1")
    with psycopg.connect(running.database_url) as connection:
        connection.execute("INSERT INTO kept VALUES (0)")
        connection.commit()
        running.stop(within=0)
    assert not any(server.alive(pid) for pid in (running.postgres.pid, running.valkey.pid))
    assert "received immediate shutdown request" in (tmp_path / "postgres.log").read_text()
    with engines.start(tmp_path) as again:
        assert said_by(again.database_url, "SELECT count(*) FROM kept") == 50001
        assert redis.from_url(again.redis_url).get("kept") == b"1"


def test_start_where_the_recorded_number_belongs_to_another_process(tmp_path):
    with engines.start(tmp_path, durable=False, valkey=False) as running:
        lines = (tmp_path / "postgres" / "postmaster.pid").read_text().splitlines()
        socket_dir = running.postgres.socket_dir
    lines[0] = str(os.getpid())
    (tmp_path / "postgres" / "postmaster.pid").write_text("\n".join(lines) + "\n")
    with engines.start(tmp_path, durable=False, valkey=False) as running:
        assert running.postgres.socket_dir == socket_dir
        assert said_by(running.database_url, "SELECT 1") == 1


def test_valkey_asks_for_its_password(tmp_path):
    with engines.start(tmp_path, durable=False, postgres=False) as running:
        with pytest.raises(redis.exceptions.AuthenticationError):
            redis.from_url(f"redis://{running.redis_url.split('@')[1]}").ping()
        assert (tmp_path / "valkey" / "state.json").stat().st_mode & 0o077 == 0


def test_data_of_another_version_gets_a_sentence(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(engines.EngineError, match="PostgreSQL 17"):
        engines.start(tmp_path, durable=False)


def test_ensure_sets_the_addresses_for_a_command_and_stops_with_it(tmp_path):
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nimport os, time\nfrom network.core import engines\nengines.ensure()\n"
    program += "print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'], flush=True); time.sleep(60)"
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")} | {"VAR_DIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=env) as child:
        database_url, redis_url = child.stdout.readline().split()
        assert said_by(database_url, "SELECT 1") == 1
        asked = time.monotonic()
        child.terminate()
        assert child.wait(5) == 143
    assert time.monotonic() - asked < 5
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(database_url, connect_timeout=2)
    with pytest.raises(redis.exceptions.ConnectionError):
        redis.from_url(redis_url).ping()


def working_in(folder: Path) -> set[str]:
    """The names of the folders within this one that processes work in."""
    found = set()
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()).is_relative_to(folder):
                found.add(Path(process.cwd()).name)
    return found


@pytest.mark.parametrize("start", ["initdb", "postgres", "valkey-server"])
def test_signal_in_the_middle_of_a_start_leaves_nothing(tmp_path, start):
    program = f"""
import os, signal, subprocess, sys
sys.path.insert(0, {str(ROOT)!r})
from network.core import engines
started = subprocess.Popen._execute_child
def interrupted(child, command, *others):
    started(child, command, *others)
    if any(part.endswith("/{start}") for part in command):
        os.kill(os.getpid(), signal.SIGTERM)
subprocess.Popen._execute_child = interrupted
engines.ensure()
"""
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")} | {"VAR_DIR": str(tmp_path)}
    assert subprocess.run([sys.executable, "-c", program], env=env, timeout=30).returncode == 143
    assert server.wait_until(lambda: not working_in(tmp_path), 1)


@pytest.mark.parametrize("moment", ["postgres.new", "postgres", "valkey"])
def test_signal_while_the_servers_start_leaves_nothing(tmp_path, moment):
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nimport time\nfrom network.core import engines\nengines.ensure(); time.sleep(60)"
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")} | {"VAR_DIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", program], env=env) as child:
        try:
            assert server.wait_until(lambda: moment in working_in(tmp_path), 30)
        finally:
            child.terminate()
        assert child.wait(20) == 143
    assert server.wait_until(lambda: not working_in(tmp_path), 1)


def test_leave_ends_the_servers_and_does_not_wait_for_python_to_tidy_up(tmp_path):
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nimport time\nfrom network.core import engines\nengines.ensure()\n"
    program += "class Slow:\n    def __del__(self, sleep=time.sleep): sleep(60)\nslow = Slow(); print('said'); engines.leave(3, within=4)"
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")} | {"VAR_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, timeout=50)
    assert (done.returncode, done.stdout) == (3, "said\n")
    assert not working_in(tmp_path)


@pytest.mark.parametrize("namespaces", [True, False])
def test_start_with_and_without_namespaces(monkeypatch, namespaces):
    """Root becomes somebody else for PostgreSQL in either way; an ordinary user needs neither."""
    folder = Path("/tmp") / f"northbridge-test-{os.getpid()}-{namespaces}"  # pytest's own folders are closed to other accounts
    if not namespaces:
        monkeypatch.setattr(account, "in_namespace", lambda: False)
    try:
        with engines.start(folder, durable=False, valkey=False) as running:
            assert said_by(running.database_url, "SELECT 1") == 1
    finally:
        subprocess.run(["rm", "-rf", str(folder)], check=True)


def test_start_as_an_ordinary_user(tmp_path):
    """Root tries it as somebody else in a namespace; where none is allowed, other accounts cannot enter these folders, and it stays root."""
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nimport os; from pathlib import Path; from network.core import engines\n"
    program += f"e = engines.start(Path({str(tmp_path)!r}), durable=False); print(os.geteuid(), e.database_url); e.stop()"
    command, user = [sys.executable, "-c", program], os.geteuid()
    if user == 0 and account.in_namespace():
        command, user = account.as_ordinary(command), account.ordinary().pw_uid
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{user} postgresql://")


def test_command_that_was_started_deaf_to_the_end_ends_all_the_same(tmp_path):
    """Being deaf to SIGTERM is inherited; the servers must not outlive a command because of who started it."""
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nimport time\nfrom network.core import engines\n"
    program += "engines.ensure(); print('up', flush=True); time.sleep(60)"
    deaf = "import os, signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM}); "
    deaf += "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")} | {"VAR_DIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", deaf, "-c", program], stdout=subprocess.PIPE, text=True, env=env) as child:
        assert child.stdout.readline() == "up\n"
        child.terminate()
        assert child.wait(20) == 143
    assert not working_in(tmp_path)
