"""Short rows that come with another row, as JSON, in place of a query for each of their tables.

A list reads its short rows by prefetching. For one thing, or the few that a page shows, Django's writing and asking of
those queries costs more than all the rest of the page. The SQL says `to_jsonb(row)` for each row.
"""

from typing import Any

from django.db import models
from django.db.models.expressions import RawSQL


def told_by(sql: str) -> RawSQL:
    """A column of JSON out of SQL that stands in the code and takes nothing from outside."""
    return RawSQL(sql, [], models.JSONField())  # noqa: S611


def row_of(model: type[models.Model], told: dict[str, Any]) -> Any:
    """A row as `to_jsonb` tells it; what it does not tell is read when it is asked for."""
    fields = [field for field in model._meta.concrete_fields if field.attname in told]
    return model.from_db("default", [field.attname for field in fields], [field.to_python(told[field.attname]) for field in fields])


def hold(of: models.Model, name: str, rows: list) -> None:
    """Let `of.<name>.all()` give these rows, as it does after prefetching; Django has no public way."""
    held = getattr(of, name).all()
    held._result_cache, held._prefetch_done = rows, True
    vars(of).setdefault("_prefetched_objects_cache", {})[name] = held
