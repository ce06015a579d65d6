"""Whether this process lives, and whether what it needs is there: for proxies, containers and people."""

import logging
import platform
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import django
import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = logging.getLogger(__name__)


@never_cache
@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """The process answers. Says nothing of its dependencies: a restart would not mend those."""
    return JsonResponse({"status": "live"})


@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Each dependency with its version; 503 while one is missing."""
    checks: dict[str, Callable[[], str]] = {"postgresql": _postgresql, "valkey": _valkey, "migrations": _migrations}
    dependencies = {name: _outcome(name, check) for name, check in checks.items()}
    dependencies |= {"python": {"ok": True, "version": platform.python_version()}, "django": {"ok": True, "version": django.get_version()}}
    dependencies |= {name: {"ok": True, "version": version(name)} for name in ("celery", "channels")}
    ok = all(found["ok"] for found in dependencies.values())
    return JsonResponse({"status": "ready" if ok else "not ready", "dependencies": dependencies}, status=200 if ok else 503)


def _outcome(name: str, check: Callable[[], str]) -> dict[str, Any]:
    try:
        return {"ok": True, "version": check()}
    except (DatabaseError, redis.RedisError, OSError, LookupError) as error:
        log.warning("Not ready: %s: %s", name, error)
        # The reason goes to the log; this page is open to everybody.
        return {"ok": False, "version": None}


def _postgresql() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def _valkey() -> str:
    with redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
        info = client.info("server")
    return str(info.get("valkey_version") or info["redis_version"])


def _migrations() -> str:
    """The newest migration of each package; raises LookupError while one is not applied."""
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    if waiting := executor.migration_plan(leaves):
        raise LookupError(f"{len(waiting)} migrations are not applied; run `manage.py migrate`.")
    ours = {"network", "messaging", "mentoring"}
    return ", ".join(f"{app} {name}" for app, name in sorted(leaves) if app in ours)
