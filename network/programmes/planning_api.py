"""The parts of `programmes` that say what a programme is: components, bases of aid, target figures, archiving, cloning."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from network.core.api import StrictSerializer, ViewSet
from network.core.languages import INTERFACE
from network.core.pagination import ordered_by
from network.programmes import aid, archiving, cloning, planning, queries, services
from network.programmes.components import KINDS
from network.programmes.models import Partner, Programme, Target
from network.vocabulary.countries import CountryCode

ID = "[0-9a-f-]{36}"


class ComponentSerializer(serializers.Serializer):
    """A component of the platform, and whether the programme has it switched on."""

    key = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)
    about = serializers.CharField(read_only=True)
    is_on = serializers.BooleanField(read_only=True)


class AidBasisSerializer(serializers.Serializer):
    """A legal basis of aid, dated, and whether the programme works on it."""

    key = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)
    act = serializers.CharField(read_only=True)
    article = serializers.CharField(read_only=True)
    valid_from = serializers.DateField(read_only=True, allow_null=True)
    valid_to = serializers.DateField(read_only=True, allow_null=True)
    ceiling_eur = serializers.IntegerField(read_only=True, allow_null=True)
    ceiling_per = serializers.CharField(read_only=True)
    is_chosen = serializers.BooleanField(read_only=True)


class TargetSerializer(serializers.ModelSerializer):
    """A figure that the programme promised."""

    class Meta:
        model = Target
        fields = ("id", "key", "name", "value", "comparison", "unit")
        read_only_fields = fields


class NewTargetSerializer(StrictSerializer):
    """A target figure; the same key again changes it. Without a key it is made from the name."""

    key = serializers.SlugField(max_length=60, required=False)
    name = serializers.CharField(max_length=160, required=False)
    value = serializers.DecimalField(max_digits=14, decimal_places=2, min_value=0)
    unit = serializers.CharField(max_length=40)
    comparison = serializers.ChoiceField(choices=Target.Comparison.choices, required=False)


class FactsSerializer(StrictSerializer):
    """What a programme is: name, funder, dates, languages, countries."""

    name = serializers.CharField(max_length=160, required=False)
    official_name = serializers.CharField(max_length=240, allow_blank=True, required=False)
    funder = serializers.CharField(max_length=200, allow_blank=True, required=False)
    fund = serializers.CharField(max_length=60, allow_blank=True, required=False)
    project_code = serializers.CharField(max_length=60, allow_blank=True, required=False)
    starts_on = serializers.DateField(allow_null=True, required=False)
    ends_on = serializers.DateField(allow_null=True, required=False)
    languages = serializers.ListField(child=serializers.ChoiceField(choices=INTERFACE), required=False, max_length=len(INTERFACE))
    countries = serializers.ListField(child=serializers.ChoiceField(choices=CountryCode.choices), required=False, max_length=len(CountryCode))


class SwitchingSerializer(StrictSerializer):
    """The keys of the components that are on; all others are off."""

    on = serializers.ListField(child=serializers.ChoiceField(choices=[(key, kind.label) for key, kind in KINDS.items()]), max_length=len(KINDS))


class BasesSerializer(StrictSerializer):
    """The keys of the bases that the decision on the programme names."""

    bases = serializers.ListField(child=serializers.ChoiceField(choices=list(aid.LABELS.items())), max_length=len(aid.LABELS))


class RegionsSerializer(StrictSerializer):
    """The regions of a regional coordinator."""

    regions = serializers.ListField(child=serializers.CharField(max_length=8), max_length=100)


class CloningSerializer(StrictSerializer):
    """The new programme's own address, name and dates; `partners`: whether the same organisations are its partners."""

    slug = serializers.SlugField(max_length=60)
    name = serializers.CharField(max_length=160)
    starts_on = serializers.DateField(allow_null=True, required=False)
    ends_on = serializers.DateField(allow_null=True, required=False)
    partners = serializers.BooleanField(required=False)


class RegionalPartnerSerializer(serializers.ModelSerializer):
    """A partner with its regions."""

    regions = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = Partner
        fields = ("id", "organisation", "role", "regions")
        read_only_fields = fields


class PlanningActions(ViewSet):
    """Sub-resources of a programme."""

    def found(self) -> Programme:
        """The programme of the address. Raises NotVisible."""
        return queries.programme_for(self.request.user, self.kwargs["pk"])

    @extend_schema(methods=["GET"], responses=ComponentSerializer(many=True))
    @extend_schema(methods=["POST"], request=SwitchingSerializer, responses=ComponentSerializer(many=True))
    @action(methods=["get", "post"], detail=True, pagination_class=None)
    def components(self, request: Request, pk: str) -> Response:
        """The components and which are on; managers switch them."""
        programme = self.found()
        if request.method == "POST":
            programme = planning.switch_components(by=request.user, programme=programme, **self.parsed(SwitchingSerializer))
        return Response(ComponentSerializer(planning.components_of(programme), many=True).data)

    @extend_schema(methods=["GET"], responses=AidBasisSerializer(many=True))
    @extend_schema(methods=["POST"], request=BasesSerializer, responses=AidBasisSerializer(many=True))
    @action(methods=["get", "post"], detail=True, url_path="aid-bases", pagination_class=None)
    def aid_bases(self, request: Request, pk: str) -> Response:
        """The bases of aid and which the programme works on; managers choose."""
        programme = self.found()
        if request.method == "POST":
            programme = planning.choose_aid_bases(by=request.user, programme=programme, **self.parsed(BasesSerializer))
        return Response(AidBasisSerializer(planning.bases_of(programme), many=True).data)

    @extend_schema(methods=["GET"], responses=TargetSerializer(many=True))
    @extend_schema(methods=["POST"], request=NewTargetSerializer, responses={201: TargetSerializer})
    @action(methods=["get", "post"], detail=True, pagination_class=ordered_by("id"))
    def targets(self, request: Request, pk: str) -> Response:
        """The figures that the programme promised; managers set them."""
        programme = self.found()
        if request.method == "GET":
            return self.paged(queries.targets_of(programme), TargetSerializer)
        made = planning.set_target(by=request.user, programme=programme, **self.parsed(NewTargetSerializer))
        return Response(TargetSerializer(made).data, status=201)

    @extend_schema(request=None, responses={204: None})
    @action(methods=["post"], detail=True, url_path=f"targets/(?P<target>{ID})/remove", pagination_class=None)
    def remove_target(self, request: Request, pk: str, target: str) -> Response:
        """For managers: take a target figure away."""
        planning.remove_target(by=request.user, target=queries.target_in(self.found(), target))
        return Response(status=204)

    @extend_schema(request=RegionsSerializer, responses=RegionalPartnerSerializer)
    @action(methods=["post"], detail=True, url_path=f"partners/(?P<partner>{ID})/regions", pagination_class=None)
    def partner_regions(self, request: Request, pk: str, partner: str) -> Response:
        """For managers: the regions of a regional coordinator."""
        found = queries.partner_in(self.found(), partner)
        made = services.set_regions(by=request.user, partner=found, **self.parsed(RegionsSerializer))
        return Response(RegionalPartnerSerializer(made).data)

    @extend_schema(request=FactsSerializer)
    @action(methods=["post"], detail=True)
    def facts(self, request: Request, pk: str) -> Response:
        """For managers: change name, funder, dates, languages and countries."""
        return self.answer(planning.update_facts(by=request.user, programme=self.found(), **self.parsed(FactsSerializer, partial=True)))

    @extend_schema(request=CloningSerializer)
    @action(methods=["post"], detail=True)
    def clone(self, request: Request, pk: str) -> Response:
        """For administrators: a new programme that works as this one does, without its companies and people."""
        return self.answer(cloning.clone_programme(by=request.user, programme=self.found(), **self.parsed(CloningSerializer)), created=True)

    @extend_schema(request=None)
    @action(methods=["post"], detail=True)
    def archive(self, request: Request, pk: str) -> Response:
        """For managers: from now on everything can be read and nothing changed. 409 while something goes on in it."""
        return self.answer(archiving.archive(by=request.user, programme=self.found()))

    @extend_schema(request=None)
    @action(methods=["post"], detail=True)
    def reopen(self, request: Request, pk: str) -> Response:
        """For managers: let an archived programme be changed again."""
        return self.answer(archiving.reopen(by=request.user, programme=self.found()))
