"""Jobs as a resource."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from network.core.api import ViewSet
from network.jobs import services
from network.jobs.models import Job
from network.jobs.queries import job_for, jobs_visible_to


class JobSerializer(serializers.ModelSerializer):
    """Long work and how far it is; `total` is 0 while it is not known."""

    label = serializers.CharField(read_only=True)

    class Meta:
        model = Job
        fields = ("id", "kind", "label", "state", "done", "total", "message", "created_at", "finished_at")
        read_only_fields = fields


class JobViewSet(ListModelMixin, RetrieveModelMixin, ViewSet):
    """Your own long work; administrators see the platform's too."""

    serializer_class = JobSerializer

    def get_queryset(self):
        return jobs_visible_to(self.request.user)

    @extend_schema(request=None, responses=JobSerializer)
    @action(methods=["post"], detail=True)
    def cancel(self, request: Request, pk: str) -> Response:
        """Stop it after the step it is at."""
        return self.answer(services.cancel(by=request.user, job=job_for(request.user, pk)))

    @extend_schema(request=None, responses=JobSerializer)
    @action(methods=["post"], detail=True)
    def resume(self, request: Request, pk: str) -> Response:
        """Let it go on where it stopped."""
        return self.answer(services.resume(by=request.user, job=job_for(request.user, pk)))
