"""Reading JSON bodies: bounded, and never a fault of ours whatever was sent."""

import json
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer

from network.core.errors import Text


class TooLarge(APIException):
    """More than is taken; `limit` is how many bytes are."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too-large"

    def __init__(self, detail: Text, *, limit: int) -> None:
        super().__init__(detail)
        self.limit = limit


class JSONParser(BaseParser):
    """JSON in UTF-8, at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes; NaN, doubled keys and endless nesting are refused."""

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(self, stream: Any, media_type: str | None = None, parser_context: dict | None = None) -> Any:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(most + 1)
        if len(body) > most:
            raise TooLarge(_("The request is larger than a megabyte."), limit=most)
        try:
            return json.loads(body.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_once)
        except (ValueError, RecursionError):
            raise ParseError(_("The body is not JSON that we can read.")) from None


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found
