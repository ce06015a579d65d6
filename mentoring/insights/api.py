"""`reports`: the pipeline at the level that was agreed, and what does not move in one's programmes."""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.insights import attention, nudges, queries, scopes
from mentoring.insights.pipeline import DIMENSIONS, Figures, Stage
from mentoring.mentorships.models import Mentorship
from mentoring.requests.models import MentoringRequest
from network.core.api import StrictSerializer, ViewSet
from network.programmes.models import SharingAgreement


class ScopeOut(serializers.Serializer):
    """Something whose pipeline one may look at."""

    id = serializers.UUIDField(source="pk")
    programme = serializers.CharField(source="programme.name")
    giver = serializers.CharField(source="giver.name", default=None, allow_null=True)
    level = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=SharingAgreement.Level.choices))
    def get_level(self, scope: scopes.Scope) -> str:
        return "named" if scope.named else "figures"


class LineOut(serializers.Serializer):
    """One category: figures by stage, null where kept back."""

    category = serializers.ListField(child=serializers.CharField())
    stages = serializers.DictField(child=serializers.IntegerField(allow_null=True))


class FiguresOut(ScopeOut):
    """How many companies stand where. Null means kept back: the group is small, or would tell a small one."""

    total = serializers.IntegerField(allow_null=True)
    stages = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    country = LineOut(many=True)
    region = LineOut(many=True)
    sector = LineOut(many=True)
    quarter = LineOut(many=True)


class CompanyOut(serializers.Serializer):
    """A company behind the figures."""

    id = serializers.UUIDField(source="company.pk")
    name = serializers.CharField(source="company.name")
    country = serializers.CharField(source="company.country")
    region = serializers.CharField(source="company.region_id", allow_null=True)
    sectors = serializers.ListField(child=serializers.CharField())
    stage = serializers.ChoiceField(choices=[stage.value for stage in Stage])
    since = serializers.DateTimeField()


class CompaniesOut(serializers.Serializer):
    """A page of companies; `next` and `previous` are keys for `?after=` and `?before=`."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = CompanyOut(many=True)


class CompaniesIn(StrictSerializer):
    """Filters of the list of companies."""

    stage = serializers.ChoiceField(choices=[stage.value for stage in Stage], required=False, default="")
    country = serializers.CharField(max_length=2, required=False, default="")
    region = serializers.CharField(max_length=10, required=False, default="")
    sector = serializers.CharField(max_length=40, required=False, default="")
    after = serializers.CharField(max_length=40, required=False, default="")
    before = serializers.CharField(max_length=40, required=False, default="")
    page_size = serializers.IntegerField(min_value=1, max_value=100, required=False, default=queries.SIZE)


def figures_as_json(figures: Figures) -> dict:
    """Figures as the API says them."""
    lines = {
        dimension: [{"category": list(category), "stages": dict(zip(list(Stage), numbers, strict=True))} for category, numbers in figures.by(dimension)]
        for dimension in DIMENSIONS
    }
    return {"total": figures.total(), "stages": {stage: figures.stage(stage) for stage in Stage}, **lines}


class PipelineViewSet(ViewSet):
    """The pipeline of the programmes one coordinates, and of the partners that share theirs."""

    serializer_class = ScopeOut
    pagination_class = None
    queryset = None

    @extend_schema(responses={200: ScopeOut(many=True)})
    def list(self, request: Request) -> Response:
        return Response({"next": None, "previous": None, "results": ScopeOut(scopes.scopes_of(request.user), many=True).data})

    @extend_schema(responses=FiguresOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        scope = scopes.scope_for(request.user, pk)
        return Response(ScopeOut(scope).data | figures_as_json(queries.pipeline_figures(scope)))

    @extend_schema(responses=CompaniesOut, parameters=[CompaniesIn, OpenApiParameter("id", str, OpenApiParameter.PATH)])
    @action(detail=True, methods=["get"])
    def companies(self, request: Request, pk: str) -> Response:
        scope = scopes.scope_for(request.user, pk)
        serializer = CompaniesIn(data=request.query_params.dict())
        serializer.is_valid(raise_exception=True)
        given = dict(serializer.validated_data)
        paging = {"after": given.pop("after"), "before": given.pop("before"), "size": given.pop("page_size")}
        page = queries.slice_of(queries.pipeline_rows(scope, **given), **paging)
        return Response({"next": page.next or None, "previous": page.previous or None, "results": CompanyOut(page.rows, many=True).data})


class StuckOut(serializers.Serializer):
    """What all that does not move has in common."""

    id = serializers.UUIDField(source="pk")
    programme = serializers.CharField(source="programme.name")
    company = serializers.CharField(source="company.name")
    state = serializers.CharField()
    reason = serializers.SerializerMethodField()
    since = serializers.SerializerMethodField()

    def _stuck(self, row: MentoringRequest | Mentorship) -> attention.Stuck | None:
        return attention.why_mentorship_is_stuck(row) if isinstance(row, Mentorship) else attention.why_request_is_stuck(row)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_reason(self, row: MentoringRequest | Mentorship) -> str | None:
        stuck = self._stuck(row)
        return stuck.reason if stuck else None

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_since(self, row: MentoringRequest | Mentorship) -> str | None:
        stuck = self._stuck(row)
        return stuck.since.isoformat() if stuck else None


class DraftOut(serializers.Serializer):
    """A ready text, in the receiver's language."""

    to = serializers.CharField()
    receiver = serializers.CharField()
    text = serializers.CharField()


class NoteIn(StrictSerializer):
    """A text to send."""

    to = serializers.ChoiceField(choices=[nudges.COMPANY, nudges.MENTOR])
    text = serializers.CharField(max_length=nudges.LONGEST)


class NoteOut(serializers.Serializer):
    """To whom it went."""

    receiver = serializers.CharField()


class StuckViewSet(mixins.ListModelMixin, ViewSet):
    """What does not move in the programmes one coordinates, with a ready text to send."""

    serializer_class = StuckOut

    def thing(self) -> MentoringRequest | Mentorship:
        raise NotImplementedError

    @extend_schema(responses=DraftOut, parameters=[OpenApiParameter("to", str, enum=[nudges.COMPANY, nudges.MENTOR])])
    @action(detail=True, methods=["get"])
    def draft(self, request: Request, pk: str) -> Response:
        draft = nudges.draft(thing=self.thing(), to=request.query_params.get("to", nudges.COMPANY), by=request.user)
        return Response({"to": draft.to, "receiver": str(draft.receiver), "text": draft.text})

    @extend_schema(request=NoteIn, responses=NoteOut)
    @action(detail=True, methods=["post"])
    def note(self, request: Request, pk: str) -> Response:
        receiver = nudges.send(thing=self.thing(), by=request.user, **self.parsed(NoteIn))
        return Response({"receiver": str(receiver)})


class StuckRequestViewSet(StuckViewSet):
    """Requests that nobody answered in time, that wait for approval or a reply, or that nobody could take."""

    def get_queryset(self) -> QuerySet[MentoringRequest]:
        return attention.stuck_requests(self.request.user)

    def thing(self) -> MentoringRequest:
        return attention.watched_request_for(self.request.user, self.kwargs["pk"])


class StuckMentorshipViewSet(StuckViewSet):
    """Mentorships without a session and without a message for the programme's number of days."""

    def get_queryset(self) -> QuerySet[Mentorship]:
        return attention.stuck_mentorships(self.request.user)

    def thing(self) -> Mentorship:
        return attention.watched_mentorship_for(self.request.user, self.kwargs["pk"])
