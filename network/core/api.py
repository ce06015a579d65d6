"""What every API resource shares: strict input, idempotent creation, one base class."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers, status
from rest_framework.fields import SkipField
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder
from rest_framework.validators import ProhibitSurrogateCharactersValidator
from rest_framework.viewsets import GenericViewSet

from network.core import clock
from network.core.history import note_person
from network.core.models import IdempotencyKey
from network.core.problems import problem

KEEP_KEYS = timedelta(hours=24)
LONGEST_KEY = 120  # as long as its column


class StrictSerializer(serializers.Serializer):
    """Input that refuses fields it does not know, texts with NUL or half a character, and instants that no calendar holds."""

    def to_internal_value(self, data):
        if isinstance(data, dict) and (unknown := set(data) - set(self.fields)):
            wrong = {sayable(field): [_("This field is not known.")] for field in sorted(unknown)}
            raise serializers.ValidationError(wrong | self._besides({field: value for field, value in data.items() if field not in unknown}))
        if isinstance(data, dict) and (halves := {field: wrong for field, value in data.items() if (wrong := _halves(value))}):
            raise serializers.ValidationError(halves)
        try:
            given = super().to_internal_value(data)
        except OverflowError:  # an instant without an offset, in the year 1 or 9999: converted before it is checked
            raise serializers.ValidationError({field: [_("That date is too far away.")] for field in self._too_far(data)}) from None
        if far := [name for name, field in self.fields.items() if _is_out_of_reach(given.get(field.source))]:
            raise serializers.ValidationError({name: [_("That date is too far away.")] for name in far})
        return given

    def _besides(self, known: dict) -> dict:
        """What else is wrong: told with the unknown fields, so that nobody mends one thing at a time."""
        try:
            self.to_internal_value(known)
        except serializers.ValidationError as error:
            return error.detail if isinstance(error.detail, dict) else {}
        return {}

    def _too_far(self, data) -> list[str]:
        found = []
        for field in self._writable_fields:
            try:
                field.run_validation(field.get_value(data))
            except OverflowError:
                found.append(field.field_name)
            except (serializers.ValidationError, SkipField, DjangoValidationError):
                pass
        return found


def _is_out_of_reach(value: object) -> bool:
    if isinstance(value, list):
        return any(_is_out_of_reach(one) for one in value)
    return isinstance(value, datetime) and not clock.is_within_reach(value)


class IdField(serializers.UUIDField):
    """An id in what is sent: text, never the number that UUIDField would take for one."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid", value=data)
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
        self.idempotency = (key, hashlib.sha256(request.path.encode() + b"\n" + request.body).hexdigest())
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if request.user.is_authenticated:
            note_person(request.user)
        if not hasattr(self, "idempotency") or not request.user.is_authenticated:
            return
        if len(self.idempotency[0]) > LONGEST_KEY or not self.idempotency[0].isprintable():
            raise serializers.ValidationError({"Idempotency-Key": [_("A key has at most 120 letters, digits and signs.")]})
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


def sayable(text: str) -> str:
    """The text with `?` for each half of a character (JSON can escape one alone), which no answer could repeat."""
    return text.encode("utf-8", "replace").decode()


def _halves(value: object) -> list:
    """What is wrong with a value that holds half of a character: choices would repeat it in their own refusal."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    try:
        text.encode()  # the validator goes through a megabyte letter by letter: only to say which
        return []
    except UnicodeEncodeError:
        pass
    try:
        ProhibitSurrogateCharactersValidator()(text)
    except serializers.ValidationError as error:
        return error.detail
    return []


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

    def paged(self, rows: QuerySet, serializer_class: type[serializers.BaseSerializer] | None = None) -> Response:
        """A page of the rows by the action's cursor, in the resource's own representation unless another is named."""
        shown = (serializer_class or self.get_serializer_class())(self.paginate_queryset(rows), many=True, context=self.get_serializer_context())
        return self.get_paginated_response(shown.data)

    def parsed(self, serializer_class: type[serializers.Serializer], *, partial: bool = False) -> dict:
        """The validated input, of a PATCH only what was given; raises a 400 with the fields."""
        serializer = serializer_class(data=self.request.data, context=self.get_serializer_context(), partial=partial)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data
