"""The vocabularies, whole and in the reader's language."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from network.vocabulary import queries
from network.vocabulary.languages import language_choices


class TermSerializer(serializers.Serializer):
    """A term: its code, its label in your language, and its labels in all that there are."""

    code = serializers.CharField()
    label = serializers.CharField()
    labels = serializers.DictField(child=serializers.CharField())


class RegionSerializer(TermSerializer):
    """A NUTS 3 region of 2024."""

    country = serializers.CharField()
    in_interreg_aurora = serializers.BooleanField()


class SectorSerializer(TermSerializer):
    """A cultural or creative sector."""

    parent = serializers.CharField(source="parent_id", allow_null=True)


class SupportNeedSerializer(TermSerializer):
    """What companies need and mentors offer."""

    group = serializers.CharField()
    esco_uri = serializers.CharField()


class LanguageSerializer(serializers.Serializer):
    """A language that people speak."""

    code = serializers.CharField()
    label = serializers.CharField()


class VocabularyViewSet(GenericViewSet):
    """Regions, sectors, needs and languages. Short lists: they are not paged."""

    pagination_class = None
    serializer_class = TermSerializer

    @extend_schema(responses=RegionSerializer(many=True))
    @action(detail=False)
    def regions(self, request: Request) -> Response:
        """Regions of today's classification, by name."""
        return Response(RegionSerializer(queries.in_order(queries.regions()), many=True).data)

    @extend_schema(responses=SectorSerializer(many=True))
    @action(detail=False)
    def sectors(self, request: Request) -> Response:
        """Sectors, by name."""
        return Response(SectorSerializer(queries.in_order(queries.sectors()), many=True).data)

    @extend_schema(responses=SupportNeedSerializer(many=True))
    @action(detail=False, url_path="support-needs")
    def support_needs(self, request: Request) -> Response:
        """Needs, by name."""
        return Response(SupportNeedSerializer(queries.in_order(queries.support_needs()), many=True).data)

    @extend_schema(responses=LanguageSerializer(many=True))
    @action(detail=False)
    def languages(self, request: Request) -> Response:
        """Languages that people speak."""
        return Response([{"code": code, "label": label} for code, label in language_choices()])
