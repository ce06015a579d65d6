"""Sets of keys that depend on one person alone, written out as SQL once a process.

Django puts a query together and writes it out anew each time it is asked. For the wide sets that decide who sees what, that
takes longer than PostgreSQL's answer. What differs between two people are the places where the person's key stands.
"""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

ANYBODY = UUID("ffffffff-ffff-4fff-bfff-ffffffffffff")  # stands for the person while the set is written out; nobody's key


def for_each_person(build: Callable[[UUID], QuerySet]) -> Callable[[Any], RawSQL]:
    """From the set of keys for a person's key, that for a person: `filter(pk__in=keys(user))`.

    `build` is called once, so it must read nothing: not the clock, not the settings that tests change, not the person.
    """

    @cache
    def written() -> tuple[str, tuple]:
        return build(ANYBODY).query.sql_with_params()

    @wraps(build)
    def keys(person: Any) -> RawSQL:
        sql, values = written()
        return RawSQL(sql, tuple(person.pk if value == ANYBODY else value for value in values))  # noqa: S611 Django wrote the text, and values stay parameters

    return keys
