"""Where a mail server, or a mail provider, posts a mail as it came (`message/rfc822`)."""

from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from messaging.inbound.taking import LARGEST, Outcome, take
from network.core.errors import NotVisible
from network.core.parsing import TooLarge


class MailParser(BaseParser):
    """A mail's bytes, whatever type they are said to be."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: dict | None = None) -> bytes:
        raw = stream.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise TooLarge(_("The mail is larger than ten megabytes."), limit=LARGEST)
        return raw


class InboundMailView(APIView):
    """Off (404) unless INBOUND_MAIL_SECRET is set."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    parser_classes = (MailParser,)

    @extend_schema(
        operation_id="inbound_mail_create",
        auth=[],
        request={"message/rfc822": {"type": "string", "format": "binary"}},
        responses=inline_serializer("InboundMail", {"outcome": serializers.ChoiceField(choices=[it.value for it in Outcome])}),
    )
    def post(self, request: Request) -> Response:
        """Take one mail, with `Authorization: Bearer` and the secret of the setting. The same mail again changes nothing."""
        secret = settings.INBOUND_MAIL_SECRET
        if not secret:
            raise NotVisible
        scheme, _blank, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not constant_time_compare(given.strip(), secret):
            raise NotAuthenticated
        raw = request.data if isinstance(request.data, bytes) else b""  # without a body no parser is asked
        return Response({"outcome": take(raw).value})

    def get_authenticate_header(self, request: Request) -> str:
        """Makes a wrong secret a 401."""
        return "Bearer"
