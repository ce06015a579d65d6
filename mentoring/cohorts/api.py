"""`cohorts`: run by incubators, read by the companies in them."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.calls.queries import call_for
from mentoring.cohorts import members, planning, queries, services, talks
from mentoring.cohorts import serializers as s
from mentoring.cohorts.models import Cohort, CohortMember
from network.accounts.models import User
from network.core.api import ViewSet
from network.core.pagination import ordered_by
from network.core.preconditions import IF_MATCH, IfMatchMixin
from network.organisations.queries import one_of, organisation_for
from network.programmes.queries import programme_for


class CohortViewSet(IfMatchMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """Cohorts that you run, and those in which your company is."""

    serializer_class = s.CohortOut
    pagination_class = ordered_by("-id")

    def get_queryset(self):
        return queries.cohorts_visible_to(self.request.user)

    def get_object(self) -> Cohort:
        return queries.cohort_for(self.request.user, self.kwargs["pk"])

    def told(self, cohort: Cohort, *, created: bool = False) -> Response:
        """The cohort as it stands after a change, read anew for its reader."""
        return self.answer(queries.cohort_for(self.request.user, cohort.pk), created=created)

    def _member(self, cohort: Cohort, pk: UUID | str) -> Response:
        return Response(s.CohortMemberOut(one_of(queries.members_in(cohort), pk)).data)

    @extend_schema(request=s.CohortIn, responses={201: s.CohortOut})
    def create(self, request: Request) -> Response:
        """Make a cohort."""
        given = self.parsed(s.CohortIn)
        given["programme"] = programme_for(request.user, given["programme"])
        given["incubator"] = organisation_for(request.user, given["incubator"])
        return self.told(services.make(by=request.user, **_with_call(given, request.user)), created=True)

    @extend_schema(request=s.CohortChangeIn, responses=s.CohortOut, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is said of it (with If-Match)."""
        found, changes = self.get_object(), self.parsed(s.CohortChangeIn)
        with self.unchanged(found):
            services.change(cohort=found, by=request.user, **_with_call(changes, request.user))
        return self.told(found)

    @extend_schema(request=None, responses=s.CohortOut)
    @action(detail=True, methods=["post"])
    def begin(self, request: Request, pk: str) -> Response:
        """Begin: everybody who comes along is told, invited, and in the conversation."""
        return self.told(services.begin(cohort=self.get_object(), by=request.user))

    @extend_schema(request=None, responses=s.CohortOut)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """End it; everything can still be read."""
        return self.told(services.end(cohort=self.get_object(), by=request.user))

    @extend_schema(request=None, responses=s.CohortOut)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Take it up again."""
        return self.told(services.reopen(cohort=self.get_object(), by=request.user))

    @extend_schema(request=None, responses=s.CohortOut)
    @action(detail=True, methods=["post"], url_path="come-in", url_name="come-in")
    def come_in(self, request: Request, pk: str) -> Response:
        """For those who run it: come into its conversation, seen by everybody."""
        found = self.get_object()
        talks.come_in(cohort=found, by=request.user)
        return self.told(found)

    @extend_schema(responses=s.CohortMemberOut(many=True))
    @action(detail=True, methods=["get"])
    def members(self, request: Request, pk: str) -> Response:
        """The companies that are in, by when they came, each with who comes along."""
        return self.paged(queries.members_in(self.get_object()), s.CohortMemberOut)

    @extend_schema(request=s.CohortMemberIn, responses={201: s.CohortMemberOut})
    @members.mapping.post
    def add_member(self, request: Request, pk: str) -> Response:
        """Add a company of the programme."""
        found, given = self.get_object(), self.parsed(s.CohortMemberIn)
        company = organisation_for(request.user, given.pop("company"))
        made = members.take_in(cohort=found, by=request.user, company=company, **given)
        return Response(self._member(found, made.pk).data, status=201)

    @extend_schema(request=None, responses=s.CohortMemberOut(many=True))
    @action(detail=True, methods=["post"], url_path="take-confirmed", url_name="take-confirmed", pagination_class=None)
    def take_confirmed(self, request: Request, pk: str) -> Response:
        """Add every company that confirmed a place in the cohort's call; answers with those that came in."""
        found = self.get_object()
        made = {member.pk for member in members.take_in_confirmed(cohort=found, by=request.user)}
        return Response(s.CohortMemberOut([row for row in queries.members_in(found) if row.pk in made], many=True).data)

    @extend_schema(request=s.CohortReasonIn, responses=s.CohortOut)
    @action(detail=True, methods=["post"], url_path="members/(?P<member>[0-9a-f-]{36})/remove", url_name="member-remove")
    def remove_member(self, request: Request, pk: str, member: str) -> Response:
        """Take a company out; its people leave conversation and calendar at once."""
        found = self.get_object()
        members.take_out(member=queries.member_of(found, member), by=request.user, **self.parsed(s.CohortReasonIn))
        return self.told(found)

    @extend_schema(request=s.CohortPeopleIn, responses=s.CohortMemberOut)
    @action(detail=True, methods=["post"], url_path="members/(?P<member>[0-9a-f-]{36})/people", url_name="member-people")
    def set_people(self, request: Request, pk: str, member: str) -> Response:
        """Say who comes along: for people of the company, and for those who run the cohort."""
        found, given = self.get_object(), self.parsed(s.CohortPeopleIn)
        row: CohortMember = queries.member_of(found, member)
        members.set_people(member=row, by=request.user, **given)
        return self._member(found, row.pk)

    @extend_schema(responses=s.CohortSessionOut(many=True))
    @action(detail=True, methods=["get"])
    def sessions(self, request: Request, pk: str) -> Response:
        """The schedule, as it was planned."""
        return self.paged(queries.sessions_of(self.get_object()), s.CohortSessionOut)

    @extend_schema(request=s.CohortSessionIn, responses={201: s.CohortSessionOut})
    @sessions.mapping.post
    def plan(self, request: Request, pk: str) -> Response:
        """Put a session into the schedule; while the cohort runs, everybody is invited at once."""
        found, given = self.get_object(), self.parsed(s.CohortSessionIn)
        return Response(s.CohortSessionOut(planning.plan(cohort=found, by=request.user, **given)).data, status=201)


def _with_call(given: dict, user: User) -> dict:
    """The call as the person sees it."""
    if given.get("call") is None:
        return given
    return given | {"call": call_for(user, given["call"])}
