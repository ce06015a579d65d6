"""`follow-ups`, `check-ins` and `follow-up-rules` over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.followups import queries, services
from mentoring.followups.models import CheckIn, FollowUp, FollowUpRule
from mentoring.followups.questions import words
from network.core.api import StrictSerializer, ViewSet
from network.core.languages import interface_language


class FollowUpSerializer(serializers.ModelSerializer):
    """A question to one person about one thing, in the language of who asks."""

    programme = serializers.UUIDField(source="rule.programme_id", read_only=True)
    answer_kind = serializers.CharField(source="rule.answer_kind", read_only=True)
    question = serializers.SerializerMethodField()

    class Meta:
        model = FollowUp
        fields = [
            "id",
            "programme",
            "rule",
            "person",
            "subject_type",
            "subject_id",
            "ordinal",
            "nominal_on",
            "due_at",
            "state",
            "asked_at",
            "answer_kind",
            "question",
        ]
        read_only_fields = fields

    def get_question(self, follow_up: FollowUp) -> str:
        """In the reader's language."""
        language = interface_language(self.context["request"].user.language) or "en"
        return words(follow_up.rule, language, follow_up.context)


class CheckInSerializer(serializers.ModelSerializer):
    """An answer."""

    person = serializers.UUIDField(source="follow_up.person_id", read_only=True)
    subject_type = serializers.CharField(source="follow_up.subject_type", read_only=True)
    subject_id = serializers.UUIDField(source="follow_up.subject_id", read_only=True)

    class Meta:
        model = CheckIn
        fields = ["id", "follow_up", "person", "subject_type", "subject_id", "score", "yes", "comment", "language", "answered_at"]
        read_only_fields = fields


class AnswerSerializer(StrictSerializer):
    """`score` for a scale, `yes` for yes or no."""

    score = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True, default=None)
    yes = serializers.BooleanField(required=False, allow_null=True, default=None)
    comment = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


class RuleSerializer(serializers.ModelSerializer):
    """What a programme asks, when and of whom."""

    class Meta:
        model = FollowUpRule
        fields = [
            "id",
            "programme",
            "key",
            "event",
            "audience",
            "offset_days",
            "repeat_days",
            "repeat_times",
            "channel",
            "answer_kind",
            "question",
            "is_active",
        ]
        read_only_fields = fields


class RuleChangeSerializer(StrictSerializer):
    """What can be changed of a rule."""

    offset_days = serializers.IntegerField(min_value=0, max_value=730, required=False)
    repeat_days = serializers.IntegerField(min_value=0, max_value=365, required=False)
    repeat_times = serializers.IntegerField(min_value=0, max_value=24, required=False)
    audience = serializers.ChoiceField(choices=FollowUpRule.Audience.choices, required=False)
    channel = serializers.ChoiceField(choices=FollowUpRule.Channel.choices, required=False)
    question = serializers.DictField(child=serializers.CharField(max_length=400, allow_blank=True), required=False)
    is_active = serializers.BooleanField(required=False)


class FollowUpViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """What you were asked, and what is asked in programmes that you coordinate."""

    serializer_class = FollowUpSerializer

    def get_queryset(self):
        return queries.follow_ups_visible_to(self.request.user)

    def get_object(self) -> FollowUp:
        return queries.follow_up_for(self.request.user, self.kwargs["pk"])

    @extend_schema(request=AnswerSerializer, responses=CheckInSerializer)
    @action(detail=True, methods=["post"], url_path="answer")  # not named so here: `answer` is the base class's
    def answer_question(self, request: Request, pk: str) -> Response:
        """Answer a question that you were asked. Answering again replaces the answer."""
        made = services.answer(follow_up=self.get_object(), by=request.user, **self.parsed(AnswerSerializer))
        return Response(CheckInSerializer(made).data)


class CheckInViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """Answers: your own, and those given in programmes that you coordinate."""

    serializer_class = CheckInSerializer

    def get_queryset(self):
        return queries.check_ins_visible_to(self.request.user)

    def get_object(self) -> CheckIn:
        return queries.check_in_for(self.request.user, self.kwargs["pk"])


class FollowUpRuleViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """The rules of programmes that you coordinate."""

    serializer_class = RuleSerializer

    def get_queryset(self):
        return queries.rules_visible_to(self.request.user)

    def get_object(self) -> FollowUpRule:
        return queries.rule_for(self.request.user, self.kwargs["pk"])

    @extend_schema(request=RuleChangeSerializer, responses=RuleSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a rule; what was planned before stays planned."""
        rule = self.get_object()
        return self.answer(services.set_rule(programme=rule.programme, by=request.user, key=rule.key, **self.parsed(RuleChangeSerializer)))
