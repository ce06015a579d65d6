"""People as a resource: oneself, and those one may see."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from network.accounts.models import Observance, User
from network.accounts.services import update_settings
from network.core.api import StrictSerializer, ViewSet
from network.core.languages import INTERFACE
from network.core.pagination import ByName
from network.organisations.queries import people_visible_to
from network.vocabulary.countries import CountryCode


class PersonSerializer(serializers.ModelSerializer):
    """A person as others see them."""

    class Meta:
        model = User
        fields = ("id", "name", "country", "place", "time_zone")
        read_only_fields = fields


class MeSerializer(serializers.ModelSerializer):
    """Everything about oneself."""

    class Meta:
        model = User
        fields = (
            *("id", "email", "name", "languages", "country", "time_zone", "place", "work_days", "work_start", "work_end"),
            *("quiet_start", "quiet_end", "observances", "shows_presence"),
        )
        read_only_fields = fields


class SettingsSerializer(StrictSerializer):
    """What one can change about oneself. Hours are local wall time."""

    name = serializers.CharField(max_length=120, required=False)
    languages = serializers.ListField(child=serializers.ChoiceField(choices=INTERFACE), min_length=1, max_length=3, required=False)
    country = serializers.ChoiceField(choices=CountryCode.choices, required=False)
    time_zone = serializers.CharField(max_length=40, required=False, help_text="An IANA zone.")
    place = serializers.CharField(max_length=80, allow_blank=True, required=False)
    work_days = serializers.ListField(child=serializers.IntegerField(min_value=0, max_value=6), max_length=7, required=False, help_text="Monday is 0.")
    work_start = serializers.TimeField(required=False)
    work_end = serializers.TimeField(required=False)
    quiet_start = serializers.TimeField(required=False)
    quiet_end = serializers.TimeField(required=False)
    observances = serializers.ListField(child=serializers.ChoiceField(choices=Observance.choices), required=False, max_length=9)
    shows_presence = serializers.BooleanField(required=False, help_text="Others see when you are in a conversation and write, and you see it of them.")


class PersonViewSet(ListModelMixin, RetrieveModelMixin, ViewSet):
    """People you may see, by name."""

    serializer_class = PersonSerializer
    pagination_class = ByName

    def get_queryset(self):
        return people_visible_to(self.request.user)

    @extend_schema(methods=["GET"], responses=MeSerializer)
    @extend_schema(methods=["PATCH"], request=SettingsSerializer, responses=MeSerializer)
    @action(methods=["get", "patch"], detail=False, pagination_class=None)
    def me(self, request: Request) -> Response:
        """Yourself; PATCH changes what is given."""
        person = request.user
        if request.method == "PATCH":
            person = update_settings(by=person, **self.parsed(SettingsSerializer))
        return Response(MeSerializer(person).data)
