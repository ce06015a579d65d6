"""Lists by cursor: the hundredth page costs what the first costs, and no row is skipped or shown twice, equals neither."""

import json
from functools import reduce
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination, _reverse_ordering
from rest_framework.request import Request
from rest_framework.utils.urls import remove_query_param


class Pagination(CursorPagination):
    """`{next, previous, results}` by cursor, newest first (UUIDv7 keys rise with time).

    A cursor names the whole key of the row it stands beside, not only its first field and an offset: many rows may share that.
    """

    ordering = ("-id",)
    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100

    def paginate_queryset(self, queryset: "QuerySet | Merged", request: Request, view: Any = None) -> list | None:
        """One page. A cursor that somebody made up is 404, not a fault of ours."""
        self.request, self.page_size, self.base_url = request, self.get_page_size(request), request.build_absolute_uri()
        self.ordering = self.get_ordering(request, queryset, view)
        try:
            self.cursor = self.decode_cursor(request)
            return self._page(queryset, *((self.cursor.reverse, self.cursor.position) if self.cursor else (False, None)))
        except (ValidationError, ValueError, OverflowError, DataError, TypeError):
            raise NotFound(_("This cursor is not one of ours.")) from None

    def _page(self, queryset: "QuerySet | Merged", backwards: bool, position: str | None) -> list:
        order = _reverse_ordering(self.ordering) if backwards else self.ordering
        rows = queryset.order_by(*order)
        if position is not None:
            rows = rows.filter(beyond(order, json.loads(position)))
        found = list(rows[: self.page_size + 1])
        self.page, more = found[: self.page_size], len(found) > self.page_size
        if backwards:
            self.page.reverse()
        self.has_next, self.has_previous = (position is not None, more) if backwards else (more, position is not None)
        return self.page

    def get_next_link(self) -> str | None:
        """The address of the page after the last row shown."""
        return self._link(self.page[-1:], backwards=False) if self.has_next else None

    def get_previous_link(self) -> str | None:
        """The address of the page before the first row shown."""
        return self._link(self.page[:1], backwards=True) if self.has_previous else None

    def _link(self, beside: list, *, backwards: bool) -> str:
        if not beside:  # what stood here is gone: back to the beginning
            return str(remove_query_param(self.base_url, self.cursor_query_param))
        key = [str(reduce(getattr, field.lstrip("-").split("__"), beside[0])) for field in self.ordering]
        return str(self.encode_cursor(Cursor(offset=0, reverse=backwards, position=json.dumps(key))))


def beyond(order: tuple[str, ...], key: list[str]) -> Q:
    """The rows that come after `key` in this order. Raises ValueError for a key of another shape.

    The first field is also bounded alone: an index serves that, where it could not serve the alternatives.
    """
    if not isinstance(key, list) or len(key) != len(order) or not all(isinstance(value, str) for value in key):
        raise ValueError(key)
    after, equal = Q(), Q()
    for field, value in zip(order, key, strict=True):
        name, side = field.lstrip("-"), "lt" if field.startswith("-") else "gt"
        after |= equal & Q(**{f"{name}__{side}": value})
        equal &= Q(**{name: value})
    first, side = order[0].lstrip("-"), "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{side}": key[0]}) & after


class Merged:
    """Rows of several tables as one list, for a page of it: each is asked for a page at most, in the same order and direction."""

    def __init__(self, *parts: QuerySet, order: tuple[str, ...] = ()) -> None:
        self.parts, self.order = parts, order

    def order_by(self, *order: str) -> "Merged":
        """In this order; every field in the same direction."""
        return Merged(*(part.order_by(*order) for part in self.parts), order=order)

    def filter(self, condition: Q) -> "Merged":
        """Those of each that fulfil it."""
        return Merged(*(part.filter(condition) for part in self.parts), order=self.order)

    def __getitem__(self, cut: slice) -> list:
        fields, falling = [field.lstrip("-") for field in self.order], self.order[0].startswith("-")
        rows = [row for part in self.parts for row in part[: cut.stop]]
        return sorted(rows, key=lambda row: [getattr(row, field) for field in fields], reverse=falling)[cut]


def ordered_by(*ordering: str) -> type[Pagination]:
    """Pages in this order, for an endpoint or a page: no field is ever null, the last one tells equals apart."""
    return type("Ordered", (Pagination,), {"ordering": ordering})


ByName = ordered_by("sort_key", "id")  # the stored Nordic sort key
