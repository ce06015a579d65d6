"""Who changed something and why, for the history that database triggers write."""

from collections.abc import Iterator
from contextlib import contextmanager

import pghistory


@contextmanager
def because(reason: str, *, by: object | None = None) -> Iterator[None]:
    """Changes inside carry `reason` (a stable code, or what a person wrote) and who made them; afterwards as before."""
    with pghistory.context() as context:
        before = dict(context.metadata)
        context.metadata["reason"] = reason
        if by is not None:
            context.metadata["person"] = str(by.pk)
        try:
            yield
        finally:
            context.metadata.clear()
            context.metadata.update(before)


def note_person(person: object) -> None:
    """Name who makes the changes of the running request (known only after an API token was read)."""
    pghistory.context(person=str(person.pk))
