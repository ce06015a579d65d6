"""Lists in pages by key, on the API's cursor: the hundredth page costs what the first costs, and nothing shifts while one reads."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor
from rest_framework.request import Request

from network.core.pagination import Merged, Pagination

SIZE = 25


@dataclass
class Page:
    """One page of rows; `next_url` and `previous_url` are addresses for the `pages` tag, empty where there is no such page."""

    rows: list[Any] = field(default_factory=list)
    next_url: str = ""
    previous_url: str = ""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class _PageCursor(Pagination):
    """The API's cursor for a reader with a browser: one that is not ours shows the first page."""

    page_size = SIZE
    page_size_query_param = None
    is_lost = False

    def decode_cursor(self, request: Request) -> Cursor | None:
        return None if self.is_lost else super().decode_cursor(request)


def page_of(rows: QuerySet | Merged, request: HttpRequest, *ordering: str, name: str = "cursor") -> Page:
    """The page of `rows` that the address asks for, in one query.

    `ordering` is as `network.core.pagination.ordered_by` takes it, newest first without any. `name` is the parameter of
    the address; a page with two lists gives the second another.
    """
    cursor = _PageCursor()
    cursor.ordering, cursor.cursor_query_param = ordering or ("-id",), name
    asked = Request(request)
    try:
        found = cursor.paginate_queryset(rows, asked)
    except NotFound:
        cursor.is_lost = True
        found = cursor.paginate_queryset(rows, asked)
    cursor.base_url = request.get_full_path()
    return Page(found or [], cursor.get_next_link() or "", cursor.get_previous_link() or "")


def page_of_keys(rows: list[Any], request: HttpRequest, *, next: str, previous: str) -> Page:
    """A page of rows that were computed, not read: their own keys stand in the address as `after` and `before`."""
    return Page(rows, _address(request, after=next), _address(request, before=previous))


def _address(request: HttpRequest, **key: str) -> str:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query.update(key)
    return f"?{query.urlencode()}" if all(key.values()) else ""
