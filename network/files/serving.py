"""Handing a file out: after the permission check, never from an address of the storage, never as a page of ours."""

import asyncio
from collections.abc import AsyncIterator, Iterator

from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from network.core.errors import Conflict, NotVisible, require
from network.files import storing
from network.files.models import File
from network.files.queries import Shown

SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",  # kept by the reader's browser alone, which asks each time whether it still may show it
    "Content-Encoding": "identity",  # not packed again on its way: the length stays known
}


class Pieces(StreamingHttpResponse):
    """Read in a thread where an event loop sends it; Django would read the whole of it first."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces = self.streaming_content
        while (piece := await asyncio.to_thread(_next, pieces)) is not None:
            yield piece


def _next(pieces: Iterator[bytes]) -> bytes | None:
    """One piece more; where it was read from the database, the thread keeps no line to it."""
    try:
        return next(pieces, None)
    finally:
        connections.close_all()


def can_open(file: File):
    """Whether its content may be had now."""
    if file.state == File.State.CHECKING:
        return Conflict(_("This file is still being checked. Please try again in a moment."), code="file-checking")
    if file.state == File.State.REFUSED:
        return Conflict(_("The virus check found something in this file, so it was not kept."), code="file-refused")
    return True


def answer(request: HttpRequest, shown: Shown, *, preview: bool = False) -> HttpResponseBase:
    """The response with the file, or 304 where the browser has it. Raises Conflict while it is being checked, NotVisible when there is no preview."""
    file = shown.file
    require(can_open(file))
    if preview and not file.is_picture:
        raise NotVisible
    tag = f'"{file.sha256}{"-small" if preview else ""}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
        response.headers["ETag"], response.headers["Cache-Control"] = tag, SAFE["Cache-Control"]
        return response
    try:
        pieces = storing.pieces(file.preview_key if preview else file.key)
    except FileNotFoundError:
        raise NotVisible from None
    answered = Pieces(pieces, content_type="image/webp" if preview else file.content_type)
    if file.content_type.startswith("text/"):
        answered.headers["Content-Type"] = file.content_type  # the letters' encoding is the reader's to find out
    if not preview:
        answered.headers["Content-Length"] = str(file.size)
    answered.headers["Content-Disposition"] = content_disposition_header(not file.is_picture, shown.name)
    answered.headers["ETag"] = tag
    for name, value in SAFE.items():
        answered.headers[name] = value
    return answered
