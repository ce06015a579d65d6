"""`notifications` and what a person wants to be told."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from network.core.api import IdField, StrictSerializer, ViewSet
from network.core.pagination import ordered_by
from network.notifications import kinds, queries, services
from network.notifications.models import MailHabits, Notification


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
    mode = serializers.ChoiceField(choices=list(kinds.MODES), help_text="On the page there is no `digest`.")


class ChoiceSerializer(serializers.Serializer):
    """A group of kinds and how it comes by each channel: `now`, `digest` or `off`."""

    group = serializers.CharField()
    label = serializers.CharField()
    channels = serializers.DictField(child=serializers.ChoiceField(choices=list(kinds.MODES)))
    fixed = serializers.BooleanField(help_text="Always comes; `reason` says why.")
    reason = serializers.CharField()


class HabitsSerializer(StrictSerializer):
    """How one wants one's mails. The hour is on one's own clock."""

    with_words = serializers.BooleanField(required=False, help_text="Whether words of messages stand in mails.")
    digest_every = serializers.ChoiceField(choices=MailHabits.Every.choices, required=False)
    digest_day = serializers.IntegerField(min_value=0, max_value=6, required=False, help_text="0 is Monday; for a weekly digest.")
    digest_hour = serializers.IntegerField(min_value=0, max_value=23, required=False)


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

    @extend_schema(request=HabitsSerializer, responses=HabitsSerializer)
    @action(detail=False, methods=["get", "post"], url_path="mail-habits", pagination_class=None)
    def mail_habits(self, request: Request) -> Response:
        """When the digest comes, and whether words of messages stand in mails; POST changes what is given."""
        if request.method == "POST":
            services.set_habits(by=request.user, **self.parsed(HabitsSerializer))
        return Response(HabitsSerializer(queries.habits_of(request.user)).data)
