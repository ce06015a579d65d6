"""History of the tracked models: database triggers write each change with who and why.

Triggers catch bulk updates and raw SQL too. Special-category data, messages, deliveries,
notifications, tokens and sessions are never tracked.
"""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

M = TypeVar("M", bound=type[models.Model])


def tracked(*, exclude: tuple[str, ...] = (), noted: tuple[str, ...] = ()) -> Callable[[M], M]:
    """Class decorator: keep every insert, update and deletion of the model, with its context.

    `noted` are labels of what else is kept beside its changes, where `pghistory.create_event` is called: who looked.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        *(pghistory.ManualEvent(label) for label in noted),
        exclude=[*exclude],
        append_only=True,
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,
    )
