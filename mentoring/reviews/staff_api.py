"""What coordinators arrange under `calls/{id}/`: the rubric, phases, reviewers, who reads what, the ranking, the decisions."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.calls.models import Application, Call
from mentoring.reviews import arranging, assigning, deciding, letters, queries
from mentoring.reviews.models import Criterion, Reviewer, ReviewPhase, ReviewSettings
from network.core.api import IdField, StrictSerializer, ViewSet
from network.core.languages import INTERFACE
from network.core.pagination import ordered_by
from network.jobs.models import Job


class LabelsField(serializers.DictField):
    """Texts by language; empty ones are left out."""

    child = serializers.CharField(max_length=1000, allow_blank=True)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        value = super().to_internal_value(data)
        for code in value:
            serializers.ChoiceField(choices=INTERFACE).run_validation(code)
        return {code: text for code, text in value.items() if text}


class ReviewSettingsIn(StrictSerializer):
    """Reads each application needs, and the middle that ranks."""

    reads = serializers.IntegerField(min_value=1, max_value=20, required=False)
    middle = serializers.ChoiceField(choices=ReviewSettings.Middle.choices, required=False)


class CriterionChangeIn(StrictSerializer):
    """Words, weight and scale of a criterion."""

    labels = LabelsField(required=False)
    help = LabelsField(required=False)
    weight = serializers.DecimalField(max_digits=4, decimal_places=1, min_value=0, max_value=100, required=False)
    is_independent = serializers.BooleanField(required=False)
    is_required = serializers.BooleanField(required=False)
    least = serializers.IntegerField(min_value=0, max_value=99, required=False)
    most = serializers.IntegerField(min_value=1, max_value=100, required=False)


class CriterionIn(CriterionChangeIn):
    """A new criterion."""

    key = serializers.SlugField(max_length=40)
    labels = LabelsField()


class PhaseChangeIn(StrictSerializer):
    """When a phase is, and what reviewers see in it."""

    names = LabelsField(required=False)
    starts_at = serializers.DateTimeField(required=False)
    ends_at = serializers.DateTimeField(required=False)
    can_review = serializers.BooleanField(required=False)
    reads = serializers.ChoiceField(choices=ReviewPhase.Reads.choices, required=False)
    sees_others = serializers.ChoiceField(choices=ReviewPhase.Others.choices, required=False)
    names_reviewers = serializers.BooleanField(required=False)


class PhaseIn(PhaseChangeIn):
    """A new phase."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class ReviewerIn(StrictSerializer):
    """Who reviews, and how many applications at most."""

    person = IdField()
    most = serializers.IntegerField(min_value=1, max_value=500, required=False, allow_null=True, default=None)


class AssignIn(StrictSerializer):
    """An application and a reviewer of its call."""

    application = IdField()
    reviewer = IdField()


class DecideIn(StrictSerializer):
    """One way for several applications; decisions are held until they are released."""

    applications = serializers.ListField(child=IdField(), allow_empty=False, max_length=deciding.MOST_AT_ONCE)
    verb = serializers.SlugField(max_length=40)
    words = serializers.CharField(max_length=4000, required=False, default="", allow_blank=True)
    reason = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class ReleaseIn(StrictSerializer):
    """The applications whose letters were read."""

    expected = serializers.ListField(child=IdField(), required=False, max_length=5000)


class EmptyIn(StrictSerializer):
    """A verb without fields."""


class ReviewCriterionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Criterion
        fields = ["id", "key", "position", "labels", "help", "weight", "is_independent", "is_required", "least", "most"]


class ReviewPhaseSerializer(serializers.ModelSerializer):
    class Meta:
        model = ReviewPhase
        fields = ["id", "names", "starts_at", "ends_at", "can_review", "reads", "sees_others", "names_reviewers"]


class ReviewerSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="person.name")

    class Meta:
        model = Reviewer
        fields = ["id", "person", "name", "most"]


class ArrangedSerializer(serializers.Serializer):
    """All that is arranged for the reviews of a call."""

    call = serializers.UUIDField()
    reads = serializers.IntegerField()
    middle = serializers.CharField()
    criteria = ReviewCriterionSerializer(many=True)
    phases = ReviewPhaseSerializer(many=True)
    reviewers = ReviewerSerializer(many=True)


class RankedSerializer(serializers.Serializer):
    """An application with its place; figures from 0 to 100, null without reviews."""

    id = serializers.UUIDField(source="application.pk")
    number = serializers.IntegerField(source="application.number")
    company = serializers.CharField(source="application.company.name")
    place = serializers.IntegerField(allow_null=True)
    reviews = serializers.IntegerField(source="standing.count")
    abstained = serializers.IntegerField(source="standing.abstained")
    open_reads = serializers.IntegerField()
    mean = serializers.FloatField(source="standing.mean", allow_null=True)
    median = serializers.FloatField(source="standing.median", allow_null=True)
    lowest = serializers.FloatField(source="standing.lowest", allow_null=True)
    highest = serializers.FloatField(source="standing.highest", allow_null=True)


class RankingIn(StrictSerializer):
    """Which page: after or before the application of a number, as `next` and `previous` of another page name it."""

    after = serializers.CharField(max_length=20, required=False, default="")
    before = serializers.CharField(max_length=20, required=False, default="")
    page_size = serializers.IntegerField(min_value=1, max_value=100, required=False, default=queries.RANKED)


class RankingSerializer(serializers.Serializer):
    """A page of the ranking; `next` and `previous` are for `?after=` and `?before=`."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = RankedSerializer(many=True)


class AllocatedSerializer(serializers.Serializer):
    """What was given out, and by application number how many reads nobody could take."""

    given = serializers.IntegerField()
    unread = serializers.DictField(child=serializers.IntegerField())


class DecidedSerializer(serializers.Serializer):
    """What became of each: empty `refusal` where it was held or made."""

    id = serializers.UUIDField(source="application.pk")
    number = serializers.IntegerField(source="application.number")
    refusal = serializers.CharField()


class LetterSerializer(serializers.Serializer):
    """A letter as its reader will get it."""

    application = serializers.UUIDField(source="application.pk")
    number = serializers.IntegerField(source="application.number")
    company = serializers.CharField(source="application.company.name")
    reader = serializers.CharField(source="reader.name")
    language = serializers.CharField()
    subject = serializers.CharField()
    text = serializers.CharField()


class ReleasedSerializer(serializers.Serializer):
    """How many left, by the key of the stage they went to. Where more than a few leave it is `job` that tells how far they are."""

    count = serializers.IntegerField()
    by_stage = serializers.DictField(child=serializers.IntegerField())
    job = serializers.UUIDField(allow_null=True)


class CallReviewViewSet(ViewSet):
    """The reviews of a call, for those who run it."""

    serializer_class = ArrangedSerializer

    def get_queryset(self):
        return queries.calls_arranged_by(self.request.user)

    def call(self) -> Call:
        return queries.call_to_arrange(self.request.user, self.kwargs["pk"])

    def arranged(self, call: Call, *, created: bool = False) -> Response:
        kept = queries.settings_of(call)
        rows = {"criteria": call.criteria.all(), "phases": call.review_phases.all(), "reviewers": queries.reviewers_of(call)}
        return self.answer({"call": call.pk, "reads": kept.reads, "middle": kept.middle} | rows, created=created)

    @extend_schema(responses=ArrangedSerializer)
    @action(detail=True, methods=["get"])
    def reviewing(self, request: Request, pk: str) -> Response:
        """All that is arranged."""
        return self.arranged(self.call())

    @extend_schema(request=ReviewSettingsIn, responses=ArrangedSerializer)
    @reviewing.mapping.patch
    def set_up(self, request: Request, pk: str) -> Response:
        """Reads and middle."""
        call = self.call()
        arranging.set_up(by=request.user, call=call, **self.parsed(ReviewSettingsIn))
        return self.arranged(call)

    @extend_schema(request=CriterionIn, responses={201: ArrangedSerializer})
    @action(detail=True, methods=["post"], url_path="criteria")
    def add_criterion(self, request: Request, pk: str) -> Response:
        """Add a criterion."""
        call = self.call()
        arranging.add_criterion(by=request.user, call=call, **self.parsed(CriterionIn))
        return self.arranged(call, created=True)

    @extend_schema(request=CriterionChangeIn, responses=ArrangedSerializer)
    @action(detail=True, methods=["patch"], url_path="criteria/(?P<key>[a-z0-9_-]{1,40})")
    def criterion(self, request: Request, pk: str, key: str) -> Response:
        """Change a criterion."""
        call = self.call()
        arranging.change_criterion(by=request.user, criterion=queries.criterion_of(call, key), **self.parsed(CriterionChangeIn))
        return self.arranged(call)

    @extend_schema(request=None, responses=ArrangedSerializer)
    @criterion.mapping.delete
    def remove_criterion(self, request: Request, pk: str, key: str) -> Response:
        """Take a criterion away."""
        call = self.call()
        arranging.remove_criterion(by=request.user, criterion=queries.criterion_of(call, key))
        return self.arranged(call)

    @extend_schema(request=PhaseIn, responses={201: ArrangedSerializer})
    @action(detail=True, methods=["post"], url_path="review-phases")
    def add_phase(self, request: Request, pk: str) -> Response:
        """Add a phase."""
        call = self.call()
        arranging.save_phase(by=request.user, call=call, **self.parsed(PhaseIn))
        return self.arranged(call, created=True)

    @extend_schema(request=PhaseChangeIn, responses=ArrangedSerializer)
    @action(detail=True, methods=["patch"], url_path="review-phases/(?P<phase>[0-9a-f-]{36})")
    def phase(self, request: Request, pk: str, phase: str) -> Response:
        """Change a phase."""
        call = self.call()
        arranging.save_phase(by=request.user, call=call, phase=queries.phase_in(call, phase), **self.parsed(PhaseChangeIn))
        return self.arranged(call)

    @extend_schema(request=None, responses=ArrangedSerializer)
    @phase.mapping.delete
    def remove_phase(self, request: Request, pk: str, phase: str) -> Response:
        """Take a phase away."""
        call = self.call()
        arranging.remove_phase(by=request.user, phase=queries.phase_in(call, phase))
        return self.arranged(call)

    @extend_schema(request=ReviewerIn, responses={201: ArrangedSerializer})
    @action(detail=True, methods=["post"], url_path="reviewers")
    def add_reviewer(self, request: Request, pk: str) -> Response:
        """Ask somebody to review."""
        call, given = self.call(), self.parsed(ReviewerIn)
        person = queries.person_to_ask(request.user, call, given["person"])
        arranging.add_reviewer(by=request.user, call=call, person=person, most=given["most"])
        return self.arranged(call, created=True)

    @extend_schema(request=None, responses=ArrangedSerializer)
    @action(detail=True, methods=["delete"], url_path="reviewers/(?P<reviewer>[0-9a-f-]{36})")
    def reviewer(self, request: Request, pk: str, reviewer: str) -> Response:
        """End a reviewer's part."""
        call = self.call()
        arranging.remove_reviewer(by=request.user, reviewer=queries.reviewer_in(call, reviewer))
        return self.arranged(call)

    @extend_schema(request=AssignIn, responses={201: ArrangedSerializer})
    @action(detail=True, methods=["post"])
    def assign(self, request: Request, pk: str) -> Response:
        """Give an application to a reviewer."""
        call, given = self.call(), self.parsed(AssignIn)
        application = self.applications(call, [given["application"]])[0]
        assigning.assign(by=request.user, application=application, reviewer=queries.reviewer_in(call, given["reviewer"]))
        return self.arranged(call, created=True)

    @extend_schema(request=EmptyIn, responses=AllocatedSerializer)
    @action(detail=True, methods=["post"])
    def allocate(self, request: Request, pk: str) -> Response:
        """Give out every read that is needed, evenly."""
        self.parsed(EmptyIn)
        made = assigning.allocate_call(by=request.user, call=self.call())
        return Response({"given": len(made.assignments), "unread": {str(number): count for number, count in made.unread.items()}})

    @extend_schema(parameters=[RankingIn], responses=RankingSerializer)
    @action(detail=True, methods=["get"], pagination_class=None)
    def ranking(self, request: Request, pk: str) -> Response:
        """Handed-in applications by place, in pages."""
        call = self.call()
        asked = RankingIn(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        page = queries.ranking_page(request.user, call, after=given["after"], before=given["before"], size=given["page_size"])
        return Response({"next": page.next or None, "previous": page.previous or None, "results": RankedSerializer(page.lines, many=True).data})

    @extend_schema(request=DecideIn, responses=DecidedSerializer(many=True))
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        """Take one way for several applications."""
        call, given = self.call(), self.parsed(DecideIn)
        given["applications"] = self.applications(call, given["applications"])
        return Response(DecidedSerializer(deciding.decide(by=request.user, **given), many=True).data)

    @extend_schema(responses=LetterSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=ordered_by(*letters.ORDER))
    def decisions(self, request: Request, pk: str) -> Response:
        """The letters of the held decisions, each in its reader's language: those of some applications with each page."""
        rows = self.paginate_queryset(letters.held_in(self.call(), request.user)) or []
        found = [letter for _application, its in letters.with_letters(rows) for letter in its]
        return self.get_paginated_response(LetterSerializer(found, many=True).data)

    @extend_schema(request=ReleaseIn, responses={200: ReleasedSerializer, 202: ReleasedSerializer})
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: str) -> Response:
        """Let all held decisions leave together; more than a few in the background (202), with a job that its owner reads at `jobs/{id}/`."""
        sent = deciding.let_leave(by=request.user, call=self.call(), expected=self.parsed(ReleaseIn).get("expected"))
        if isinstance(sent, Job):
            return Response({"count": 0, "by_stage": {}, "job": sent.pk}, status=202)
        return Response({"count": sent.count, "by_stage": sent.by_stage, "job": None})

    def applications(self, call: Call, keys: list[UUID]) -> list[Application]:
        return queries.applications_in(self.request.user, call, keys)
