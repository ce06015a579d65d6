"""Several processes under one: logs, restarts, and an end that leaves nothing."""

import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from mentoring.demo.run import TOLD
from network.core import supervisor
from network.core.supervisor import Supervisor, SupervisorError

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow

# A supervisor with one child that has a child of its own; prints their numbers, then keeps running.
PROGRAM = """
import sys; sys.path.insert(0, {root!r})
from pathlib import Path
from network.core.supervisor import Supervisor, Stop
s = Supervisor(Path({state!r}), url="http://here")
child = "import os, signal, subprocess, sys, time; {deaf}p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])"
child += "; print(os.getpid(), p.pid, flush=True); time.sleep(60)"
try:
    with s.signals(), s.alone():
        try:
            s.start("child", [sys.executable, "-c", child])
            {watch}
        finally:
            s.stop()
except Stop:
    print("stopped", flush=True)
"""


@pytest.fixture(autouse=True)
def _signals_as_before():
    """A supervisor that stops makes its process deaf to further signals, and children inherit that: not those of other tests."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def start(state: Path, *, deaf: bool = False, watch: str = "s.watch()") -> tuple[subprocess.Popen, list[int]]:
    """Run PROGRAM; returns it and the pids of the child and the grandchild."""
    ignore = "signal.signal(signal.SIGTERM, signal.SIG_IGN); " if deaf else ""
    text = PROGRAM.format(root=str(ROOT), state=str(state), deaf=ignore, watch=watch)
    process = subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True)
    return process, [int(word) for word in process.stdout.readline().split("|")[1].split()]


def gone(pids: list[int], seconds: float = 3) -> bool:
    deadline = time.monotonic() + seconds
    while any(psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("deaf", [False, True])
def test_a_signal_stops_all_within_five_seconds(tmp_path, how, deaf):
    process, pids = start(tmp_path / "demo.json", deaf=deaf)
    asked = time.monotonic()
    process.send_signal(how)
    assert process.wait(5) == 0
    assert time.monotonic() - asked < 5
    assert gone(pids, 1)
    assert "stopped" in process.stdout.read()
    assert not (tmp_path / "demo.json").exists()


def test_a_signal_stops_all_though_python_drops_the_first_exception(tmp_path):
    """As it does with what is raised in a finalizer while it collects garbage."""
    dropping = "import weakref\n            class It: pass\n            weakref.finalize(It(), s.watch)\n            s.watch()"
    process, pids = start(tmp_path / "demo.json", watch=dropping)
    process.send_signal(signal.SIGTERM)
    assert process.wait(5) == 0
    assert gone(pids, 1)


def test_children_of_a_killed_child_end_before_it_starts_again(tmp_path):
    process, pids = start(tmp_path / "demo.json")
    os.kill(pids[0], signal.SIGKILL)
    lines = [process.stdout.readline() for _line in range(2)]
    try:
        assert "it starts again" in lines[0]
        assert gone(pids)
    finally:
        process.terminate()
        process.wait(5)
    assert gone([int(word) for word in lines[1].split("|")[1].split()])


def test_children_of_a_killed_supervisor_end_with_it(tmp_path):
    process, pids = start(tmp_path / "demo.json")
    process.kill()
    process.wait()
    assert gone(pids[:1])


def test_the_next_start_ends_what_a_killed_one_left(tmp_path):
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True) as left:
        state = {"pid": 1, "url": "x", "children": [{"pid": left.pid, "created": psutil.Process(left.pid).create_time()}]}
        (tmp_path / "demo.json").write_text(json.dumps(state))
        with Supervisor(tmp_path / "demo.json", url="http://here").alone():
            assert left.wait(3) == -signal.SIGKILL


def test_the_next_start_spares_a_newer_process_of_the_same_number(tmp_path):
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True) as other:
        (tmp_path / "demo.json").write_text(json.dumps({"pid": 1, "url": "x", "children": [{"pid": other.pid, "created": 1.0}]}))
        with Supervisor(tmp_path / "demo.json", url="http://here").alone():
            assert other.poll() is None
        other.kill()


def test_a_second_one_says_where_the_first_runs(tmp_path):
    process, _ = start(tmp_path / "demo.json")
    with (
        pytest.raises(SupervisorError, match=f"running in this folder already, at http://here \\(process {process.pid}\\)"),
        Supervisor(tmp_path / "demo.json", url="http://elsewhere").alone(),
    ):
        pass
    process.terminate()
    process.wait(5)


def test_a_second_command_works_as_the_running_one(tmp_path, monkeypatch):
    """`manage.py demo --advance` in another terminal writes the links of the running demo, and sends to its mail server."""
    program = "import json, sys, runpy; import network.core.engines as e; e.ensure = lambda: None; import django.core.management as m\n"
    program += "import os; m.execute_from_command_line = lambda argv: print(json.dumps({n: os.environ.get(n) for n in ('PORT', 'EMAIL_URL', 'DEMO')}))\n"
    program += f"sys.argv = ['manage.py', 'demo', '--advance', '1d']; runpy.run_path({str(ROOT / 'manage.py')!r}, run_name='__main__')"

    def told(**shell: str) -> dict:
        plain = {name: value for name, value in os.environ.items() if name not in ("PORT", "EMAIL_URL", "DEMO")}
        env = plain | {"VAR_DIR": str(tmp_path)} | shell
        return json.loads(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, env=env, check=True).stdout)

    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("EMAIL_URL", "smtp://mail.example.org")
    with Supervisor(tmp_path / "run" / "demo.json", url="http://here", names=TOLD).alone():
        assert (tmp_path / "run" / "demo.json").stat().st_mode & 0o077 == 0
        assert told() == {"PORT": "8123", "EMAIL_URL": "smtp://mail.example.org", "DEMO": "1"}
        assert told(EMAIL_URL="smtp://other.example.org")["EMAIL_URL"] == "smtp://other.example.org"
    assert told()["PORT"] is None


def test_a_child_that_ends_starts_again(tmp_path):
    output = io.StringIO()
    s = Supervisor(tmp_path / "demo.json", url="http://here", output=output)
    with s.alone():
        s.start("child", [sys.executable, "-c", "print('once')"])
        s.watch(until=lambda: output.getvalue().count("once") == 2)
        s.stop()
    assert "child ended with exit code 0; it starts again." in output.getvalue()


def test_a_child_that_will_not_stay_up_ends_the_whole_with_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "RESTARTS", 1)
    s = Supervisor(tmp_path / "demo.json", url="http://here", output=io.StringIO())
    with s.alone():
        s.start("child", [sys.executable, "-c", "raise SystemExit(3)"])
        with pytest.raises(SupervisorError, match="child ended 2 times within 60 seconds \\(last exit code 3\\)"):
            s.watch()
        s.stop()


def test_a_port_in_use_gets_a_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SupervisorError, match=f"Port {port} cannot be used .* make demo PORT="):
            supervisor.check_port(port)


def test_a_missing_module_gets_a_sentence(tmp_path):
    program = "import sys; sys.modules['psycopg'] = None; sys.argv = ['manage.py', 'migrate']\n"
    program += f"sys.path.insert(0, {str(ROOT)!r}); import runpy; runpy.run_path({str(ROOT / 'manage.py')!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=os.environ | {"VAR_DIR": str(tmp_path)})
    assert done.returncode == 1
    assert done.stderr.strip() == "The Python package 'psycopg' is not installed here. Run `make demo`, or: pip install --require-hashes -r requirements.txt"
