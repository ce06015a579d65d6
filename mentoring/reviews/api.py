"""`reviews`: a reviewer's applications by the application's id, and what they think of each."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.calls.models import Application
from mentoring.reviews import arranging, queries, reading, reviewing, rules
from mentoring.reviews.models import LONGEST_COMMENT, Review
from network.core.api import StrictSerializer, ViewSet
from network.core.errors import NotVisible
from network.vocabulary.labels import label_of


class PointsField(serializers.DictField):
    """Points by the key of their criterion, as they are read; null takes them away, what is not named stays."""

    child = serializers.IntegerField(allow_null=True, min_value=0, max_value=100)


class ReviewIn(StrictSerializer):
    """Points, and both comments; `version` is the one that was read."""

    points = PointsField(required=False, default=dict)
    for_staff = serializers.CharField(max_length=LONGEST_COMMENT, required=False, default="", allow_blank=True)
    for_applicant = serializers.CharField(max_length=LONGEST_COMMENT, required=False, default="", allow_blank=True)
    version = serializers.IntegerField(min_value=1, required=False)


class ConflictIn(StrictSerializer):
    """Why one must not have to do with it; the coordinators read it."""

    reason = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)


class EmptyIn(StrictSerializer):
    """A verb without fields."""


class ReviewCriterionOut(serializers.Serializer):
    """What points are given for, in the reader's language."""

    key = serializers.CharField()
    label = serializers.SerializerMethodField()
    help = serializers.SerializerMethodField()
    weight = serializers.DecimalField(max_digits=4, decimal_places=1)
    least = serializers.IntegerField()
    most = serializers.IntegerField()
    is_independent = serializers.BooleanField()
    is_required = serializers.BooleanField()

    def get_label(self, criterion) -> str:
        return label_of(criterion.labels)

    def get_help(self, criterion) -> str:
        return label_of(criterion.help)


class AnswerOut(serializers.Serializer):
    """A question with what the reviewer sees of its answer."""

    key = serializers.CharField(source="question.key")
    kind = serializers.CharField(source="question.kind.value")
    label = serializers.SerializerMethodField()
    value = serializers.JSONField()
    is_redacted = serializers.BooleanField()
    is_kept_back = serializers.BooleanField()

    def get_label(self, answer: reading.Answer) -> str:
        return label_of(dict(answer.question.labels))


class ReviewOut(serializers.Serializer):
    """A review. `reviewer` is empty where reviewers do not see each other's names."""

    state = serializers.CharField()
    version = serializers.IntegerField()
    points = serializers.SerializerMethodField()
    for_staff = serializers.CharField()
    for_applicant = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    reviewer = serializers.SerializerMethodField()

    def get_points(self, review: Review) -> dict[str, int]:
        return {score.criterion.key: score.points for score in review.scores.all()}

    def get_reviewer(self, review: Review) -> str:
        return review.reviewer.person.name if self.context.get("names_reviewers") else ""


class ToReadOut(serializers.Serializer):
    """A line of the list: number, whether it is assigned, and the state of one's own review (empty: none yet)."""

    id = serializers.UUIDField()
    call = serializers.UUIDField(source="call_id")
    number = serializers.IntegerField()
    company = serializers.SerializerMethodField()
    is_assigned = serializers.BooleanField()
    state = serializers.SerializerMethodField()

    def get_company(self, application: Application) -> str:
        return "" if application.call.is_blind else application.company.name

    def get_state(self, application: Application) -> str:
        return application.own_state or ""


class CaseOut(serializers.Serializer):
    """An application as its reviewer reads it, the rubric, one's own review, and the others' where the phase shows them."""

    id = serializers.UUIDField(source="application.pk")
    call = serializers.UUIDField(source="application.call_id")
    number = serializers.IntegerField()
    company = serializers.CharField()
    country = serializers.CharField()
    answers = AnswerOut(many=True)
    criteria = serializers.SerializerMethodField()
    review = serializers.SerializerMethodField()
    others = serializers.SerializerMethodField()

    @extend_schema(responses=ReviewCriterionOut(many=True))
    def get_criteria(self, case: reading.Case) -> list[dict]:
        return ReviewCriterionOut(case.application.call.criteria.all(), many=True).data

    def get_review(self, case: reading.Case) -> dict | None:
        return ReviewOut(own).data if (own := self.context["own"]) else None

    def get_others(self, case: reading.Case) -> list[dict]:
        return ReviewOut(self.context["others"], many=True, context=self.context).data


class ReviewViewSet(ViewSet):
    """What one reviews. Whoever is no reviewer finds nothing here."""

    serializer_class = CaseOut

    def get_queryset(self):
        return queries.cases_for(self.request.user)

    def case(self) -> Application:
        return queries.case_for(self.request.user, self.kwargs["pk"])

    @extend_schema(responses=ToReadOut(many=True), parameters=[OpenApiParameter("call", UUID, description="Only those of this call.")])
    def list(self, request: Request) -> Response:
        """Applications as their reviewer has them to read, of all calls or of one."""
        rows = queries.to_read_by(request.user)
        if call := request.query_params.get("call"):
            rows = rows.filter(call=queries.call_reviewed_by(request.user, call))
        return self.paged(rows, ToReadOut)

    def retrieve(self, request: Request, pk: str) -> Response:
        """One application with one's own review."""
        return self.shown(self.case())

    @extend_schema(request=ReviewIn, responses=CaseOut)
    def update(self, request: Request, pk: str) -> Response:
        """Keep one's review as a draft."""
        found, given = self.case(), self.parsed(ReviewIn)
        reviewing.save(by=request.user, application=found, **given)
        return self.shown(found)

    @extend_schema(request=EmptyIn, responses=CaseOut)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Hand it in."""
        return self.did(reviewing.submit)

    @extend_schema(request=EmptyIn, responses=CaseOut)
    @action(detail=True, methods=["post"])
    def abstain(self, request: Request, pk: str) -> Response:
        """Give no points, and leave it to others."""
        return self.did(reviewing.abstain)

    @extend_schema(request=EmptyIn, responses=CaseOut)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Take it back to change it."""
        return self.did(reviewing.reopen)

    @extend_schema(request=ConflictIn, responses={204: None})
    @action(detail=True, methods=["post"])
    def conflict(self, request: Request, pk: str) -> Response:
        """Declare that one has to do with the applicant: from now on it is not found here."""
        found = self.case()
        arranging.declare_conflict(by=request.user, application=found, person=request.user, **self.parsed(ConflictIn))
        return Response(status=204)

    def did(self, verb) -> Response:
        self.parsed(EmptyIn)
        found = self.case()
        verb(by=self.request.user, application=found)
        return self.shown(found)

    def shown(self, application: Application) -> Response:
        reviewer = queries.reviewer_of(application.call, self.request.user)
        if reviewer is None:
            raise NotVisible
        own, phase = queries.review_by(reviewer, application), queries.phase_of(application.call)
        others = queries.reviews_of(application).exclude(reviewer=reviewer) if rules.sees_others(own, phase) else ()
        context = {"own": own, "others": others, "names_reviewers": bool(phase and phase.names_reviewers)}
        return Response(CaseOut(reading.as_reviewer(application), context=context).data)
