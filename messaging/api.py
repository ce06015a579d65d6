"""Conversations over HTTP: the twins of the socket's frames."""

from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from messaging import activity, finding, marks, queries, services
from messaging.attachments import MOST
from messaging.message_api import MessageActions
from messaging.models import Conversation
from messaging.people_api import PeopleActions
from messaging.rows import row_of, shown_name
from messaging.shapes import ID, BodyField, MessageSerializer, uuid_of
from network.core.api import IdField, StrictSerializer, ViewSet
from network.core.pagination import ordered_by

LAST = (1 << 63) - 1
LATEST = 160  # characters of the newest message in a list


@extend_schema_serializer(component_name="ConversationPerson")
class PersonSerializer(serializers.Serializer):
    """Somebody in the conversation."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    read_seq = serializers.IntegerField(help_text="How far this person has read.")


class LatestSerializer(serializers.Serializer):
    """The newest message in brief."""

    body = serializers.CharField(help_text="Its words without marks, at most 160 characters; empty when it was deleted.")
    sender = serializers.CharField(allow_null=True)
    sent_at = serializers.DateTimeField()


class ConversationSerializer(serializers.ModelSerializer):
    """A conversation as one person sees it."""

    people = serializers.SerializerMethodField()
    unread = serializers.IntegerField()
    read_seq = serializers.IntegerField()
    mentioned = serializers.BooleanField(help_text="Whether something unread mentions you by @name; also where you muted it.")
    is_member = serializers.BooleanField(help_text="False once you have left: then you can read up to that moment.")
    may_write = serializers.BooleanField(help_text="False where you only read: announcements, and a conversation of two with a block between you.")
    muted_until = serializers.DateTimeField(
        allow_null=True, help_text="You get no mails or notices until then, but of what mentions you; the year 9999 is until you say otherwise."
    )
    latest = serializers.SerializerMethodField()
    closed_at = serializers.SerializerMethodField(help_text="Null for who left before.")

    class Meta:
        model = Conversation
        fields = (
            "id", "kind", "title", "programme", "subject_type", "subject_id", "people", "unread", "read_seq", "mentioned", "is_member", "may_write",
            "muted_until", "latest", "closed_at", "created_at",
        )  # fmt: skip

    @extend_schema_field(PersonSerializer(many=True))
    def get_people(self, conversation: Conversation) -> list[dict]:
        return [{"id": str(p.person_id), "name": shown_name(p.person), "read_seq": p.read_seq} for p in conversation.people_in]

    def get_closed_at(self, conversation: Conversation) -> datetime | None:
        return conversation.closed_at if conversation.is_member else None

    @extend_schema_field(LatestSerializer(allow_null=True))
    def get_latest(self, conversation: Conversation) -> dict | None:
        latest = conversation.latest
        return latest and {"body": marks.brief(latest["body"], LATEST), "sender": latest["sender"], "sent_at": latest["sent_at"]}


class MessagesSerializer(serializers.Serializer):
    """Messages, and the number at which the reader then stands."""

    next = serializers.CharField(allow_null=True, help_text="Newer messages.")
    previous = serializers.CharField(allow_null=True, help_text="Older messages.")
    results = MessageSerializer(many=True)
    last_seq = serializers.IntegerField(help_text="Pass it as `since` next time.")
    reload = serializers.BooleanField(help_text="Too far behind for `since`: start afresh.")
    pinned_seq = serializers.IntegerField(help_text="The number of the last change of what is pinned.")


class RangeSerializer(StrictSerializer):
    """Which messages: changes after a number, or a page that ends before or begins after a place, or with
    a day on your clock; those with certain words; the newest page without any."""

    since = serializers.IntegerField(min_value=0, max_value=LAST, required=False)
    before = serializers.IntegerField(min_value=1, max_value=LAST, required=False)
    after = serializers.IntegerField(min_value=0, max_value=LAST, required=False)
    on = serializers.DateField(required=False, help_text="The page begins with the first message of this day or after it.")
    q = serializers.CharField(
        required=False, max_length=finding.LONGEST, help_text="Messages that hold all these words, newest first; with `before` further back."
    )
    page_size = serializers.IntegerField(min_value=1, max_value=100, required=False, default=queries.PAGE)

    def validate(self, asked: dict) -> dict:
        """One way to go at a time."""
        if len({"before", "after", "on"} & asked.keys()) > 1:
            raise serializers.ValidationError({"after": _("Ask for what comes before a place, after one or from a day on, not for several at once.")})
        if "q" in asked and {"after", "on"} & asked.keys():
            raise serializers.ValidationError({"q": _("Words can be looked for before a place only.")})
        return asked


class SendSerializer(StrictSerializer):
    """A message on its way. The client makes `client_uuid` once and keeps it for every retry."""

    client_uuid = IdField()
    reply_to = IdField(required=False, allow_null=True, help_text="The message of this conversation that it answers.")
    body = BodyField(may_be_empty=True, trim_whitespace=False, allow_blank=True, help_text="At most 8,000 characters. Empty only with files.")
    attachments = serializers.ListField(
        source="files", child=IdField(), required=False, max_length=MOST, help_text="Files of yours, put there by `POST /api/v1/files/` with purpose `message`."
    )


class EditSerializer(StrictSerializer):
    """New words for a message."""

    body = BodyField(may_be_empty=True, trim_whitespace=False, allow_blank=True, help_text="At most 8,000 characters.")


@extend_schema_serializer(component_name="ConversationRead")
class ReadSerializer(StrictSerializer):
    """How far was read."""

    seq = serializers.IntegerField(min_value=0, max_value=LAST)


class PositionSerializer(serializers.Serializer):
    """Where the reader stands."""

    last_read_seq = serializers.IntegerField()
    unread_total = serializers.IntegerField(help_text="Unread messages in all conversations.")


class ConversationViewSet(MessageActions, PeopleActions, ListModelMixin, RetrieveModelMixin, ViewSet):
    """Your conversations, the liveliest first."""

    serializer_class = ConversationSerializer
    pagination_class = ordered_by(*queries.LIVELY_FIRST)

    def get_queryset(self):
        return queries.conversations_visible_to(self.request.user)

    def get_object(self) -> Conversation:
        return queries.conversation_for(self.request.user, uuid_of(self.kwargs["pk"]))

    @extend_schema(parameters=[RangeSerializer], responses=MessagesSerializer)
    @action(detail=True, pagination_class=None)
    def messages(self, request: Request, pk: str) -> Response:
        """Changes after `since` in number order, a page in the order of writing, or what holds the words `q`.

        A page ends before `before`, begins after `after` or begins with the day `on`; without any it is the newest.
        """
        wanted = RangeSerializer(data=request.query_params.dict())
        wanted.is_valid(raise_exception=True)
        asked = wanted.validated_data
        if "since" in asked:
            found = queries.messages_since(request.user, uuid_of(pk), asked["since"])
            return Response(answer(found.rows, found, reload=found.too_many or asked["since"] > found.last_seq))
        stands = queries.messages_since(request.user, uuid_of(pk), LAST)
        if "q" in asked:
            return Response(self.found(asked, stands))
        page = self.page(asked)
        rows, size = page.rows, asked["page_size"]
        older = request.build_absolute_uri(f"?before={rows[0].seq}&page_size={size}") if rows and page.has_older else None
        newer = request.build_absolute_uri(f"?after={rows[-1].seq}&page_size={size}") if rows and page.has_newer else None
        return Response(answer(rows, stands, previous=older, next=newer))

    def page(self, asked: dict) -> queries.Stretch:
        """The page of messages that was asked for."""
        user, pk, size = self.request.user, uuid_of(self.kwargs["pk"]), asked["page_size"]
        if "on" in asked:
            return finding.messages_from_day(user, pk, asked["on"], size)
        if "after" in asked:
            return queries.messages_after(user, pk, asked["after"], size)
        return queries.messages_before(user, pk, asked.get("before"), size)

    def found(self, asked: dict, stands: queries.Changes) -> dict:
        """What a search found; `previous` goes further back."""
        size = asked["page_size"]
        hits = finding.search(self.request.user, uuid_of(self.kwargs["pk"]), asked["q"], asked.get("before"), size)
        further = urlencode({"q": asked["q"], "before": hits.further, "page_size": size}) if hits.further else ""
        return answer(hits.rows, stands, previous=self.request.build_absolute_uri(f"?{further}") if further else None)

    @extend_schema(request=SendSerializer, responses={201: MessageSerializer, 200: MessageSerializer})
    @messages.mapping.post
    def send(self, request: Request, pk: str) -> Response:
        """Send a message: 201 when it is new, 200 when this `client_uuid` had arrived before, 409 when it had with another body."""
        sent = services.send(conversation=uuid_of(pk), by=request.user, **self.parsed(SendSerializer))
        return Response(row_of(sent.message), status=status.HTTP_201_CREATED if sent.is_new else status.HTTP_200_OK)

    @extend_schema(responses=MessageSerializer, operation_id="conversations_message_retrieve")
    @action(detail=True, url_path=f"messages/(?P<message>{ID})", url_name="message", pagination_class=None)
    def message(self, request: Request, pk: str, message: str) -> Response:
        """One message."""
        return Response(row_of(queries.message_for(request.user, uuid_of(pk), uuid_of(message))))

    @extend_schema(request=EditSerializer, responses=MessageSerializer)
    @message.mapping.patch
    def change(self, request: Request, pk: str, message: str) -> Response:
        """Change your own message."""
        found = queries.message_for(request.user, uuid_of(pk), uuid_of(message))
        return Response(row_of(services.edit(message=found, by=request.user, **self.parsed(EditSerializer))))

    @extend_schema(request=None, responses={204: None})
    @message.mapping.delete
    def take_back(self, request: Request, pk: str, message: str) -> Response:
        """Delete your own message; its place stays."""
        services.delete(message=queries.message_for(request.user, uuid_of(pk), uuid_of(message)), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=ReadSerializer, responses=PositionSerializer)
    @action(detail=True, methods=["post"])
    def read(self, request: Request, pk: str) -> Response:
        """Move your read position forwards."""
        position = services.mark_read(conversation=self.get_object(), by=request.user, **self.parsed(ReadSerializer))
        return Response({"last_read_seq": position, "unread_total": queries.unread_total(request.user)})

    @extend_schema(request=None, responses={204: None})
    @action(detail=False, methods=["post"])
    def active(self, request: Request) -> Response:
        """You do something on a page of conversations, said at most every 30 seconds: what is unread needs no mail now. Told to nobody."""
        activity.note(request.user.pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


def answer(rows: list, stands: queries.Changes, *, previous: str | None = None, next: str | None = None, reload: bool = False) -> dict:
    """A list of messages with the numbers at which the reader then stands."""
    numbers = {"last_seq": stands.last_seq, "pinned_seq": stands.pinned_seq, "reload": reload}
    return {"next": next, "previous": previous, "results": [row_of(row) for row in rows]} | numbers
