"""Lists by cursor: the hundredth page costs what the first costs."""

from rest_framework.pagination import CursorPagination


class Pagination(CursorPagination):
    """`{next, previous, results}` by cursor, newest first (UUIDv7 keys rise with time)."""

    ordering = "-id"
    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100
