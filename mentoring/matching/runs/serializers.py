"""What the API takes and gives of match runs. Points are of 10 000."""

from uuid import UUID

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mentoring.matching.models import Match, MatchRun, Pin
from mentoring.matching.runs import services, wording
from mentoring.matching.weights.queries import used_by
from mentoring.matching.weights.serializers import UsedWeightsSerializer
from mentoring.requests.models import MentoringRequest
from network.core.api import IdField, StrictSerializer


class FloatMap(serializers.DictField):
    """Numbers by name; that they make sense is the service's matter."""

    child = serializers.FloatField()


class MustsInput(StrictSerializer):
    """What is demanded of every pair."""

    across_the_border = serializers.BooleanField(required=False, default=False)
    first_need = serializers.BooleanField(required=False, default=False)
    overlap_hours = serializers.IntegerField(min_value=0, max_value=168, required=False, default=0)


class RunInput(StrictSerializer):
    """A new run; without weights and musts the programme's own hold."""

    programme = IdField()
    target = serializers.ChoiceField(choices=MentoringRequest.Target.choices, required=False, default=MentoringRequest.Target.MENTOR)
    aim = serializers.ChoiceField(choices=MatchRun.Aim.choices, required=False, default=MatchRun.Aim.EXACT)
    weights = FloatMap(required=False, allow_null=True, default=None)
    musts = MustsInput(required=False, allow_null=True, default=None)


class RerunInput(StrictSerializer):
    """On which facts, which requests shall keep whom they got, and another aim."""

    inputs = serializers.ChoiceField(choices=[(services.SAME, services.SAME), (services.NOW, services.NOW)], required=False, default=services.SAME)
    keep = serializers.ListField(child=IdField(), required=False, default=list, max_length=10_000)
    aim = serializers.ChoiceField(choices=MatchRun.Aim.choices, required=False, default="", allow_blank=True)


class PinInput(StrictSerializer):
    """A pair to keep or to rule out, and why."""

    kind = serializers.ChoiceField(choices=Pin.Kind.choices)
    request = IdField()
    candidate = IdField()
    reason = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)


class PublishInput(StrictSerializer):
    """The coordinator's reason, which every company reads."""

    reason = serializers.CharField(max_length=1000)


class AddedInput(StrictSerializer):
    """Candidates alike who are not there."""

    country = serializers.CharField(max_length=2)
    languages = serializers.DictField(child=serializers.IntegerField(min_value=1, max_value=4), required=False, default=dict)
    expertise = serializers.DictField(child=serializers.IntegerField(min_value=1, max_value=4), required=False, default=dict)
    places = serializers.IntegerField(required=False, default=2)
    hours = serializers.FloatField(required=False, default=4.0)
    count = serializers.IntegerField(required=False, default=1)


class WhatIfInput(StrictSerializer):
    """Whom to add."""

    added = AddedInput(many=True, allow_empty=False)


class RunCohortSerializer(serializers.Serializer):
    """A cohort whose companies took part."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class RunSerializer(serializers.ModelSerializer):
    """A run in the list: where it stands, and its figures once it is solved."""

    served = serializers.SerializerMethodField()
    companies = serializers.SerializerMethodField()
    worst = serializers.SerializerMethodField()
    median = serializers.SerializerMethodField()
    total = serializers.SerializerMethodField()
    fault_words = serializers.SerializerMethodField()
    weights = serializers.SerializerMethodField()
    cohorts = serializers.SerializerMethodField()

    class Meta:
        model = MatchRun
        fields = ["id", "programme", "target", "number", "state", "aim", "base", "job", "created_by", "created_at", "solved_at", "published_at"]
        fields += ["published_by", "fingerprint", "companies", "served", "worst", "median", "total", "fault_words", "weights", "cohorts"]
        read_only_fields = fields

    @extend_schema_field(UsedWeightsSerializer)
    def get_weights(self, run: MatchRun) -> dict:
        """Under which version of the weights."""
        return UsedWeightsSerializer(used_by(run)).data

    @extend_schema_field(RunCohortSerializer(many=True))
    def get_cohorts(self, run: MatchRun) -> list[dict[str, str]]:
        """The cohorts that the reader runs and that it was over; none where it was over the whole programme."""
        return self._cohorts.get(run.pk, [])

    @cached_property
    def _cohorts(self) -> dict[UUID, list[dict[str, str]]]:
        """Of all runs that are shown, asked once."""
        shown = self.parent.instance if isinstance(self.parent, serializers.ListSerializer) else [self.instance]
        return import_string(settings.MATCH_RUN_COHORTS)(self.context["request"].user, shown)

    def get_companies(self, run: MatchRun) -> int | None:
        """How many requests took part."""
        return run.summary.get("companies")

    def get_served(self, run: MatchRun) -> int | None:
        """How many of them got somebody."""
        return run.summary.get("served")

    def get_worst(self, run: MatchRun) -> int | None:
        """The least fit of a pair."""
        return run.summary.get("worst")

    def get_median(self, run: MatchRun) -> int | None:
        """The fit in the middle."""
        return run.summary.get("median")

    def get_total(self, run: MatchRun) -> int | None:
        """The fit of all pairs together."""
        return run.summary.get("total")

    def get_fault_words(self, run: MatchRun) -> str:
        """Why it failed, as a sentence."""
        return wording.fault(run.fault) if run.fault else ""


class RunDetailSerializer(RunSerializer):
    """A run with its terms, all figures, the load of each candidate, the proof, and what the other aim would have come to."""

    class Meta(RunSerializer.Meta):
        fields = [*RunSerializer.Meta.fields, "reason", "terms", "summary", "fault"]
        read_only_fields = fields


class RunMatchSerializer(serializers.ModelSerializer):
    """What a request got; `reason` says why nobody, `left_out` what came in between at publishing."""

    company_name = serializers.CharField(source="request.company.name")
    name = serializers.CharField()
    left_out_words = serializers.SerializerMethodField()

    class Meta:
        model = Match
        fields = ["id", "request", "company_name", "outcome", "mentor", "incubator", "name", "points", "rank", "able", "explanation", "reason", "choice"]
        fields += ["proposed_at", "left_out", "left_out_words"]
        read_only_fields = fields

    def get_left_out_words(self, match: Match) -> str:
        """Why it was not proposed, as a sentence."""
        return wording.left_out(match.left_out) if match.left_out else ""


class PinSerializer(serializers.ModelSerializer):
    """A pair that is set by hand."""

    company_name = serializers.CharField(source="request.company.name")
    name = serializers.CharField()

    class Meta:
        model = Pin
        fields = ["id", "kind", "request", "company_name", "mentor", "incubator", "name", "reason", "by", "created_at"]
        read_only_fields = fields


class FigureSerializer(serializers.Serializer):
    """One figure, before and after."""

    key = serializers.CharField()
    one = serializers.IntegerField(allow_null=True)
    two = serializers.IntegerField(allow_null=True)


class GotSerializer(serializers.Serializer):
    """Whom a request got in one run."""

    outcome = serializers.CharField()
    name = serializers.CharField()
    points = serializers.IntegerField(allow_null=True)
    rank = serializers.IntegerField(allow_null=True)


class MovedSerializer(serializers.Serializer):
    """A request that gets somebody else; null where it took no part."""

    request = serializers.UUIDField(source="request.pk")
    company_name = serializers.CharField(source="request.company.name")
    one = GotSerializer(allow_null=True)
    two = GotSerializer(allow_null=True)


class ComparisonSerializer(serializers.Serializer):
    """Two runs side by side."""

    one = serializers.UUIDField(source="one.pk")
    two = serializers.UUIDField(source="two.pk")
    figures = FigureSerializer(many=True)
    same = serializers.IntegerField()
    moved = MovedSerializer(many=True)


class ChangeSerializer(serializers.Serializer):
    """A request that would get somebody else; `is_added` says that it would be one of the added."""

    request = serializers.UUIDField(source="request.pk")
    company_name = serializers.CharField(source="request.company.name")
    before = serializers.CharField()
    after = serializers.CharField()
    points_before = serializers.IntegerField(allow_null=True)
    points_after = serializers.IntegerField(allow_null=True)
    is_added = serializers.BooleanField()


class WhatIfSerializer(serializers.Serializer):
    """The figures before and after, and who would get somebody else; `used` of the added `places` would be taken."""

    figures = FigureSerializer(many=True)
    changes = ChangeSerializer(many=True)
    used = serializers.IntegerField()
    places = serializers.IntegerField()


class BarredSerializer(serializers.Serializer):
    """Why a pair was ruled out."""

    code = serializers.CharField()
    reason = serializers.CharField()


class LineSerializer(serializers.Serializer):
    """One criterion of a pair."""

    key = serializers.CharField()
    code = serializers.CharField()
    value = serializers.FloatField()
    weight = serializers.FloatField()
    contribution = serializers.FloatField()
    words = serializers.CharField()


class PairSerializer(serializers.Serializer):
    """How one pair fitted; where it was ruled out, the points are those it would have had."""

    points = serializers.IntegerField()
    is_possible = serializers.BooleanField()
    reasons = BarredSerializer(many=True)
    criteria = LineSerializer(many=True)
