"""`If-Match`: two people who edit the same thing do not overwrite each other (RFC 9110, section 13; RFC 6585 for 428).

Whoever changes a resource sends back the `ETag` that they read. In a viewset:

    with self.unchanged(agreement):       # 428 without If-Match, 412 when it has changed since
        agreement = services.change(by=request.user, agreement=agreement, **data)
    return self.answer(agreement)         # carries the new ETag
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from network.core.errors import DomainError

NAME = "If-Match"
WORDS = "The ETag that you read, or `*` for whatever stands there."
IF_MATCH = OpenApiParameter(NAME, str, OpenApiParameter.HEADER, required=True, description=WORDS)
IF_MATCH_ONCE_THERE = OpenApiParameter(NAME, str, OpenApiParameter.HEADER, description=f"{WORDS} Needed for every change, not for the first that makes it.")


class MatchNeeded(DomainError):
    """Nothing says which version the change is for."""

    status = 428
    code = "precondition-required"


class Changed(DomainError):
    """Somebody else has changed it since it was read."""

    status = 412
    code = "precondition-failed"


def etag_of(representation: object) -> str:
    """A strong tag of what the reader sees: the same answer has the same tag, whatever row it came from."""
    text = json.dumps(representation, cls=JSONEncoder, sort_keys=True)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def check_match(request: Request, tag: str) -> None:
    """Raise MatchNeeded or Changed unless the request's If-Match names `tag` (or `*`)."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise MatchNeeded(_("Send the ETag that you read as If-Match, so that nobody's change is overwritten."))
    if given != "*" and tag not in {part.strip() for part in given.split(",")}:
        raise Changed(_("Somebody has changed this since you read it. Load it again and repeat your change."))


class IfMatchMixin:
    """For viewsets whose resource is edited by several people; use with `ViewSet`."""

    def etag(self, obj: models.Model) -> str:
        """The tag of an object as this reader sees it."""
        return etag_of(self.get_serializer(obj).data)

    @contextmanager
    def unchanged(self, obj: models.Model) -> Iterator[None]:
        """Hold the row while it is compared and changed: of two editors at once the second gets 412."""
        with transaction.atomic():
            type(obj)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=obj.pk)
            check_match(self.request, self.etag(self.get_queryset().get(pk=obj.pk)))
            yield

    def answer(self, obj: models.Model, *, created: bool = False) -> Response:
        """The object's representation with its ETag."""
        response = super().answer(obj, created=created)
        response["ETag"] = etag_of(response.data)
        return response

    def retrieve(self, request: Request, *args: object, **kwargs: object) -> Response:
        """One, with its ETag."""
        return self.answer(self.get_object())
