"""`development-plans` over HTTP. Everything here is also on the pages, by the same queries and services."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.plans import advice, bulk, goals, queries, services
from mentoring.plans import serializers as s
from mentoring.plans.models import DevelopmentPlan
from network.core.api import StrictSerializer, ViewSet
from network.core.errors import NotVisible
from network.core.preconditions import IF_MATCH, IfMatchMixin
from network.organisations.queries import organisation_for
from network.programmes.queries import programme_for


class PlanFilter(StrictSerializer):
    """What the list is narrowed to."""

    state = serializers.ChoiceField(choices=DevelopmentPlan.State.choices, required=False)
    programme = serializers.UUIDField(required=False)


class PlanViewSet(IfMatchMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """Development plans of your companies, those you advise or follow for a region, and those of programmes that you coordinate."""

    serializer_class = s.PlanOut

    def get_queryset(self):
        plans = queries.plans_visible_to(self.request.user)
        return plans if self.action == "list" else queries.with_goals(plans)

    def get_object(self) -> DevelopmentPlan:
        return queries.plan_for(self.request.user, self.kwargs["pk"])

    def told(self, plan: DevelopmentPlan, *, created: bool = False) -> Response:
        """The plan as it stands after a change, read anew for its reader."""
        return self.answer(queries.plan_for(self.request.user, plan.pk), created=created)

    @extend_schema(parameters=[PlanFilter], responses=s.PlanRow(many=True))
    def list(self, request: Request, *args: object, **kwargs: object) -> Response:
        """The newest first, without their goals."""
        given = PlanFilter(data={key: value for key, value in request.query_params.items() if key not in {"cursor", "page_size"}})
        given.is_valid(raise_exception=True)
        return self.paged(self.get_queryset().filter(**given.validated_data), s.PlanRow)

    @extend_schema(request=s.PlanIn, responses={201: s.PlanOut})
    def create(self, request: Request) -> Response:
        """Begin a plan for a company that takes part in a programme."""
        given = self.parsed(s.PlanIn)
        given["programme"] = programme_for(request.user, given["programme"])
        given["company"] = organisation_for(request.user, given["company"])
        return self.told(services.start(by=request.user, **given), created=True)

    @extend_schema(request=s.PlanChangeIn, responses=s.PlanOut, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the baseline or the frame, before approval (with If-Match)."""
        found, changes = self.get_object(), self.parsed(s.PlanChangeIn)
        with self.unchanged(found):
            services.change(plan=found, by=request.user, **changes)
        return self.told(found)

    @extend_schema(request=None, responses=s.PlanOut)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Hand the plan in for approval."""
        return self.told(services.submit(plan=self.get_object(), by=request.user))

    @extend_schema(request=s.PlanCommentIn, responses=s.PlanOut)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Return it with a comment."""
        return self.told(services.send_back(plan=self.get_object(), by=request.user, **self.parsed(s.PlanCommentIn)))

    @extend_schema(request=s.PlanWordIn, responses=s.PlanOut)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Approve it: it runs, and its reports get their dates."""
        return self.told(services.approve(plan=self.get_object(), by=request.user, **self.parsed(s.PlanWordIn)))

    @extend_schema(request=s.PlanWordIn, responses=s.PlanOut)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Close it."""
        return self.told(services.close(plan=self.get_object(), by=request.user, **self.parsed(s.PlanWordIn)))

    @extend_schema(request=s.PlanPeopleIn, responses=s.PlanOut)
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, pk: str) -> Response:
        """Say who advises, and who is told when a report stays out."""
        return self.told(services.assign(plan=self.get_object(), by=request.user, **self.parsed(s.PlanPeopleIn)))

    @extend_schema(request=s.GoalIn, responses={201: s.PlanOut})
    @action(detail=True, methods=["post"], url_path="goals")
    def add_goal(self, request: Request, pk: str) -> Response:
        """One more goal."""
        found = self.get_object()
        goals.add_goal(plan=found, by=request.user, **self.parsed(s.GoalIn))
        return self.told(found, created=True)

    @extend_schema(request=s.GoalChangeIn, responses=s.PlanOut, parameters=[IF_MATCH])
    @action(detail=True, methods=["patch"], url_path="goals/(?P<goal>[0-9a-f-]{36})")
    def change_goal(self, request: Request, pk: str, goal: str) -> Response:
        """Change a goal, or say that it is reached or given up (with the plan's ETag as If-Match)."""
        found, changes = self.get_object(), self.parsed(s.GoalChangeIn)
        with self.unchanged(found):
            goals.change_goal(goal=queries.goal_of(found, goal), by=request.user, **changes)
        return self.told(found)

    @extend_schema(request=None, responses=s.PlanOut)
    @action(detail=True, methods=["post"], url_path="goals/(?P<goal>[0-9a-f-]{36})/remove")
    def remove_goal(self, request: Request, pk: str, goal: str) -> Response:
        """Take a goal out of a plan that was never approved."""
        found = self.get_object()
        goals.remove_goal(goal=queries.goal_of(found, goal), by=request.user)
        return self.told(found)

    @extend_schema(request=s.ActionIn, responses={201: s.PlanOut})
    @action(detail=True, methods=["post"], url_path="goals/(?P<goal>[0-9a-f-]{36})/actions")
    def add_action(self, request: Request, pk: str, goal: str) -> Response:
        """A step towards a goal."""
        found = self.get_object()
        goals.add_action(goal=queries.goal_of(found, goal), by=request.user, **self.parsed(s.ActionIn))
        return self.told(found, created=True)

    @extend_schema(request=s.StepDoneIn, responses=s.PlanOut)
    @action(detail=True, methods=["post"], url_path="actions/(?P<step>[0-9a-f-]{36})/done")
    def set_done(self, request: Request, pk: str, step: str) -> Response:
        """Tick an action off, or take that back."""
        found = self.get_object()
        goals.set_done(action=queries.action_of(found, step), by=request.user, **self.parsed(s.StepDoneIn))
        return self.told(found)

    @extend_schema(request=None, responses=s.PlanOut)
    @action(detail=True, methods=["post"], url_path="actions/(?P<step>[0-9a-f-]{36})/remove")
    def remove_action(self, request: Request, pk: str, step: str) -> Response:
        """Take an action out."""
        found = self.get_object()
        goals.remove_action(action=queries.action_of(found, step), by=request.user)
        return self.told(found)

    @extend_schema(responses=s.PlanEntryOut(many=True))
    @action(detail=True, methods=["get"])
    def history(self, request: Request, pk: str) -> Response:
        """Who did what when, the newest first."""
        return self.paged(queries.history_of(self.get_object()), s.PlanEntryOut)

    @extend_schema(responses=s.AdviceOut(many=True))
    @action(detail=True, methods=["get"], url_path="advice")
    def advice(self, request: Request, pk: str) -> Response:
        """Advice that was given."""
        return self.paged(queries.advice_of(self.get_object()), s.AdviceOut)

    @extend_schema(request=s.AdviceIn, responses={201: s.AdviceOut})
    @advice.mapping.post
    def log_advice(self, request: Request, pk: str) -> Response:
        """Write down minutes of advice; the ledger gets its line."""
        found, given = self.get_object(), self.parsed(s.AdviceIn)
        if report := given.pop("report", None):
            given["report"] = queries.report_for(request.user, report)
        return Response(s.AdviceOut(advice.log(plan=found, by=request.user, **given)).data, status=201)

    @extend_schema(request=s.AdviceMinutesIn, responses=s.AdviceOut)
    @action(detail=True, methods=["post"], url_path="advice/(?P<entry>[0-9a-f-]{36})/correct")
    def correct_advice(self, request: Request, pk: str, entry: str) -> Response:
        """Write down other minutes; the ledger gets a line that names the one it corrects."""
        row = queries.advice_for(request.user, entry)
        if row.plan_id != UUID(pk):
            raise NotVisible
        return Response(s.AdviceOut(advice.correct(advice=row, by=request.user, **self.parsed(s.AdviceMinutesIn))).data)

    @extend_schema(request=s.PlanBulkIn, responses=s.PlanOutcomeOut(many=True))
    @action(detail=False, methods=["post"], pagination_class=None)
    def bulk(self, request: Request) -> Response:
        """Remind, approve, move a date or assign an adviser for several plans; each answers for itself."""
        given = self.parsed(s.PlanBulkIn)
        found = queries.several_for(request.user, given.pop("plans"))
        return Response(s.PlanOutcomeOut(bulk.do(by=request.user, plans=found, **given), many=True).data)
