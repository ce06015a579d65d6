"""The servers and databases that the tests run on: real ones, made once and copied.

The controller starts one embedded PostgreSQL for the run (data in var/test, kept between runs). A template
database is migrated once per state of the migrations, before the first test; each worker works on a copy of it, which is as it was
again after every test that commits (tests/fresh.py). Each worker has a Valkey of its own, since pub/sub knows
no database numbers. With DATABASE_URL set, that server is used instead.
"""

import atexit
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psutil
import psycopg
import pytest
from psycopg import sql
from pytest_django.plugin import blocking_manager_key

from network.core import engines
from network.core.catalogues import store

ROOT = Path(__file__).resolve().parent.parent
VAR = engines.var_dir() / "test"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
RUN = os.environ.setdefault("NORTHBRIDGE_TEST_RUN", str(os.getpid()))
SETTINGS = "DJANGO_SETTINGS_MODULE"
NAME = f"test_{RUN}_{WORKER}"
TEMPLATE = "northbridge_template_"
TEMPLATE_LOCK = 7_301_842  # advisory lock: one worker migrates the template, the others wait for it


def start_servers() -> None:
    """Start them, name them to the settings, and set Django up.

    The settings must not have been read before: they stand in no pytest option and in no variable.
    """
    if SETTINGS in os.environ:
        raise pytest.UsageError(f"Unset {SETTINGS}: the tests start their servers before they read the settings.")
    if WORKER == "main":
        _end_leftovers()
        shutil.rmtree(VAR / "files", ignore_errors=True)
    held = engines.start(VAR, durable=False, postgres=not engines.is_set("DATABASE_URL"), valkey=False)
    if held.database_url:
        os.environ["DATABASE_URL"] = held.database_url
    valkey = engines.start_valkey(VAR / f"valkey-{WORKER}-{os.getpid()}", durable=False)
    os.environ |= {"REDIS_URL": valkey.url, "TESTING": "1", SETTINGS: "network.settings"}
    atexit.register(_stop, held, valkey)
    store.compile_all(ROOT / "frontend" / "locale")
    django.setup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Workers inherit the environment, and start a Valkey of their own before they read the settings."""
    os.environ.pop(SETTINGS, None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """What `-n auto` means: one more than there are cores, since some tests mostly wait for processes that were killed and come back."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return (psutil.cpu_count(logical=False) or 1) + 1


def _stop(held: engines.Engines, valkey: engines.Valkey) -> None:
    valkey.release()
    _remove(valkey.data_dir)
    held.stop()


def _remove(directory: Path) -> None:
    """A Valkey's data, and the files beside it that say who uses it."""
    shutil.rmtree(directory, ignore_errors=True)
    for kind in ("lock", "users"):
        directory.with_name(f"{directory.name}.{kind}").unlink(missing_ok=True)


def _end_leftovers() -> None:
    """The Valkeys of runs that were killed."""
    for directory in VAR.glob("valkey-*-*/"):
        if not psutil.pid_exists(int(directory.name.split("-")[-1])):
            engines.start_valkey(directory, durable=False).release()
            _remove(directory)


def fingerprint() -> str:
    """What the template depends on: every migration and every data file that one may load."""
    digest = hashlib.sha256()
    for package in ("network", "messaging", "mentoring", "frontend"):
        for path in sorted([*ROOT.glob(f"{package}/migrations/*.py"), *ROOT.glob(f"{package}/**/data/*.*")]):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def server(name: str = "postgres", **other: str) -> Iterator["psycopg.Connection[tuple]"]:
    """A connection to the server, beside all test databases or to the one named; `user=` for another role."""
    from django.conf import settings

    options = settings.DATABASES["default"]
    address = {"host": options["HOST"], "port": options["PORT"], "user": options["USER"], "password": options["PASSWORD"]} | other
    with psycopg.connect(**{key: value for key, value in address.items() if value}, dbname=name, autocommit=True) as connection:
        yield connection


def use(name: str) -> None:
    """Point Django at the database `name`."""
    from django.db import connection

    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name


def make_template() -> str:
    """The name of a migrated database to copy; made by the first worker that needs it."""
    from django.core.management import call_command

    from network.vocabulary.services import load_vocabulary

    name = f"{TEMPLATE}{fingerprint()}"
    making = f"making_{name}"
    with server() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        there = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        if name in there:
            return name
        for other in there:
            if other.startswith(TEMPLATE) or _is_leftover(other):
                drop(connection, other)
        drop(connection, making)
        engines.create_database(connection, making, owner=connection.info.user)
        use(making)
        call_command("migrate", verbosity=0, interactive=False)
        load_vocabulary()
        use(NAME)
        connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(name)))
    return name


def _is_leftover(name: str) -> bool:
    """Whether a run made this database and was killed."""
    first, _, rest = name.partition("_")
    return first == "test" and rest.split("_")[0].isdigit() and not psutil.pid_exists(int(rest.split("_")[0]))


def drop(connection: "psycopg.Connection[tuple]", name: str) -> None:
    """Waits for autovacuum, which is the superuser's and cannot be ended: it gives way by itself."""
    deadline = time.monotonic() + 60
    while True:
        try:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            return
        except psycopg.errors.InsufficientPrivilege:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def renew(template: str) -> None:
    """This worker's database as a fresh copy of the template."""
    use(NAME)
    with server() as connection:
        drop(connection, NAME)
        engines.create_database(connection, NAME, template=template, owner=connection.info.user)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """The template is made before the first test begins, whose time it would take otherwise: under load more than a test has."""
    if session.items and not session.config.option.collectonly:  # xdist's controller runs none itself
        with session.config.stash[blocking_manager_key].unblock():
            make_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Instead of pytest-django's: a copy of the template, as it was after every test that commits."""
    from django.test import TransactionTestCase

    from tests.fresh import Fresh

    with django_db_blocker.unblock():
        template = make_template()
        renew(template)
    original = TransactionTestCase._fixture_teardown
    fresh = Fresh(template)
    TransactionTestCase._fixture_teardown = lambda _self: fresh.restore()
    yield
    TransactionTestCase._fixture_teardown = original
    with django_db_blocker.unblock(), server() as connection:
        use(NAME)
        drop(connection, NAME)
