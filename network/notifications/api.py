"""`notifications` and what a person wants to be told."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from network.core.api import IdField, StrictSerializer, ViewSet
from network.core.pagination import ordered_by
from network.notifications import kinds, queries, services
from network.notifications.models import Notification


class NotificationSerializer(serializers.ModelSerializer):
    """A line in one's list; `text` is in the reader's language."""

    text = serializers.SerializerMethodField()

    class Meta:
        model = Notification
        fields = ["id", "kind", "text", "url", "due_at", "read_at", "subject_type", "subject_id"]
        read_only_fields = fields

    def get_text(self, notice: Notification) -> str:
        """The line, in the language of the person it is for."""
        return queries.words_of(notice, self.context["request"].user)


class ReadSerializer(StrictSerializer):
    """Which notices were read; all, when none are named."""

    ids = serializers.ListField(child=IdField(), required=False, max_length=500)


class PreferenceSerializer(StrictSerializer):
    """One choice."""

    group = serializers.ChoiceField(choices=list(kinds.GROUPS))
    channel = serializers.ChoiceField(choices=list(kinds.CHANNELS))
    is_on = serializers.BooleanField()


class ChoiceSerializer(serializers.Serializer):
    """A group of kinds and what is on."""

    group = serializers.CharField()
    label = serializers.CharField()
    channels = serializers.DictField(child=serializers.BooleanField())
    fixed = serializers.BooleanField()


class NotificationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """One's own notices, those that fell due last first."""

    serializer_class = NotificationSerializer
    pagination_class = ordered_by(*queries.NEWEST_DUE)

    def get_queryset(self):
        return queries.notices_of(self.request.user)

    @extend_schema(request=ReadSerializer, responses={200: {"type": "object", "properties": {"read": {"type": "integer"}}}})
    @action(detail=False, methods=["post"])
    def read(self, request: Request) -> Response:
        """Mark some or all of one's notices as read."""
        data = self.parsed(ReadSerializer)
        return Response({"read": services.mark_read(by=request.user, ids=data.get("ids"))})

    @extend_schema(responses={200: {"type": "object", "properties": {"unread": {"type": "integer"}}}})
    @action(detail=False, methods=["get"])
    def unread(self, request: Request) -> Response:
        """How many notices are unread."""
        return Response({"unread": queries.unread_count(request.user)})

    @extend_schema(request=PreferenceSerializer, responses=ChoiceSerializer(many=True))
    @action(detail=False, methods=["get", "post"], pagination_class=None)
    def preferences(self, request: Request) -> Response:
        """What one is told and how, one line for each group of notices in one plain list; POST changes one choice."""
        if request.method == "POST":
            services.set_preference(by=request.user, **self.parsed(PreferenceSerializer))
        return Response(ChoiceSerializer(queries.preferences_of(request.user), many=True).data)
