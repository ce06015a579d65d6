"""`progress-reports` and `plan-forms` over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.plans import queries, reports, versions
from mentoring.plans import serializers as s
from mentoring.plans.models import ProgressReport
from mentoring.plans.versions import FormImpact
from network.core.api import StrictSerializer, ViewSet
from network.core.preconditions import IF_MATCH, IfMatchMixin
from network.organisations.queries import companies_of
from network.programmes.queries import programme_for


class ReportFilter(StrictSerializer):
    """What the list is narrowed to."""

    plan = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(choices=ProgressReport.State.choices, required=False)


class ReportViewSet(IfMatchMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """Progress reports of the plans that you see. A draft is for the company's people; others read what was handed in."""

    serializer_class = s.ReportOut

    def get_queryset(self):
        return queries.reports_visible_to(self.request.user)

    def get_object(self) -> ProgressReport:
        return queries.report_for(self.request.user, self.kwargs["pk"])

    def get_serializer_context(self) -> dict:
        context = super().get_serializer_context()
        if "own_companies" not in self.__dict__:
            person = self.request.user
            self.own_companies = frozenset(companies_of(person).values_list("pk", flat=True)) if person.is_authenticated else frozenset()
        return context | {"own_companies": self.own_companies}

    def told(self, report: ProgressReport) -> Response:
        """The report as it stands after a change, read anew for its reader."""
        return self.answer(queries.report_for(self.request.user, report.pk))

    @extend_schema(parameters=[ReportFilter])
    def list(self, request: Request, *args: object, **kwargs: object) -> Response:
        """The newest plan's last period first."""
        given = ReportFilter(data={key: value for key, value in request.query_params.items() if key not in {"cursor", "page_size"}})
        given.is_valid(raise_exception=True)
        return self.paged(self.get_queryset().filter(**given.validated_data))

    @extend_schema(request=s.ReportIn, responses=s.ReportOut, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: str) -> Response:
        """Keep a draft (with If-Match)."""
        found, given = self.get_object(), self.parsed(s.ReportIn)
        with self.unchanged(found):
            reports.save(report=found, by=request.user, **given)
        return self.told(found)

    @extend_schema(request=s.ReportIn, responses=s.ReportOut)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Hand it in, as it stands with what is given. A version stays with who did it and when."""
        return self.told(reports.submit(report=self.get_object(), by=request.user, **self.parsed(s.ReportIn)))

    @extend_schema(request=s.PlanWordIn, responses=s.ReportOut)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Approve it."""
        return self.told(reports.approve(report=self.get_object(), by=request.user, **self.parsed(s.PlanWordIn)))

    @extend_schema(request=s.PlanCommentIn, responses=s.ReportOut)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Return it with a comment."""
        return self.told(reports.send_back(report=self.get_object(), by=request.user, **self.parsed(s.PlanCommentIn)))

    @extend_schema(request=s.SkipReasonIn, responses=s.ReportOut)
    @action(detail=True, methods=["post"])
    def skip(self, request: Request, pk: str) -> Response:
        """Let the period go without a report, with the reason."""
        return self.told(reports.skip(report=self.get_object(), by=request.user, **self.parsed(s.SkipReasonIn)))

    @extend_schema(request=None, responses=s.ReportOut)
    @action(detail=True, methods=["post"])
    def unskip(self, request: Request, pk: str) -> Response:
        """Take a skip back."""
        return self.told(reports.unskip(report=self.get_object(), by=request.user))

    @extend_schema(request=s.ReportDueIn, responses=s.ReportOut)
    @action(detail=True, methods=["post"])
    def due(self, request: Request, pk: str) -> Response:
        """Another date; one that is no working day moves to the next."""
        return self.told(reports.move_due(report=self.get_object(), by=request.user, **self.parsed(s.ReportDueIn)))

    @extend_schema(request=None, responses=s.ReportOut)
    @action(detail=True, methods=["post"])
    def remind(self, request: Request, pk: str) -> Response:
        """A word to the company now, once a day at most."""
        return self.told(reports.remind(report=self.get_object(), by=request.user))

    @extend_schema(responses=s.ReportVersionOut(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def versions(self, request: Request, pk: str) -> Response:
        """Every time it was handed in, in order: one plain list, since that happens a few times."""
        return Response(s.ReportVersionOut(self.get_object().versions.all(), many=True).data)


class PlanFormViewSet(ViewSet):
    """What a programme's plans ask, by the programme's id."""

    serializer_class = s.PlanFormOut

    def retrieve(self, request: Request, pk: str) -> Response:
        """As it is asked now. Number 0 is our own short form, which stands until somebody changes it."""
        baseline, report, number = versions.asked_now(programme_for(request.user, pk))
        newest = queries.newest_version(programme_for(request.user, pk))
        return Response({"number": number, "baseline": baseline, "report": report, "created_at": newest.created_at if newest else None})

    @extend_schema(request=s.PlanFormIn, responses={201: s.PlanFormOut})
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """The next version. Periods that have not begun get it."""
        made = versions.publish(programme=programme_for(request.user, pk), by=request.user, **self.parsed(s.PlanFormIn))
        return self.answer(made, created=True)

    @extend_schema(request=s.PlanFormTryIn, responses=s.PlanFormImpactOut)
    @action(detail=True, methods=["post"])
    def impact(self, request: Request, pk: str) -> Response:
        """What a new version would change, before it is made."""
        met = versions.look_ahead(programme=programme_for(request.user, pk), by=request.user, **self.parsed(s.PlanFormTryIn))
        return Response(told(met))


def told(met: FormImpact) -> dict:
    """An impact as plain values."""
    return {
        "added": [question.key for question in met.questions.added],
        "removed": [question.key for question in met.questions.removed],
        "changed": [question.key for question in met.questions.changed],
        "plans": met.plans,
        "coming": met.coming,
        "settled": met.settled,
        "drafts": len(met.drafts),
        "drafts_with_left_answers": [str(draft.report.pk) for draft in met.drafts_with_left_answers],
    }
