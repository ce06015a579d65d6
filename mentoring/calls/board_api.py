"""`calls/{id}/board`, `…/cards`, `…/funnel` and `…/pipeline`, and the moves of `applications`: for those who work on a call."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.calls import board as boards
from mentoring.calls import moving, pipelines, queries, tables
from mentoring.calls.board import Card, Viewer, filters_of
from mentoring.calls.models import Application, Role
from mentoring.calls.pipeline import LONGEST_LABEL, MOST_STAGES, MOST_WAYS, Pipeline, Stage, Way, as_data
from network.core.api import IdField, StrictSerializer, ViewSet
from network.core.errors import NotVisible
from network.core.pagination import ordered_by
from network.core.preconditions import IF_MATCH, check_match
from network.vocabulary.labels import label_of

FILTERS = [OpenApiParameter(name, str, description=words) for name, words in (
    ("q", "Words: number, company, what the application is called, who writes it; the number alone where names are hidden."),
    ("country", "Code of a country; ignored where names are hidden."), ("region", "Code of a region."), ("sector", "Code of a sector."),
)]  # fmt: skip


class CardOut(serializers.Serializer):
    """An application on the board. Where names are hidden, all that tells of the company is empty."""

    id = serializers.UUIDField(source="pk")
    number = serializers.IntegerField()
    name = serializers.CharField()
    title = serializers.CharField(source="called", help_text="What the applicant calls it; empty where the form does not ask for it.")
    place = serializers.CharField()
    country = serializers.CharField()
    stage = serializers.CharField(source="stage.key")
    stage_id = serializers.UUIDField()
    stage_name = serializers.CharField(source="stage_label")
    in_stage_since = serializers.DateTimeField(source="since")
    days = serializers.IntegerField()
    held_decision = serializers.CharField(source="held", help_text="What is decided and not told yet; empty for none.")
    submitted_at = serializers.DateTimeField(allow_null=True)


class ColumnOut(serializers.Serializer):
    """A stage with how many stand there, and its first cards."""

    stage = serializers.CharField(source="stage.key")
    stage_id = serializers.UUIDField(source="stage.pk")
    name = serializers.CharField(source="label")
    count = serializers.IntegerField()
    cards = CardOut(many=True)


class ReachedOut(serializers.Serializer):
    """How many ever came to a stage, and how many are there now."""

    stage = serializers.CharField(source="stage.key")
    name = serializers.CharField(source="label")
    ever = serializers.IntegerField()
    now = serializers.IntegerField()


class WayOut(serializers.Serializer):
    """A way out of the stage: whether it is open to the reader now, else why not."""

    verb = serializers.CharField()
    name = serializers.SerializerMethodField()
    target = serializers.CharField(source="target.key")
    is_decision = serializers.BooleanField()
    is_open = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()

    @extend_schema_field(serializers.CharField())
    def get_name(self, way: Any) -> str:
        return label_of(way.labels)

    @extend_schema_field(serializers.BooleanField())
    def get_is_open(self, way: Any) -> bool:
        return bool(way.verdict)

    @extend_schema_field(serializers.CharField())
    def get_reason(self, way: Any) -> str:
        return str(way.verdict.message)


class MoveIn(StrictSerializer):
    """Which way; `seen_in` is the stage in which the mover saw it, so that two who move one card learn of each other."""

    verb = serializers.SlugField(max_length=40)
    seen_in = IdField(required=False)
    reason = serializers.CharField(max_length=moving.LONGEST_REASON, required=False, default="", allow_blank=True)
    words = serializers.CharField(max_length=moving.LONGEST_WORDS, required=False, default="", allow_blank=True)


class NothingIn(StrictSerializer):
    """A verb without fields."""


class LabelsField(serializers.DictField):
    """Texts by language."""

    child = serializers.CharField(max_length=LONGEST_LABEL, allow_blank=True)


class StageData(StrictSerializer):
    """A stage of the pipeline."""

    key = serializers.CharField(max_length=40)
    kind = serializers.CharField(max_length=10)
    staff = LabelsField()
    applicant = LabelsField()
    future = LabelsField(required=False, default=dict)
    seen_by = serializers.ListField(child=serializers.CharField(max_length=12), required=False, default=list, max_length=3)
    edited_by = serializers.ListField(child=serializers.CharField(max_length=12), required=False, default=list, max_length=3)
    part = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)


class WayData(StrictSerializer):
    """A way between two stages, named by their keys."""

    verb = serializers.CharField(max_length=40)
    source = serializers.CharField(max_length=40)
    target = serializers.CharField(max_length=40)
    labels = LabelsField()
    takers = serializers.ListField(child=serializers.CharField(max_length=12), max_length=3)
    requires = serializers.ListField(child=serializers.CharField(max_length=40), required=False, default=list, max_length=20)
    is_decision = serializers.BooleanField(required=False, default=False)


class PipelineData(StrictSerializer):
    """All stages in the order of the columns, and all ways."""

    stages = serializers.ListField(child=StageData(), max_length=MOST_STAGES)
    ways = serializers.ListField(child=WayData(), max_length=MOST_WAYS)


class BoardViewSet(ViewSet):
    """The working side of a call."""

    serializer_class = CardOut
    pagination_class = ordered_by(*boards.ORDER)

    def viewer(self, pk: str, *, runs: bool = False) -> Viewer:
        found = boards.viewer_for(self.request.user, pk)
        if runs and found.role != Role.COORDINATOR:
            raise NotVisible
        return found

    @extend_schema(parameters=FILTERS, responses=ColumnOut(many=True))
    @action(detail=True, pagination_class=None)
    def board(self, request: Request, pk: str) -> Response:
        """Every stage that the reader sees with its count and its first 20 cards."""
        columns = boards.columns_of(self.viewer(pk), filters_of(request.query_params))
        return Response(ColumnOut(columns, many=True).data)

    @extend_schema(parameters=[*FILTERS, OpenApiParameter("stage", str, description="Key of a stage.")], responses=CardOut(many=True))
    @action(detail=True)
    def cards(self, request: Request, pk: str) -> Response:
        """All cards that the reader sees, who came to a stage last first."""
        viewer = self.viewer(pk)
        rows = boards.cards_seen_by(viewer, filters_of(request.query_params))
        if wanted := request.query_params.get("stage"):
            rows = rows.filter(stage__in=[stage.pk for stage in viewer.stages if stage.key == wanted])
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(CardOut([boards.card_of(row, is_blind=viewer.is_blind) for row in page], many=True).data)

    @extend_schema(responses=ReachedOut(many=True))
    @action(detail=True, pagination_class=None)
    def funnel(self, request: Request, pk: str) -> Response:
        """How many ever came to each stage."""
        return Response(ReachedOut(tables.funnel_of(self.viewer(pk, runs=True)), many=True).data)

    @extend_schema(responses=PipelineData)
    @action(detail=True)
    def pipeline(self, request: Request, pk: str) -> Response:
        """The stages and ways, with their ETag."""
        return _pipeline(pipelines.pipeline_of(self.viewer(pk, runs=True).call))

    @extend_schema(request=PipelineData, responses=PipelineData, parameters=[IF_MATCH])
    @pipeline.mapping.put
    def put_pipeline(self, request: Request, pk: str) -> Response:
        """Put another one in its place (with If-Match). Errors stand at `stages.2`, `ways.0` or the whole; nobody may be stranded."""
        call = self.viewer(pk, runs=True).call
        given = self.parsed(PipelineData)
        version = pipelines.version_of(pipelines.pipeline_of(call))
        check_match(request, f'"{version}"')
        return _pipeline(pipelines.set_pipeline(call=call, pipeline=_read(given), by=request.user, seen=version))


@extend_schema_view(ways=extend_schema(responses=WayOut(many=True)))
class MovingViewSet(ViewSet):
    """Moves of an application, for coordinators and reviewers; applicants hand in, withdraw and confirm by verbs of their own."""

    serializer_class = CardOut

    def found(self, pk: str) -> Application:
        return queries.application_for(self.request.user, pk, Role.COORDINATOR, Role.REVIEWER)

    def card(self, found: Application) -> Card:
        viewer = boards.viewer_for(self.request.user, found.call_id)
        return boards.card_of(found, is_blind=viewer.is_blind)

    @action(detail=True, pagination_class=None)
    def ways(self, request: Request, pk: str) -> Response:
        """Where it can go from here, and why not elsewhere."""
        found = []
        for way, verdict in moving.ways_for(request.user, self.found(pk)):
            way.verdict = verdict
            found.append(way)
        return Response(WayOut(found, many=True).data)

    @extend_schema(request=MoveIn, responses=CardOut)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        """Take a way. A decision is held until it is released. 409 says why it is not possible (any more)."""
        found, given = self.found(pk), self.parsed(MoveIn)
        seen_in: UUID | None = given.pop("seen_in", None)
        return self.answer(self.card(moving.move(application=found, by=request.user, seen_in=seen_in, **given)))

    @extend_schema(request=NothingIn, responses=CardOut)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: str) -> Response:
        """Let the held decision out: the applicant is told at once."""
        self.parsed(NothingIn)
        return self.answer(self.card(moving.release(application=self.found(pk), by=request.user)))

    @extend_schema(request=NothingIn, responses=CardOut)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """Drop the held decision; nobody outside has heard of it."""
        self.parsed(NothingIn)
        return self.answer(self.card(moving.take_back(application=self.found(pk), by=request.user)))


def _pipeline(pipeline: Pipeline) -> Response:
    return Response(as_data(pipeline), headers={"ETag": f'"{pipelines.version_of(pipeline)}"'})


def _read(given: dict[str, Any]) -> Pipeline:
    stages = [Stage(**one | {name: frozenset(one[name]) for name in ("seen_by", "edited_by")}) for one in given["stages"]]
    ways = [Way(**one | {"takers": frozenset(one["takers"]), "requires": tuple(one["requires"])}) for one in given["ways"]]
    return Pipeline(tuple(stages), tuple(ways))
