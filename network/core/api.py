"""What every API resource shares: strict input, idempotent creation, one base class."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder
from rest_framework.viewsets import GenericViewSet

from network.core import clock
from network.core.history import note_person
from network.core.models import IdempotencyKey
from network.core.problems import problem

KEEP_KEYS = timedelta(hours=24)


class StrictSerializer(serializers.Serializer):
    """Input that refuses fields it does not know, and texts with NUL."""

    def to_internal_value(self, data):
        if isinstance(data, dict) and (unknown := set(data) - set(self.fields)):
            raise serializers.ValidationError({field: [_("This field is not known.")] for field in sorted(unknown)})
        return super().to_internal_value(data)


class IdempotencyMixin:
    """`Idempotency-Key` on POST: the same key and body gets the first answer again, another body 422.

    Answers are kept for a day; a resource whose answer holds a secret sets `keeps_answers = False`.
    """

    keeps_answers = True

    def dispatch(self, request, *args, **kwargs):
        key = request.headers.get("Idempotency-Key", "")
        if request.method != "POST" or not key or not self.keeps_answers:
            return super().dispatch(request, *args, **kwargs)
        self.idempotency = (key[:120], hashlib.sha256(request.path.encode() + b"\n" + request.body).hexdigest())
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if request.user.is_authenticated:
            note_person(request.user)
        if not hasattr(self, "idempotency") or not request.user.is_authenticated:
            return
        handler: Callable = getattr(self, request.method.lower())
        setattr(self, request.method.lower(), partial(self._once, handler))

    def _once(self, handler: Callable, request: Request, *args, **kwargs) -> Response:
        key, digest = self.idempotency
        # Insert first: of two calls at the same moment, the unique index lets one through and the other waits for its end.
        with transaction.atomic():
            IdempotencyKey.objects.filter(user=request.user, key=key, made_at__lt=clock.real_now() - KEEP_KEYS).delete()
            try:
                with transaction.atomic():
                    row = IdempotencyKey.objects.create(user=request.user, key=key, request_digest=digest)
            except IntegrityError:
                return self._again(IdempotencyKey.objects.get(user=request.user, key=key), digest)
            response = handler(request, *args, **kwargs)
            if response.status_code < 400:
                response.data = plain_json(response.data)
                row.status, row.response = response.status_code, response.data
                row.save(update_fields=["status", "response"])
            else:
                row.delete()
        return response

    def _again(self, row: IdempotencyKey, digest: str) -> Response:
        if row.request_digest != digest:
            return problem(status=422, code="idempotency-key-reused", title=_("This Idempotency-Key was used for another request."))
        return Response(row.response, status=row.status or status.HTTP_200_OK)


def forget_old_keys() -> int:
    """Drop keys that are older than a day; returns how many."""
    return IdempotencyKey.objects.filter(made_at__lt=clock.real_now() - KEEP_KEYS).delete()[0]


def plain_json(data: object) -> object:
    """Response data as plain JSON values (UUIDs and instants as text), as they are stored and sent."""
    return json.loads(json.dumps(data, cls=JSONEncoder))


class ViewSet(IdempotencyMixin, GenericViewSet):
    """Base of the resources: `get_queryset` asks the area's queries; writes call its services."""

    lookup_value_regex = "[0-9a-f-]{36}"

    def answer(self, obj: object, *, created: bool = False) -> Response:
        """The object's representation, 201 when it was made."""
        serializer = self.get_serializer(obj)
        return Response(serializer.data, status=status.HTTP_201_CREATED if created else status.HTTP_200_OK)

    def parsed(self, serializer_class: type[serializers.Serializer], *, partial: bool = False) -> dict:
        """The validated input, of a PATCH only what was given; raises a 400 with the fields."""
        serializer = serializer_class(data=self.request.data, context=self.get_serializer_context(), partial=partial)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data
