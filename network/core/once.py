"""A form that is sent twice makes one thing: the key that it was drawn with becomes the row's own key, which the table holds unique."""

from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from network.core.errors import Conflict

Row = TypeVar("Row", bound=Model)
SENT = _("This was sent already, and stands there as it was sent first. To make one more of what you have typed, send it once more.")


def made_before(kind: type[Row], key: UUID | None, **said: Any) -> Row | None:
    """The row that was made with this key; None when there is none yet, or no key.

    Raises Conflict `sent-before` when that row says something else than `said` (also: belongs elsewhere). Call it in the
    transaction that makes the row. The race: two that send the same form at once, where nothing stands yet to be locked; the
    second waits here for the first, and then finds its row.
    """
    if key is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key.int % 2**63])
    row = kind._default_manager.filter(pk=key).first()
    if row is not None and any(getattr(row, name, None) != value for name, value in said.items()):
        raise Conflict(SENT, code="sent-before")
    return row


def own_key(key: UUID | None) -> dict[str, UUID]:
    """The argument of a model that makes its row under this key; without one the row takes its own."""
    return {} if key is None else {"id": key}
