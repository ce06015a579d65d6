"""Lists by cursor: the hundredth page costs what the first costs."""

from functools import reduce
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request


class Pagination(CursorPagination):
    """`{next, previous, results}` by cursor, newest first (UUIDv7 keys rise with time)."""

    ordering = "-id"
    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100

    def paginate_queryset(self, queryset: QuerySet, request: Request, view: Any = None) -> list | None:
        """One page. A cursor that somebody made up is 404, not a fault of ours."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValidationError, ValueError, OverflowError, DataError):
            raise NotFound(_("This cursor is not one of ours.")) from None

    def _get_position_from_instance(self, instance: Any, ordering: Any) -> str:
        """The value that a cursor names; it may lie behind a relation (`person__sort_key`)."""
        return str(reduce(getattr, ordering[0].lstrip("-").split("__"), instance))


def ordered_by(*ordering: str) -> type[Pagination]:
    """Pages in this order, for an endpoint or a page; the first field is never null, the last one tells equals apart."""
    return type("Ordered", (Pagination,), {"ordering": ordering})


ByName = ordered_by("sort_key", "id")  # the stored Nordic sort key
