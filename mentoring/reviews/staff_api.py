"""What coordinators arrange under `calls/{id}/`: the rubric, phases, reviewers, who reads what, the ranking, the decisions."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.calls.models import Application, Call
from mentoring.reviews import arranging, assigning, deciding, queries
from mentoring.reviews.models import Criterion, Reviewer, ReviewPhase, ReviewSettings
from network.core.api import IdField, StrictSerializer, ViewSet
from network.core.languages import INTERFACE

LABEL = 300


class LabelsField(serializers.DictField):
    """Texts by language."""

    child = serializers.CharField(max_length=LABEL, allow_blank=True)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        value = super().to_internal_value(data)
        if unknown := set(value) - set(INTERFACE):
            raise serializers.ValidationError({code: ["?"] for code in unknown})
        return {code: text for code, text in value.items() if text}


class SettingsSerializer(StrictSerializer):
    """Reads each application needs, and the middle that ranks."""

    reads = serializers.IntegerField(min_value=1, max_value=20, required=False)
    middle = serializers.ChoiceField(choices=ReviewSettings.Middle.choices, required=False)


class CriterionIn(StrictSerializer):
    key = serializers.SlugField(max_length=40)
    labels = LabelsField()
    help = LabelsField(required=False, default=dict)
    weight = serializers.DecimalField(max_digits=4, decimal_places=1, min_value=0, max_value=100, required=False, default=1)
    is_independent = serializers.BooleanField(required=False, default=False)
    is_required = serializers.BooleanField(required=False, default=True)
    least = serializers.IntegerField(min_value=0, max_value=99, required=False, default=0)
    most = serializers.IntegerField(min_value=1, max_value=100, required=False, default=5)
