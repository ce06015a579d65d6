"""Rows that one waits for: locked alone, and read with what is joined to them when they are held.

In one query the joined rows would be as they were before the wait, and a row that points elsewhere since then would not be found:
after the wait PostgreSQL looks again at the locked row alone, and joins it to what it pointed at before.
"""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def hold_row(rows: QuerySet[Row], pk: Any) -> Row:
    """The row of this key, under its lock. Raises DoesNotExist when it is not (any more) among `rows`."""
    rows.model._default_manager.select_for_update(no_key=True).only("pk").get(pk=pk)
    return rows.get(pk=pk)


def hold_row_if_free(rows: QuerySet[Row], pk: Any) -> Row | None:
    """The row of this key, under its lock; None when somebody else holds it, or when it is not (any more) among `rows`."""
    free = rows.model._default_manager.select_for_update(no_key=True, skip_locked=True).only("pk").filter(pk=pk)
    return rows.filter(pk=pk).first() if free else None
