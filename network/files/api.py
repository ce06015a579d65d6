"""Files over HTTP: put there, described, opened, taken back."""

from uuid import UUID

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from network.core.api import StrictSerializer, ViewSet
from network.core.errors import NotVisible
from network.files import queries, services, serving
from network.files.models import File


class FileSerializer(serializers.ModelSerializer):
    """A file. `content_type` was found in its content; pictures have their size in pixels."""

    name = serializers.SerializerMethodField(help_text="As it is called for you.")

    class Meta:
        model = File
        fields = ("id", "purpose", "name", "content_type", "size", "sha256", "width", "height", "state", "created_at")
        read_only_fields = fields

    def get_name(self, file: File) -> str:
        return self.context.get("name") or file.name


class UploadSerializer(StrictSerializer):
    """A file on its way, as `multipart/form-data`."""

    purpose = serializers.CharField(max_length=40, help_text="What it is for, such as `message`.")
    file = serializers.FileField(allow_empty_file=True, help_text="At most 10 MB.")


class FileViewSet(ViewSet):
    """Files are put there first, and named by their ids in what they belong to; what belongs to nothing is removed after a day.

    Whoever may see what a file belongs to may open it. An `Idempotency-Key` has no meaning here: a second upload is a second file.
    """

    serializer_class = FileSerializer
    keeps_answers = False

    def get_queryset(self):
        return queries.files_of([])  # for the description; each file is asked for by its id

    def found(self, pk: str) -> queries.Shown:
        """The file that is asked for. Raises NotVisible."""
        try:
            return queries.file_for(self.request.user, UUID(pk))
        except ValueError:
            raise NotVisible from None

    def get_parsers(self) -> list:
        """Parts where a file is put there; JSON elsewhere."""
        return [MultiPartParser()] if self.action_map.get("post") == "create" else super().get_parsers()

    @extend_schema(request={"multipart/form-data": UploadSerializer}, responses={201: FileSerializer})
    def create(self, request: Request) -> Response:
        """Put a file there. Its kind is found in its content; pictures are drawn anew without what is hidden in them."""
        given = self.parsed(UploadSerializer)
        content = given["file"]
        file = services.upload(by=request.user, purpose=given["purpose"], content=content, name=content.name)
        return Response(FileSerializer(file).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=FileSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """What a file is, and whether it can be opened yet."""
        shown = self.found(pk)
        return Response(FileSerializer(shown.file, context={"name": shown.name}).data)

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Take back your own file that belongs to nothing yet."""
        services.take_back(file=self.found(pk).file, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True)
    def content(self, request: Request, pk: str) -> HttpResponseBase:
        """The file itself. 409 while it is being checked, and when the check found something."""
        return serving.answer(request, self.found(pk))

    @extend_schema(responses={(200, "image/webp"): OpenApiTypes.BINARY})
    @action(detail=True)
    def preview(self, request: Request, pk: str) -> HttpResponseBase:
        """A small picture of a picture; 404 for everything else."""
        return serving.answer(request, self.found(pk), preview=True)
