"""Whether the demo's database was made by these migrations.

Before the first release a migration may be rewritten. A database made by its older text cannot be brought up to
date; the demo's holds nothing but invented life, so it is made anew. No other database is ever touched.
"""

import hashlib
import json
from pathlib import Path

import psycopg
import redis
from django.conf import settings
from django.db import connection
from psycopg import sql

from network.core import engines, env

PACKAGES = ("network", "messaging", "mentoring")


def record_file() -> Path:
    """Where the migrations of the last start are noted."""
    return Path(settings.VAR) / "run" / "migrations.json"


def migrations() -> dict[str, str]:
    """Each migration of our own with a digest of its text."""
    files = [path for package in PACKAGES for path in sorted((settings.BASE_DIR / package / "migrations").glob("0*.py"))]
    return {str(path.relative_to(settings.BASE_DIR)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def are_outdated() -> bool:
    """Whether a migration that this database has seen was rewritten or taken away since."""
    try:
        seen = json.loads(record_file().read_text())
    except (OSError, ValueError):
        return "django_migrations" in connection.introspection.table_names()  # made before notes were kept
    now = migrations()
    return any(now.get(name) != digest for name, digest in seen.items())


def note() -> None:
    """Remember the migrations that the database has seen."""
    record_file().parent.mkdir(parents=True, exist_ok=True)
    record_file().write_text(json.dumps(migrations(), indent=1))


def make_anew() -> None:
    """Drop the demo's own embedded database and its broker's keys, and make an empty one."""
    if not (settings.DEMO and env.flag("EMBEDDED")):
        raise RuntimeError("Only the demo's own database is made anew.")
    connection.close()
    connection.close_pool()
    name = connection.settings_dict["NAME"]
    with psycopg.connect(settings.DATABASE_URL, dbname="postgres", autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        engines.create_database(server, name)
    with redis.from_url(settings.REDIS_URL) as broker:
        broker.flushall()
    (Path(settings.VAR) / "demo.json").unlink(missing_ok=True)
