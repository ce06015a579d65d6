"""`cohort-sessions`: changed, called off and written down by whoever runs the cohort."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.cohorts import attendance, planning, queries, rules
from mentoring.cohorts import serializers as s
from mentoring.cohorts.models import CohortSession
from network.core.api import ViewSet
from network.core.errors import Invalid
from network.core.pagination import ordered_by


class CohortSessionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """Sessions of the cohorts that you run or are in."""

    serializer_class = s.CohortSessionOut
    pagination_class = ordered_by("starts_at", "id")

    def get_queryset(self):
        return queries.sessions_visible_to(self.request.user)

    def get_object(self) -> CohortSession:
        return queries.session_for(self.request.user, self.kwargs["pk"])

    @extend_schema(request=s.CohortSessionChangeIn, responses=s.CohortSessionOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a session that is ahead; a new time asks everybody again."""
        return self.answer(planning.change(session=self.get_object(), by=request.user, **self.parsed(s.CohortSessionChangeIn)))

    @extend_schema(request=s.CohortReasonIn, responses=s.CohortSessionOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Call it off; everybody who was invited reads the reason."""
        return self.answer(planning.cancel(session=self.get_object(), by=request.user, **self.parsed(s.CohortReasonIn)))

    @extend_schema(responses=s.CohortAttendanceOut(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def attendance(self, request: Request, pk: str) -> Response:
        """Who was there: of all companies for those who run the cohort, of your own for you."""
        return self._there(self.get_object())

    @extend_schema(request=s.CohortAttendanceIn, responses=s.CohortAttendanceOut(many=True))
    @attendance.mapping.post
    def record(self, request: Request, pk: str) -> Response:
        """Write down who was there. The ledger has one line for each company; a change is a correction."""
        found, rows = self.get_object(), self.parsed(s.CohortAttendanceIn)["members"]
        given = {row["member"]: attendance.Present(row["minutes"], tuple(row["people"])) for row in rows}
        if len(given) < len(rows):
            raise Invalid({"members": [_("Name each company once.")]})
        return self._there(attendance.record(session=found, by=request.user, given=given))

    def _there(self, session: CohortSession) -> Response:
        user = self.request.user
        rows = queries.attendance_of(session) if rules.runs(user, session.cohort) else queries.own_attendance(session, user)
        return Response(s.CohortAttendanceOut(rows, many=True).data)
