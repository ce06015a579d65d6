"""`match-weights`: what counts how much in a programme, version by version, and what another weighting would change."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.matching.models import Weighting
from mentoring.matching.weights import preview, queries, services
from mentoring.matching.weights.preview import Preview
from mentoring.matching.weights.queries import USUAL, Weighed
from mentoring.matching.weights.services import checked
from network.core.api import IdField, StrictSerializer, ViewSet
from network.jobs.models import Job

ID = "[0-9a-f-]{36}"


class WeightingSerializer(serializers.ModelSerializer):
    """One version: weights by criterion, the shares of the first, second, … need, who made it and why."""

    weights = serializers.DictField(child=serializers.FloatField(), read_only=True)
    importance = serializers.ListField(child=serializers.FloatField(), read_only=True)
    by_name = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = Weighting
        fields = ("id", "programme", "number", "weights", "importance", "reason", "by", "by_name", "created_at")
        read_only_fields = fields


class CurrentWeightsSerializer(serializers.Serializer):
    """What holds now; number 0 are the usual weights, which nobody has changed."""

    number = serializers.IntegerField()
    weights = serializers.DictField(child=serializers.FloatField())
    importance = serializers.ListField(child=serializers.FloatField())


class WeightField(serializers.FloatField):
    """How much something counts: a finite number, above or at zero; true and false are none."""

    def to_internal_value(self, data: object) -> float:
        try:
            return services.number(data)
        except ValueError as wrong:
            raise serializers.ValidationError(str(wrong)) from None


class TriedWeights(StrictSerializer):
    """Weights to try: a criterion that is left out has its usual weight. 0 to 100; the shares of needs do not rise."""

    programme = IdField()
    weights = serializers.DictField(child=WeightField(help_text="a number from 0 to 100"))
    importance = serializers.ListField(child=WeightField(help_text="a number above 0"), required=False, max_length=services.MOST_NEEDS)

    def validate_importance(self, shares: list[float]) -> list[float]:
        """Refused by this name: the page has a field per need, the API has one for all."""
        try:
            for before, given in zip([None, *shares], shares, strict=False):
                services.share(given, before)
        except ValueError as wrong:
            raise serializers.ValidationError(str(wrong)) from None
        return shares


class NewWeights(TriedWeights):
    """A new version, on the one that was looked at."""

    reason = serializers.CharField(max_length=services.LONGEST_REASON)
    based_on = serializers.IntegerField(min_value=0, help_text="the number of the version that holds now; 409 `stale` when another was saved meanwhile")


class WhichProgramme(serializers.Serializer):
    """Of which programme."""

    programme = serializers.UUIDField()


class WeighedFigureSerializer(serializers.Serializer):
    """A figure of the whole cohort. `same` measures the new pairs by the weights of before; fits are points of 10 000."""

    key = serializers.CharField()
    before = serializers.IntegerField(allow_null=True)
    after = serializers.IntegerField(allow_null=True)
    same = serializers.IntegerField(allow_null=True)


class WeighedMoveSerializer(serializers.Serializer):
    """A request that would get somebody else; null is nobody."""

    request = serializers.UUIDField()
    before = serializers.UUIDField(allow_null=True)
    after = serializers.UUIDField(allow_null=True)
    points_before = serializers.IntegerField(allow_null=True)
    points_after = serializers.IntegerField(allow_null=True)


class WeighedGroupFiguresSerializer(serializers.Serializer):
    """How one group fares: share with a mentor, median place among its own choices, median points, and what is notably worse."""

    rate = serializers.FloatField(allow_null=True)
    rank = serializers.FloatField(allow_null=True)
    points = serializers.FloatField(allow_null=True)
    warnings = serializers.ListField(child=serializers.DictField())


class WeighedGroupSerializer(serializers.Serializer):
    """One group before and after; `companies` is null for a group too small to show."""

    dimension = serializers.CharField()
    value = serializers.CharField()
    companies = serializers.IntegerField(allow_null=True)
    before = WeighedGroupFiguresSerializer()
    after = WeighedGroupFiguresSerializer()


class WeightPreviewSerializer(serializers.Serializer):
    """What would change. `job` works it out while `ready` is false: ask again at `previews/{job}`."""

    ready = serializers.BooleanField()
    job = serializers.UUIDField(allow_null=True)
    run = serializers.UUIDField(allow_null=True, help_text="on whose frozen facts; null for the requests of now")
    figures = WeighedFigureSerializer(many=True)
    changes = WeighedMoveSerializer(many=True)
    groups = WeighedGroupSerializer(many=True)


class WeightingViewSet(ListModelMixin, RetrieveModelMixin, ViewSet):
    """Versions of the weights of the programmes you coordinate, newest first. They are added, never changed."""

    serializer_class = WeightingSerializer

    def get_queryset(self):
        return queries.weightings_visible_to(self.request.user)

    @extend_schema(parameters=[OpenApiParameter("programme", UUID)])
    def list(self, request: Request) -> Response:
        """All versions; `programme` narrows them down to one programme."""
        rows = self.get_queryset()
        if "programme" in request.query_params:
            rows = rows.filter(programme=self._asked_programme())
        return self.paged(rows)

    @extend_schema(request=NewWeights, responses={201: WeightingSerializer})
    def create(self, request: Request) -> Response:
        """Keep a new version with a reason; it holds from now on."""
        given = self.parsed(NewWeights)
        programme = queries.programme_to_weigh(request.user, given.pop("programme"))
        importance = given.pop("importance", USUAL.importance)
        return self.answer(services.set_weights(programme=programme, by=request.user, importance=importance, **given), created=True)

    @extend_schema(parameters=[OpenApiParameter("programme", UUID, required=True)], responses=CurrentWeightsSerializer)
    @action(detail=False, pagination_class=None)
    def current(self, request: Request) -> Response:
        """What holds in a programme now."""
        return Response(_current(queries.weighed(self._asked_programme())))

    @extend_schema(request=TriedWeights, responses={200: WeightPreviewSerializer, 202: WeightPreviewSerializer})
    @action(detail=False, methods=["post"], pagination_class=None)
    def preview(self, request: Request) -> Response:
        """What these weights would change on the last cohort; nothing is kept. A large cohort is 202, worked out by a job."""
        given = self.parsed(TriedWeights)
        programme = queries.programme_to_weigh(request.user, given["programme"])
        weights = checked(given["weights"], given.get("importance", USUAL.importance))
        found = preview.preview(programme=programme, by=request.user, weights=weights)
        if isinstance(found, Job):
            where = reverse("api:api-match-weights-previewed", args=[programme.pk, found.pk])
            return Response(_previewed(None, found), status=status.HTTP_202_ACCEPTED, headers={"Location": where})
        return Response(_previewed(found, None))

    @extend_schema(
        parameters=[OpenApiParameter("programme", UUID, OpenApiParameter.PATH), OpenApiParameter("job", UUID, OpenApiParameter.PATH)],
        responses=WeightPreviewSerializer,
    )
    @action(detail=False, url_path=f"previews/(?P<programme>{ID})/(?P<job>{ID})", pagination_class=None)
    def previewed(self, request: Request, programme: str, job: str) -> Response:
        """A preview of your own that a job works out."""
        found = queries.programme_to_weigh(request.user, programme)
        row, found_preview = preview.preview_of(programme=found, by=request.user, job=job)
        return Response(_previewed(found_preview, row))

    def _asked_programme(self) -> Any:
        asked = WhichProgramme(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        return queries.programme_to_weigh(self.request.user, asked.validated_data["programme"])


def _current(now: Weighed) -> dict:
    return {"number": now.number, "weights": now.weights.by_criterion(), "importance": list(now.weights.importance)}


def _previewed(preview: Preview | None, job: Job | None) -> dict:
    found = (preview.found if preview else None) or {"figures": {}, "changes": [], "groups": []}
    moved = ("request", "before", "after", "points_before", "points_after")
    return {
        "ready": preview is not None,
        "job": job.pk if job else None,
        "run": preview.run.pk if preview and preview.run else None,
        "figures": [dict(zip(("key", "before", "after", "same"), (key, *values), strict=True)) for key, values in found["figures"].items()],
        "changes": [dict(zip(moved, row, strict=True)) for row in found["changes"]],
        "groups": found["groups"],
    }
