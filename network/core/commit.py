"""Doing something once the transaction has committed, whatever becomes of it."""

from collections.abc import Callable
from functools import partial, update_wrapper

from django.db import transaction


def after_commit(function: Callable[..., object], *args: object, **kwargs: object) -> None:
    """Call `function(*args, **kwargs)` after commit. Its failure is logged and harms nothing that is committed.

    A bare `partial` will not do: Django logs a failed callback by its `__qualname__`, which a partial
    lacks, so that the failure would come out of a request that has long committed.
    """
    transaction.on_commit(update_wrapper(partial(function, *args, **kwargs), function), robust=True)
