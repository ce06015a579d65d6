"""`reports/applications` and `reports/plans`: several incubators side by side, at the level that each agreed to."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.insights import across_queries as queries
from mentoring.insights.across import SPLITS, Figure, Line
from mentoring.insights.across_queries import APPLICATIONS, PLANS, STANDINGS, Chosen, Overview, Row
from mentoring.insights.queries import SIZE, slice_of
from network.core.api import StrictSerializer, ViewSet
from network.vocabulary.countries import CountryCode

_QUARTER = r"^\d{4}-Q[1-4]$"


class FilterIn(StrictSerializer):
    """What to show. Where only figures are shared, two filters of different kinds at once show nothing."""

    incubator = serializers.UUIDField(required=False)
    call = serializers.UUIDField(required=False)
    country = serializers.ChoiceField(choices=CountryCode.choices, required=False)
    region = serializers.RegexField(r"^[A-Z]{2}[0-9A-Z]{1,8}$", max_length=10, required=False)
    sector = serializers.SlugField(max_length=40, required=False)
    since = serializers.RegexField(_QUARTER, max_length=7, required=False)
    until = serializers.RegexField(_QUARTER, max_length=7, required=False)


class FiguresIn(FilterIn):
    """And how to split the sum."""

    by = serializers.ChoiceField(choices=list(SPLITS), required=False)


class RowsIn(FilterIn):
    """And which stage, and which page."""

    stage = serializers.ChoiceField(choices=sorted({stage for stages in STANDINGS.values() for stage in stages}), required=False)
    after = serializers.CharField(max_length=40, required=False, default="")
    before = serializers.CharField(max_length=40, required=False, default="")
    page_size = serializers.IntegerField(min_value=1, max_value=100, required=False, default=SIZE)


class GuardedFigureOut(serializers.Serializer):
    """A number: null where it is kept back; with `kept_back` the real one is at least this."""

    value = serializers.IntegerField(allow_null=True)
    kept_back = serializers.BooleanField()


class StandingsOut(serializers.Serializer):
    """Over all stages, and by stage."""

    total = GuardedFigureOut()
    stages = serializers.DictField(child=GuardedFigureOut())


class IncubatorStandingsOut(StandingsOut):
    """One incubator in one programme."""

    incubator = serializers.UUIDField()
    name = serializers.CharField()
    programme = serializers.UUIDField()
    level = serializers.ChoiceField(choices=["named", "figures"])
    as_of = serializers.DateTimeField(allow_null=True, help_text="Since when its figures stand: they change when five companies have. Null: as it is now.")


class CategoryStandingsOut(StandingsOut):
    """One category; codes from wide to narrow."""

    category = serializers.ListField(child=serializers.CharField())


class AcrossOut(serializers.Serializer):
    """A line for each incubator, their sum, and the sum by category."""

    incubators = IncubatorStandingsOut(many=True)
    total = StandingsOut()
    split = CategoryStandingsOut(many=True)


class StandingRowOut(serializers.Serializer):
    """An application or a plan whose company is shared with its name."""

    id = serializers.UUIDField(source="thing.pk")
    company = serializers.CharField(source="company.name")
    company_id = serializers.UUIDField(source="company.pk")
    incubator = serializers.CharField(source="source.incubator.name")
    stage = serializers.CharField(source="unit.stage")
    country = serializers.CharField(source="company.country")
    region = serializers.CharField(source="company.region_id", allow_null=True)
    sectors = serializers.ListField(child=serializers.CharField())
    quarter = serializers.SerializerMethodField()

    def get_quarter(self, row: Row) -> str:
        return row.unit.paths["time"][0]


class StandingRowsOut(serializers.Serializer):
    """A page of them; `next` and `previous` are keys for `?after=` and `?before=`."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = StandingRowOut(many=True)


class AcrossViewSet(ViewSet):
    """What incubators share with the reader's organisations, and what the reader runs."""

    serializer_class = AcrossOut
    pagination_class = None
    queryset = None
    what = APPLICATIONS

    @extend_schema(responses=AcrossOut, parameters=[FiguresIn])
    def list(self, request: Request) -> Response:
        """Figures."""
        given = _given(FiguresIn, request)
        by = given.pop("by", "")
        return Response(_as_json(queries.overview(request.user, self.what), Chosen(**given), by))

    @extend_schema(responses=StandingRowsOut, parameters=[RowsIn])
    @action(detail=False, methods=["get"])
    def companies(self, request: Request) -> Response:
        """The companies behind what is shared with names."""
        given = _given(RowsIn, request)
        paging = {"after": given.pop("after"), "before": given.pop("before"), "size": int(given.pop("page_size"))}
        stage = given.pop("stage", "")
        page = slice_of(queries.named_rows(queries.overview(request.user, self.what), Chosen(**given), stage), **paging)
        return Response({"next": page.next or None, "previous": page.previous or None, "results": StandingRowOut(page.rows, many=True).data})


class PlansAcrossViewSet(AcrossViewSet):
    """The same for development plans."""

    what = PLANS


def _given(serializer: type[StrictSerializer], request: Request) -> dict[str, Any]:
    parsed = serializer(data=request.query_params.dict())
    parsed.is_valid(raise_exception=True)
    return {name: str(value) for name, value in parsed.validated_data.items()}


def _as_json(found: Overview, chosen: Chosen, by: str) -> dict[str, Any]:
    table = found.table(chosen, by)

    def line(one: Line) -> dict[str, Any]:
        return {"total": _figure(one.total), "stages": dict(zip(table.stages, map(_figure, one.stages), strict=True))}

    sources = zip(found.chosen_sources(chosen), table.sources, strict=True)
    return {
        "incubators": [
            {
                "incubator": source.incubator.pk,
                "name": source.incubator.name,
                "programme": source.programme.pk,
                "level": "named" if source.named else "figures",
                "as_of": found.settled.get(source.pk),
            }
            | line(one)
            for source, one in sources
        ],
        "total": line(table.total),
        "split": [{"category": list(category)} | line(one) for category, one in table.split],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {"value": None if figure.is_hidden else figure.value, "kept_back": figure.kept_back}
