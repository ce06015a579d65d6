"""`manage.py demo` as a person starts it: from an empty folder to ready, and back to nothing."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests.reliability.test_supervisor import ROOT, gone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def start(tmp_path):
    """Start a demo of its own on a free port; `start()` returns the process and its address."""
    started: list[subprocess.Popen] = []
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    inherited = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "TESTING", "EMBEDDED", "DJANGO_SETTINGS_MODULE"}}
    env = inherited | {"VAR_DIR": str(tmp_path / "var"), "PORT": str(port), "DEMO": "1"}

    def run() -> tuple[subprocess.Popen, str]:
        process = subprocess.Popen([sys.executable, ROOT / "manage.py", "demo"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env)
        started.append(process)
        return process, f"http://127.0.0.1:{port}"

    yield run
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.wait(20)
        process.stdout.close()


def wait_until_ready(process: subprocess.Popen) -> list[str]:
    """What it printed until it said that it is ready."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Ready after" in line:
            return lines
    raise AssertionError("".join(lines))


def family(process: subprocess.Popen, var: Path) -> list[int]:
    """Every process of the demo, the servers among them."""
    servers = [int((var / "postgres" / "postmaster.pid").read_text().split()[0]), json.loads((var / "valkey" / "state.json").read_text())["pid"]]
    return [process.pid, *servers, *(child.pid for child in psutil.Process(process.pid).children(recursive=True))]


def test_demo_from_an_empty_folder_and_back_to_nothing(start, tmp_path):
    """The first start makes everything; killed, it is resumed with the server it left; asked to end, it leaves nothing."""
    process, url = start()
    wait_until_ready(process)
    with urllib.request.urlopen(f"{url}/health/ready", timeout=60) as answer:
        ready = json.load(answer)
    assert ready["status"] == "ready"
    assert ready["dependencies"]["postgresql"]["version"].startswith("18.")
    assert ready["dependencies"]["valkey"]["version"].startswith("9.")

    second, _ = start()
    said = second.communicate(timeout=100)[0]
    assert second.returncode == 1
    assert f"running in this folder already, at {url} (process {process.pid})" in said
    assert "Traceback" not in said

    left = family(process, tmp_path / "var")
    process.kill()
    process.communicate()
    process, url = start()
    wait_until_ready(process)
    assert json.loads((tmp_path / "var" / "valkey" / "state.json").read_text())["pid"] in left  # adopted
    with urllib.request.urlopen(f"{url}/health/live", timeout=60) as answer:
        assert json.load(answer) == {"status": "live"}

    pids = family(process, tmp_path / "var")
    asked = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert time.monotonic() - asked < 5
    assert process.returncode == 0
    assert gone([*pids, *left], 1)


def test_demo_ctrl_c_while_it_prepares(start, tmp_path):
    process, _ = start()
    assert "Preparing" in process.stdout.readline()
    pids = family(process, tmp_path / "var")
    time.sleep(1)
    asked = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert time.monotonic() - asked < 5
    assert gone(pids, 1)
