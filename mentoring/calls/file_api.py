"""`applications/{id}/files/`: the files that answer an application's questions. They are uploaded at `files/`, and opened there."""

from dataclasses import dataclass
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.calls import files, queries
from mentoring.calls.models import Application, Role
from network.core.api import IdField, StrictSerializer, ViewSet
from network.core.errors import NotVisible
from network.files.models import File
from network.forms.answers import MOST_FILES


@dataclass(frozen=True, slots=True)
class Answering:
    """A file with the question that it answers."""

    question: str
    file: File


class AnswerFileOut(serializers.ModelSerializer):
    """A file of an application. `question` is the key of the one it answers; it is opened at `files/{id}/content/`."""

    question = serializers.CharField()
    id = serializers.UUIDField(source="file.id")
    name = serializers.CharField(source="file.name")
    content_type = serializers.CharField(source="file.content_type")
    size = serializers.IntegerField(source="file.size")
    sha256 = serializers.CharField(source="file.sha256")
    state = serializers.ChoiceField(choices=File.State.choices, source="file.state", help_text="Opened once it is `ready`.")
    created_at = serializers.DateTimeField(source="file.created_at")

    class Meta:
        model = File
        fields = ("question", "id", "name", "content_type", "size", "sha256", "state", "created_at")
        read_only_fields = fields


class AnswerFilesIn(StrictSerializer):
    """Which question, and the ids of files that were uploaded with the purpose `application`; they are added to those that it has."""

    question = serializers.CharField(max_length=40)
    files = serializers.ListField(child=IdField(), min_length=1, max_length=MOST_FILES)


FILE = OpenApiParameter("file", OpenApiTypes.UUID, OpenApiParameter.PATH, description="Id of the file.")


class AnswerFileViewSet(ViewSet):
    """Files of applications that one writes, and of those to calls that one runs."""

    serializer_class = AnswerFileOut

    def found(self, pk: str, *roles: Role) -> Application:
        return queries.application_for(self.request.user, pk, *(roles or (Role.APPLICANT, Role.COORDINATOR)))

    def listed(self, application: Application, status: int = 200) -> Response:
        rows = [Answering(key, file) for key, held in files.answered_with(application).items() for file in held]
        return Response(AnswerFileOut(rows, many=True).data, status=status, headers={"ETag": f'"{application.version}"'})

    @extend_schema(responses=AnswerFileOut(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def files(self, request: Request, pk: str) -> Response:
        """All of them, by question."""
        return self.listed(self.found(pk))

    @extend_schema(request=AnswerFilesIn, responses={201: AnswerFileOut(many=True)})
    @files.mapping.post
    def bring(self, request: Request, pk: str) -> Response:
        """Answer a question with uploaded files. 400 beside the question for more than it takes, 409 once it was handed in."""
        found, given = self.found(pk, Role.APPLICANT), self.parsed(AnswerFilesIn)
        return self.listed(files.bring(application=found, by=request.user, key=given["question"], added=given["files"]), status=201)

    @extend_schema(responses={204: None}, parameters=[FILE])
    @action(detail=True, methods=["delete"], url_path="files/(?P<file>[0-9a-f-]{36})")
    def file(self, request: Request, pk: str, file: str) -> Response:
        """Take one away. What was handed in with it keeps it."""
        files.take_out(application=self.found(pk, Role.APPLICANT), by=request.user, file=_uuid(file))
        return Response(status=204)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotVisible from None
