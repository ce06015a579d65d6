"""Errors of the API as RFC 9457 problem details."""

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as ModelValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.views import exception_handler as drf_exception_handler

from network.core.errors import DomainError, Invalid
from network.core.parsing import TooLarge

LONGEST = 400  # of one sentence in an answer


def problem(*, status: int, code: str, title: str, detail: str = "", errors: dict | None = None, **details: object) -> Response:
    """An RFC 9457 answer. `code` is stable; the texts are in the reader's language."""
    body = {"type": f"/api/v1/docs/#{code}", "title": title, "status": status, "code": code}
    body |= {"detail": detail} if detail else {}
    body |= {"errors": errors} if errors else {}
    return Response(body | details, status=status, content_type="application/problem+json")


def exception_handler(error: Exception, context: dict) -> Response | None:
    """Turn domain errors and DRF's own into problem details; anything else stays a 500."""
    if isinstance(error, Invalid):
        errors = {field or "non_field_errors": [str(s) for s in sentences] for field, sentences in error.errors.items()}
        return problem(status=400, code=error.code, title=str(error), errors=errors)
    if isinstance(error, DomainError):
        return problem(status=error.status, code=error.code, title=str(error), **error.details)
    if isinstance(error, ModelValidationError):
        return problem(status=400, code="invalid", title=_("Some of what you filled in needs a change."), errors={"non_field_errors": error.messages})
    response = drf_exception_handler(error, context)
    if response is None:
        return None
    headers = {k: v for k, v in response.headers.items() if k in {"WWW-Authenticate", "Retry-After"}}
    answer = _drf_problem(error, response.status_code)
    for name, value in headers.items():
        answer[name] = value
    return answer


def _drf_problem(error: Exception, status_code: int) -> Response:
    if isinstance(error, exceptions.ValidationError):
        detail = error.detail if isinstance(error.detail, dict) else {"non_field_errors": error.detail}
        return problem(status=400, code="invalid", title=_("Some of what you filled in needs a change."), errors=flat_errors(detail))
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    code = {"not_authenticated": "not-signed-in", "authentication_failed": "not-signed-in"}.get(error.default_code, error.default_code.replace("_", "-"))
    told = {"limit": error.limit} if isinstance(error, TooLarge) else {}
    return problem(status=status_code, code=code, title=str(error.detail), **told)


def flat_errors(detail: dict, prefix: str = "") -> dict[str, list[str]]:
    """Nested serializer errors as `{"needs.0.need": ["…"]}`."""
    flat: dict[str, list[str]] = {}
    for field, value in detail.items():
        name = f"{prefix}{field}"
        if isinstance(value, dict):
            flat |= flat_errors(value, f"{name}.")
        elif value and isinstance(value[0], dict):
            for index, item in enumerate(value):
                flat |= flat_errors(item, f"{name}.{index}.")
        else:
            flat[name] = [_short(str(sentence)) for sentence in value]
    return flat


def _short(sentence: str) -> str:
    """A refusal that repeats what was sent, which may be a megabyte, keeps its beginning and its end."""
    return sentence if len(sentence) <= LONGEST else f"{sentence[: LONGEST // 2]}…{sentence[-LONGEST // 2 :]}"


class UnknownAddress(APIView):
    """Whatever stands under /api/ and is no resource: a problem document, not a page."""

    permission_classes = (AllowAny,)
    schema = None

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        raise exceptions.NotFound()
