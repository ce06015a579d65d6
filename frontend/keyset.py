"""Lists in pages by key: the hundredth page costs what the first costs, and nothing shifts while one reads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

SIZE = 25


@dataclass
class Page:
    """One page of rows, newest first; `next` and `previous` are keys for the `pages` tag."""

    rows: list[Any] = field(default_factory=list)
    next: str = ""
    previous: str = ""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page_of(rows: QuerySet, query: Mapping[str, str], *, size: int = SIZE) -> Page:
    """The page that `?after=` or `?before=` a key asks for; a key that is none gives the first page.

    `rows` are ordered by `-id` (UUIDv7 keys rise with time).
    """
    after, before = _key(query.get("after")), _key(query.get("before"))
    if before:
        found = list(rows.filter(id__gt=before).order_by("id")[: size + 1])
        more = len(found) > size
        found = found[:size][::-1]
        return Page(found, next=str(found[-1].pk) if found else "", previous=str(found[0].pk) if more else "")
    found = list(rows.filter(id__lt=after)[: size + 1] if after else rows[: size + 1])
    more, found = len(found) > size, found[:size]
    return Page(found, next=str(found[-1].pk) if more else "", previous=str(found[0].pk) if after and found else "")


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
