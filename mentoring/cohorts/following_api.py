"""`cohorts/{id}/…` for those who run it: who is on track, words to send, and matching the whole cohort."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.cohorts import notes, queries, services, whole_match
from mentoring.cohorts import serializers as s
from mentoring.cohorts.models import Cohort
from mentoring.cohorts.track import standing_of, standings
from network.core.api import StrictSerializer, ViewSet


class CohortFollowingViewSet(ViewSet):
    """Following the companies of a cohort that you run."""

    serializer_class = s.CohortOut

    def get_queryset(self):
        return queries.cohorts_run_by(self.request.user)

    def get_object(self) -> Cohort:
        return queries.run_cohort_for(self.request.user, self.kwargs["pk"])

    def asked(self, serializer_class: type[StrictSerializer]) -> dict:
        """What the address asks for."""
        given = serializer_class(data=self.request.query_params.dict())
        given.is_valid(raise_exception=True)
        return given.validated_data

    @extend_schema(responses=s.StandingOut(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def track(self, request: Request, pk: str) -> Response:
        """Every company: stuck and why, or on track; those that are stuck first."""
        return Response(s.StandingOut(standings(self.get_object()), many=True).data)

    @extend_schema(responses=s.TrackRuleOut(many=True))
    @action(detail=True, methods=["get"], pagination_class=None, url_path="track-rules", url_name="rules")
    def track_rules(self, request: Request, pk: str) -> Response:
        """What counts as stuck."""
        return Response(s.TrackRuleOut(queries.rules_of(self.get_object()), many=True).data)

    @extend_schema(request=s.TrackRuleIn, responses=s.TrackRuleOut(many=True))
    @track_rules.mapping.post
    def set_rule(self, request: Request, pk: str) -> Response:
        """Change one of the rules."""
        found, given = self.get_object(), self.parsed(s.TrackRuleIn)
        services.set_rules(cohort=found, by=request.user, given={given["kind"]: (given["days"], given["is_on"])})
        return Response(s.TrackRuleOut(queries.rules_of(found), many=True).data)

    @extend_schema(parameters=[s.CohortDraftsAsked], responses=s.CohortDraftsOut)
    @action(detail=True, methods=["get"], pagination_class=None, url_path="members/(?P<member>[0-9a-f-]{36})/note", url_name="note")
    def note(self, request: Request, pk: str, member: str) -> Response:
        """Ready texts to a company, in the languages of those who come along."""
        found = self.get_object()
        row, kind = queries.member_of(found, member), self.asked(s.CohortDraftsAsked).get("reason")
        standing = standing_of(found, row)
        reason = next((it for it in (standing.reasons if standing else ()) if kind in (None, it.kind)), None)
        return Response({"texts": notes.drafts(member=row, by=request.user, reason=reason)})

    @extend_schema(request=s.CohortNoteIn, responses=s.CohortDraftsOut)
    @note.mapping.post
    def send_note(self, request: Request, pk: str, member: str) -> Response:
        """Send words to all who come along for a company, each in their language."""
        row, given = queries.member_of(self.get_object(), member), self.parsed(s.CohortNoteIn)
        notes.send(member=row, by=request.user, texts=given["texts"], way=given["way"], kind=given["reason"])
        return Response({"texts": given["texts"]})

    @extend_schema(parameters=[s.SeekersAsked], responses=s.SeekerOut(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def seekers(self, request: Request, pk: str) -> Response:
        """Which companies look for somebody now, and which do not."""
        return Response(s.SeekerOut(whole_match.seekers(self.get_object(), **self.asked(s.SeekersAsked)), many=True).data)

    @extend_schema(request=s.CohortAskIn, responses=s.CohortAskedOut)
    @action(detail=True, methods=["post"], pagination_class=None)
    def ask(self, request: Request, pk: str) -> Response:
        """Ask companies without an open request to write one; answers with those that were asked."""
        found = self.get_object()
        asked = whole_match.ask(cohort=found, by=request.user, **self.parsed(s.CohortAskIn))
        return Response({"members": [member.pk for member in asked]})

    @extend_schema(request=s.CohortMatchIn, responses={201: s.CohortRunOut})
    @action(detail=True, methods=["post"])
    def match(self, request: Request, pk: str) -> Response:
        """Start a match run over the cohort's open requests."""
        found = self.get_object()
        return Response({"run": whole_match.start(cohort=found, by=request.user, **self.parsed(s.CohortMatchIn)).pk}, status=201)
