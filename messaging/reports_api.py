"""Reported messages over HTTP, for those who decide."""

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from messaging import evidence, reporting
from messaging.attachments import Attached
from messaging.message_api import SaidSerializer
from messaging.models import Report
from messaging.rows import shown_name
from messaging.shapes import ID, AttachedSerializer, uuid_of
from network.core.api import StrictSerializer, ViewSet
from network.files import serving


class ReportSerializer(serializers.ModelSerializer):
    """A report: the words as they were and as they had been before, its files while it is open, and nothing else of the conversation."""

    writer = serializers.SerializerMethodField()
    reporter = serializers.SerializerMethodField()
    before = SaidSerializer(many=True, read_only=True, help_text="What it had said before it was reported, the newest first.")
    attachments = serializers.SerializerMethodField(help_text="Its files. While the report is open, open them at `reports/{id}/files/{file}/`.")
    deleted_at = serializers.DateTimeField(source="message.deleted_at", read_only=True, allow_null=True, help_text="When its writer deleted it.")

    class Meta:
        model = Report
        fields = (
            "id",
            "programme",
            "writer",
            "reporter",
            "body",
            "before",
            "attachments",
            "sent_at",
            "edited_at",
            "deleted_at",
            "reason",
            "state",
            "answer",
            "decided_at",
            "created_at",
        )

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_writer(self, report: Report) -> str | None:
        return shown_name(report.writer) if report.writer else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_reporter(self, report: Report) -> str | None:
        return shown_name(report.reporter) if report.reporter else None

    @extend_schema_field(AttachedSerializer(many=True))
    def get_attachments(self, report: Report) -> list[Attached]:
        return evidence.files_for(report)


class DecisionSerializer(StrictSerializer):
    """What the decision says in words; a warning needs some."""

    answer = serializers.CharField(max_length=reporting.LONGEST, required=False, allow_blank=True, default="")


class ReportViewSet(ListModelMixin, RetrieveModelMixin, ViewSet):
    """Messages that were reported in programmes you moderate, newest first."""

    serializer_class = ReportSerializer

    def get_queryset(self):
        return reporting.reports_visible_to(self.request.user)

    def get_object(self) -> Report:
        return reporting.report_for(self.request.user, uuid_of(self.kwargs["pk"]))

    @extend_schema(request=DecisionSerializer)
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, pk: str) -> Response:
        """There is nothing to object to."""
        return self.decided("dismiss")

    @extend_schema(request=DecisionSerializer)
    @action(detail=True, methods=["post"])
    def warn(self, request: Request, pk: str) -> Response:
        """The writer is told, in your words, to write differently; never who reported it."""
        return self.decided("warn")

    @extend_schema(request=DecisionSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """The conversation can be read, and nothing can be added."""
        return self.decided("close")

    @extend_schema(
        parameters=[OpenApiParameter("file", OpenApiTypes.UUID, OpenApiParameter.PATH, description="Id of one of its `attachments`.")],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    @action(detail=True, url_path=f"files/(?P<file>{ID})")
    def file(self, request: Request, pk: str, file: str) -> HttpResponseBase:
        """A file of the reported message, while the report is open: 409 once it is decided. That you opened it is written down."""
        return serving.answer(request, evidence.open_file(report=self.get_object(), file=uuid_of(file), by=request.user))

    def decided(self, verb: str) -> Response:
        """Decide and show what came of it."""
        found = self.get_object()
        return self.answer(reporting.decide(report=found, verb=verb, by=self.request.user, **self.parsed(DecisionSerializer)))
