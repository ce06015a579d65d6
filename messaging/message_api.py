"""What is done with single messages over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from messaging import message_queries, pins, queries
from messaging.rows import row_of
from messaging.shapes import ID, MessageSerializer, uuid_of


class SaidSerializer(serializers.Serializer):
    """What a message said from one moment until another."""

    body = serializers.CharField()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()


class VersionsSerializer(serializers.Serializer):
    """What a message said before it was changed, the newest first; at most a hundred."""

    results = SaidSerializer(many=True)


class PinsSerializer(serializers.Serializer):
    """The pinned messages, the one pinned last first; there are never many."""

    results = MessageSerializer(many=True)


class MessageActions:
    """Actions of the conversations' resource that concern one message."""

    @extend_schema(responses=VersionsSerializer)
    @action(detail=True, url_path=f"messages/(?P<message>{ID})/versions", url_name="message-versions", pagination_class=None)
    def versions(self, request: Request, pk: str, message: str) -> Response:
        """What a message said before it was changed."""
        found = queries.message_for(request.user, uuid_of(pk), uuid_of(message))
        return Response(VersionsSerializer({"results": message_queries.said_before(found)}).data)

    @extend_schema(responses=PinsSerializer)
    @action(detail=True, pagination_class=None)
    def pins(self, request: Request, pk: str) -> Response:
        """What is pinned, of what you may read."""
        found = queries.conversation_for(request.user, uuid_of(pk))
        return Response({"results": [row_of(message) for message in message_queries.pinned_for(request.user, found.pk)]})

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"], url_path=f"messages/(?P<message>{ID})/pin", url_name="message-pin")
    def pin(self, request: Request, pk: str, message: str) -> Response:
        """Pin a message for everybody in the conversation."""
        pins.pin(message=queries.message_for(request.user, uuid_of(pk), uuid_of(message)), by=request.user)
        return Response(status=204)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"], url_path=f"messages/(?P<message>{ID})/unpin", url_name="message-unpin")
    def unpin(self, request: Request, pk: str, message: str) -> Response:
        """Take a pin away, whoever set it."""
        pins.unpin(message=queries.message_for(request.user, uuid_of(pk), uuid_of(message)), by=request.user)
        return Response(status=204)
