"""`make demo`: everything under one supervisor, from an empty folder to people who can sign in."""

import hashlib
import os
import sys
import time
import urllib.request
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import NoReturn
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from mentoring.demo import network, sign_in, story, tables
from network.core import engines, env, static
from network.core.supervisor import Stop, Supervisor, SupervisorError, check_port
from network.vocabulary.services import load_vocabulary

COLLECT = ["collectstatic", "--noinput", "--verbosity=0"]
# What a second command in this folder should know of the first: where links lead, what signs them, and who takes the mail.
NAMES = ("BASE_URL", "EMAIL_URL", "FIELD_KEYS", "MAIL_FROM", "PORT", "SECRET_KEY", "SECRET_KEY_OLD")
TOLD = (*NAMES, *(f"{name}_FILE" for name in NAMES))
ASKED_SECONDS = 3  # between two looks at whether all of the network is there
READY_SECONDS = 120  # a slow machine's first start; the aim is far below


def run() -> NoReturn:
    """Start, announce, and keep running until somebody asks to stop; then end everything, and this process."""
    supervisor = Supervisor(settings.VAR / "run" / "demo.json", url=settings.BASE_URL, names=TOLD)
    code = 0
    with supervisor.signals():
        try:
            with supervisor.alone():
                try:
                    _run(supervisor)
                finally:
                    supervisor.stop()
        except Stop:
            supervisor.say("Stopped.")
        except SupervisorError as error:
            supervisor.say(str(error))
            code = 1
        engines.leave(code, within=supervisor.seconds_left())


def _run(supervisor: Supervisor) -> None:
    began = time.monotonic()
    port = env.integer("PORT", 8000, least=1, most=65535)
    check_port(port)
    prepare(supervisor)
    start_processes(supervisor, port)
    supervisor.say("Enacting the story's people ...")
    story.enact()
    people = sign_in.write()
    enacting = network.start()
    supervisor.watch(until=lambda: is_ready(port) or time.monotonic() - began > READY_SECONDS)
    for line in sign_in.table(people):
        supervisor.say(line)
    supervisor.say(f"Ready after {time.monotonic() - began:.0f} seconds: {settings.BASE_URL} (mail: {settings.BASE_URL}/demo/mail/)")
    supervisor.say("Ctrl-C stops everything; `make demo` resumes it.")
    if enacting is not None:
        _tell_when_all_is_there(supervisor, enacting.pk)
    supervisor.watch()


def _tell_when_all_is_there(supervisor: Supervisor, job: UUID) -> None:
    supervisor.say("More companies, calls, cohorts and plans come in the next minutes, while you look around.")
    outcome, asked = "", time.monotonic()

    def is_over() -> bool:
        nonlocal outcome, asked
        if time.monotonic() - asked > ASKED_SECONDS:  # the children are looked after more often
            outcome, asked = network.outcome(job), time.monotonic()
        return bool(outcome)

    supervisor.watch(until=is_over)
    supervisor.say(outcome)


def prepare(supervisor: Supervisor) -> None:
    """Bring the database, the catalogues and the static files to this version of the code."""
    supervisor.say("Preparing the database ...")
    collecting = None if _is_collected() else supervisor.start("static", [sys.executable, str(settings.BASE_DIR / "manage.py"), *COLLECT], once=True)
    call_command("compile_catalogs", verbosity=0, stdout=StringIO())
    if env.flag("EMBEDDED") and tables.are_outdated():
        supervisor.say("The tables of this version are others: the demo network is made anew.")
        tables.make_anew()
    call_command("migrate", verbosity=0, interactive=False)
    tables.note()
    load_vocabulary()
    if collecting is not None and collecting.process is not None:
        if collecting.process.wait() != 0:
            raise SupervisorError("The static files could not be collected; the lines above say why.")
        (settings.STATIC_ROOT / ".fingerprint").write_text(_fingerprint())


def _is_collected() -> bool:
    try:
        return (settings.STATIC_ROOT / ".fingerprint").read_text() == _fingerprint()
    except OSError:
        return False


def _fingerprint() -> str:
    """What the collected files depend on: each source file, and the code that hashes and compresses."""
    digest = hashlib.sha256(f"{version('servestatic')} {version('django')}".encode())
    digest.update(Path(static.__file__).read_bytes())
    for finder in get_finders():
        for name, storage in finder.list(["*.map"]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}".encode())
    return digest.hexdigest()


def start_processes(supervisor: Supervisor, port: int) -> None:
    """Web, worker and beat, with the same commands as docker-compose.yml (a test compares them)."""
    # Celery says in ten lines that it runs as root; here the whole demo does, on purpose or in a container.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:You're running the worker with superuser privileges")
    for name, command in processes(host="127.0.0.1", port=port, var=settings.VAR).items():
        supervisor.start(name, [sys.executable, "-m", *command])


def processes(*, host: str, port: int, var: Path) -> dict[str, list[str]]:
    """What runs, as `python -m` reads it."""
    web = f"uvicorn network.asgi:application --host {host} --port {port} --workers 2 --lifespan off --ws messaging.live.websocket:Protocol"
    web += " --ws-per-message-deflate false --no-access-log --timeout-graceful-shutdown 1 --timeout-worker-healthcheck 60 --log-level warning"
    worker = "celery --quiet --app network worker --concurrency 2 --loglevel WARNING --without-gossip --without-mingle"
    beat = "celery --quiet --app network beat --loglevel WARNING --pidfile= --schedule"
    return {"web": web.split(), "worker": worker.split(), "beat": [*beat.split(), str(var / "run" / "beat")]}


def is_ready(port: int) -> bool:
    """Whether the web process and what it needs answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
