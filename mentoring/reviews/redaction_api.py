"""`calls/{id}/redactions/{application}`: what reviewers of a blind call read of an application, for those who run the call."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.calls.models import Application
from mentoring.reviews import queries, reading, redacting
from mentoring.reviews.models import Redaction
from network.core.api import StrictSerializer, ViewSet
from network.forms.questions import LONGEST_TEXT, MOST_QUESTIONS
from network.vocabulary.labels import label_of


class RedactionTextIn(StrictSerializer):
    """What reviewers read in place of an answer: a text, an empty one to keep it back whole, null to show it again."""

    question = serializers.SlugField(max_length=40)
    text = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, allow_null=True)

    def validate(self, given: dict) -> dict:
        """Both are needed, whatever the whole body may leave out (a PATCH lets its parts leave out as much)."""
        if missing := self.fields.keys() - given.keys():
            raise serializers.ValidationError({name: self.fields[name].error_messages["required"] for name in sorted(missing)})
        return given


class RedactIn(StrictSerializer):
    """`texts` by question; `words` are all the words and phrases taken out of every answer. What is not named stays as it is."""

    texts = serializers.ListField(child=RedactionTextIn(), max_length=MOST_QUESTIONS, required=False, default=list)
    words = serializers.ListField(child=serializers.CharField(max_length=1000, allow_blank=True), max_length=redacting.MOST_WORDS, required=False)


class RedactionOut(serializers.ModelSerializer):
    """What was taken out, by whom and when; without a question it is words, one a line, taken out of every answer."""

    made_by = serializers.CharField(source="made_by.name", default="")
    ended_by = serializers.CharField(source="ended_by.name", default="")

    class Meta:
        model = Redaction
        fields = ("id", "question", "text", "made_by", "created_at", "ended_at", "ended_by")


class RedactedAnswerOut(serializers.Serializer):
    """An answer as it was handed in, and as reviewers read it."""

    key = serializers.CharField(source="question.key")
    kind = serializers.CharField(source="question.kind.value")
    label = serializers.SerializerMethodField()
    handed_in = serializers.SerializerMethodField()
    shown = serializers.JSONField(source="value")
    is_redacted = serializers.BooleanField()
    is_kept_back = serializers.BooleanField()

    def get_label(self, answer: reading.Answer) -> str:
        return label_of(dict(answer.question.labels))

    @extend_schema_field(OpenApiTypes.ANY)
    def get_handed_in(self, answer: reading.Answer) -> Any:
        return self.context["given"].get(answer.question.key)


class RedactedOut(serializers.Serializer):
    """An application beside what reviewers read of it, and everything that was ever taken out."""

    application = serializers.UUIDField()
    number = serializers.IntegerField()
    is_blind = serializers.BooleanField()
    words = serializers.ListField(child=serializers.CharField())
    answers = RedactedAnswerOut(many=True)
    history = RedactionOut(many=True)


class RedactionViewSet(ViewSet):
    """For coordinators of the call whom no conflict shuts out."""

    serializer_class = RedactedOut

    def get_queryset(self):
        return queries.calls_arranged_by(self.request.user)

    def found(self, application: str) -> Application:
        call = queries.call_to_arrange(self.request.user, self.kwargs["pk"])
        return queries.applications_in(self.request.user, call, [application])[0]

    def shown(self, found: Application) -> Response:
        context = {"given": reading.handed_in_last(found)[1]}
        words = queries.redactions_of(found).get("", "").splitlines()
        facts = {"application": found.pk, "number": found.number, "is_blind": found.call.is_blind, "words": words}
        rows = {"answers": reading.as_reviewer(found).answers, "history": queries.redaction_history(found)}
        return Response(RedactedOut(facts | rows, context=context).data)

    @extend_schema(responses=RedactedOut)
    @action(detail=True, methods=["get"], url_path="redactions/(?P<application>[0-9a-f-]{36})")
    def redactions(self, request: Request, pk: str, application: str) -> Response:
        """What reviewers read of it."""
        return self.shown(self.found(application))

    @extend_schema(request=RedactIn, responses=RedactedOut)
    @redactions.mapping.patch
    def redact(self, request: Request, pk: str, application: str) -> Response:
        """Take out what gives the applicant away, or show it again."""
        found, given = self.found(application), self.parsed(RedactIn)
        texts = {row["question"]: row["text"] for row in given["texts"]}
        redacting.redact(by=request.user, application=found, texts=texts, words=given.get("words"))
        return self.shown(found)
