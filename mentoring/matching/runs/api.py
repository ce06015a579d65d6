"""`match-runs`: a programme's cohort matched at once. Read and steered by its coordinators; nobody else learns of them."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.matching.models import MatchRun
from mentoring.matching.names import names
from mentoring.matching.runs import pins, publishing, queries, services, what_if, wording
from mentoring.matching.runs.serializers import (
    ComparisonSerializer,
    PairSerializer,
    PinInput,
    PinSerializer,
    PublishInput,
    RerunInput,
    RunDetailSerializer,
    RunInput,
    RunMatchSerializer,
    RunSerializer,
    WhatIfInput,
    WhatIfSerializer,
)
from mentoring.matching.wording import Side, line
from network.core.api import ViewSet
from network.programmes.queries import programme_for


class OtherRun(serializers.Serializer):
    """With which run."""

    other = serializers.UUIDField()


class PairOf(serializers.Serializer):
    """Which pair."""

    request = serializers.UUIDField()
    candidate = serializers.UUIDField()


class RunViewSet(mixins.ListModelMixin, ViewSet):
    """Match runs of the programmes that one coordinates."""

    serializer_class = RunSerializer

    def get_queryset(self) -> QuerySet[MatchRun]:
        return queries.runs_visible_to(self.request.user)

    @extend_schema(request=RunInput, responses={201: RunDetailSerializer})
    def create(self, request: Request) -> Response:
        """Start a run over all requests of the programme that look for somebody. A job tells how far it is."""
        given = self.parsed(RunInput)
        programme = programme_for(request.user, given.pop("programme"))
        return self._shown(services.start(programme=programme, by=request.user, **given), code=status.HTTP_201_CREATED)

    @extend_schema(responses=RunDetailSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """A run with its terms, its figures, the load of each candidate, and the proof."""
        return self._shown(self._run(pk))

    @extend_schema(responses=RunMatchSerializer(many=True))
    @action(detail=True, methods=["get"])
    def matches(self, request: Request, pk: str) -> Response:
        """What every request got, with the reasons; or why it got nobody."""
        return self.paged(queries.matches_of(self._run(pk)), RunMatchSerializer)

    @extend_schema(methods=["get"], responses=PinSerializer(many=True))
    @extend_schema(methods=["post"], request=PinInput, responses={201: PinSerializer})
    @action(detail=True, methods=["get", "post"])
    def pins(self, request: Request, pk: str) -> Response:
        """Pairs that are kept or ruled out in the run that is made again from this one; POST sets one."""
        run = self._run(pk)
        if request.method == "GET":
            return self.paged(queries.pins_of(run), PinSerializer)
        given = self.parsed(PinInput)
        do = {"pin": pins.pin, "forbid": pins.forbid}[given.pop("kind")]
        made = do(run=run, by=request.user, **given)
        return Response(PinSerializer(queries.pin_for(request.user, made.pk)).data, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[OpenApiParameter("pin", UUID, OpenApiParameter.PATH)], responses={204: None})
    @action(detail=True, methods=["delete"], url_path="pins/(?P<pin>[0-9a-f-]{36})", url_name="unpin")
    def unpin(self, request: Request, pk: str, pin: str) -> Response:
        """Take a pair back that was set by hand."""
        self._run(pk)
        pins.unpin(pin=queries.pin_for(request.user, pin), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=RerunInput, responses={201: RunDetailSerializer})
    @action(detail=True, methods=["post"])
    def rerun(self, request: Request, pk: str) -> Response:
        """A new run under the same terms with the pairs set by hand: on the same facts, or on those of now."""
        run = self._run(pk)
        return self._shown(services.rerun(run=run, by=request.user, **self.parsed(RerunInput)), code=status.HTTP_201_CREATED)

    @extend_schema(request=WhatIfInput, responses=WhatIfSerializer)
    @action(detail=True, methods=["post"], url_path="what-if")
    def what_if(self, request: Request, pk: str) -> Response:
        """What would change with more candidates. Nothing of it is kept."""
        run = self._run(pk)
        added = [what_if.Added(**it) for it in self.parsed(WhatIfInput)["added"]]
        return Response(WhatIfSerializer(what_if.what_if(run=run, by=request.user, added=added)).data)

    @extend_schema(parameters=[OpenApiParameter("other", UUID, required=True)], responses=ComparisonSerializer)
    @action(detail=True, methods=["get"])
    def compare(self, request: Request, pk: str) -> Response:
        """Two runs of one programme side by side: the figures, and the requests that get somebody else."""
        run = self._run(pk)
        asked = OtherRun(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return Response(ComparisonSerializer(queries.compare(run, self._run(asked.validated_data["other"]))).data)

    @extend_schema(parameters=[OpenApiParameter("request", UUID, required=True), OpenApiParameter("candidate", UUID, required=True)], responses=PairSerializer)
    @action(detail=True, methods=["get"])
    def pair(self, request: Request, pk: str) -> Response:
        """How one request and one candidate fitted in the run, whether they came together or not."""
        run = self._run(pk)
        asked = PairOf(data=request.query_params)
        asked.is_valid(raise_exception=True)
        found, labels = queries.pair_of(run, **asked.validated_data), names()
        told = [{"code": code, "reason": wording.barred(code)} for code in (*(it.code for it in found.reasons), *found.by_hand)]
        lines = [
            {
                "key": c.key,
                "code": c.code,
                "value": c.value,
                "weight": c.weight,
                "contribution": c.contribution,
                "words": line(c, labels, Side.COORDINATOR).words,
            }
            for c in found.explanation.criteria
        ]
        return Response(PairSerializer({"points": found.points, "is_possible": found.is_possible, "reasons": told, "criteria": lines}).data)

    @extend_schema(request=PublishInput, responses={202: RunDetailSerializer})
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Propose to every company whom it got, and tell both sides. A job tells how far it is; once is enough, a second time is refused."""
        run = self._run(pk)
        return self._shown(publishing.publish(run=run, by=request.user, **self.parsed(PublishInput)), code=status.HTTP_202_ACCEPTED)

    @extend_schema(request=None, responses={202: RunDetailSerializer})
    @action(detail=True, methods=["post"], url_path="go-on", url_name="go-on")
    def go_on(self, request: Request, pk: str) -> Response:
        """Go on publishing where it has stopped; nobody is told twice."""
        return self._shown(publishing.go_on(run=self._run(pk), by=request.user), code=status.HTTP_202_ACCEPTED)

    @extend_schema(request=None, responses=RunDetailSerializer)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: str) -> Response:
        """Put a run aside that will not be published."""
        return self._shown(services.discard(run=self._run(pk), by=request.user))

    @extend_schema(request=None, responses=RunDetailSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Stop a run that is being worked out."""
        return self._shown(services.cancel(run=self._run(pk), by=request.user))

    def _run(self, pk: UUID | str) -> MatchRun:
        return queries.run_for(self.request.user, pk)

    def _shown(self, run: MatchRun, *, code: int = status.HTTP_200_OK) -> Response:
        shown = RunDetailSerializer(queries.run_for(self.request.user, run.pk), context=self.get_serializer_context())
        return Response(shown.data, status=code)
