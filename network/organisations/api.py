"""Organisations and their memberships as resources."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from network.core.api import StrictSerializer, ViewSet
from network.core.pagination import ByName
from network.organisations import joining, services
from network.organisations.models import Kind, LegalForm, Membership, Organisation
from network.organisations.people_api import PersonSerializer
from network.organisations.queries import memberships_visible_to, my_memberships, organisation_for, organisations_visible_to
from network.vocabulary.countries import CountryCode
from network.vocabulary.queries import region_for

ORGANISATION = OpenApiParameter("organisation_pk", OpenApiTypes.UUID, OpenApiParameter.PATH)


class OrganisationSerializer(serializers.ModelSerializer):
    """An organisation. A personal number is never part of it."""

    sectors = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    is_approved = serializers.BooleanField(read_only=True)

    class Meta:
        model = Organisation
        fields = (
            *("id", "kind", "legal_form", "name", "country", "region", "place", "sectors", "business_id", "founded_on", "website", "about"),
            *("is_approved", "created_at"),
        )
        read_only_fields = fields


class OrganisationFieldsSerializer(StrictSerializer):
    """What an organisation says about itself."""

    name = serializers.CharField(max_length=160)
    country = serializers.ChoiceField(choices=CountryCode.choices)
    legal_form = serializers.ChoiceField(choices=LegalForm.choices, required=False)
    business_id = serializers.CharField(max_length=30, allow_blank=True, required=False, help_text="Empty while it is not registered.")
    region = serializers.CharField(max_length=60, allow_null=True, required=False, help_text="A NUTS 3 code of 2024.")
    place = serializers.CharField(max_length=80, allow_blank=True, required=False)
    sectors = serializers.ListField(child=serializers.CharField(max_length=60), max_length=40, required=False)
    founded_on = serializers.DateField(allow_null=True, required=False)
    website = serializers.URLField(max_length=200, allow_blank=True, required=False)
    about = serializers.CharField(max_length=4000, allow_blank=True, required=False)

    def validate_region(self, code: str | None) -> Any:
        region = region_for(code) if code else None
        if code and (region is None or not region.valid_2024):
            raise serializers.ValidationError(_("Choose one of the regions offered."))
        return region


class NewOrganisationSerializer(OrganisationFieldsSerializer):
    """A new organisation; its kind is chosen once."""

    kind = serializers.ChoiceField(choices=Kind.choices)


class JoinSerializer(StrictSerializer):
    """What tells one organisation from another."""

    country = serializers.ChoiceField(choices=CountryCode.choices)
    legal_form = serializers.ChoiceField(choices=LegalForm.choices, required=False, default=LegalForm.LIMITED_COMPANY)
    business_id = serializers.CharField(max_length=30)


class MembershipSerializer(serializers.ModelSerializer):
    """A person in an organisation."""

    person = PersonSerializer(read_only=True)

    class Meta:
        model = Membership
        fields = ("id", "organisation", "person", "role", "state", "created_at", "ended_at")
        read_only_fields = fields


class OwnMembershipSerializer(serializers.ModelSerializer):
    """A membership of one's own."""

    organisation_name = serializers.CharField(source="organisation.name", read_only=True)

    class Meta:
        model = Membership
        fields = ("id", "organisation", "organisation_name", "role", "state", "created_at")
        read_only_fields = fields


class RoleSerializer(StrictSerializer):
    """What a member may do."""

    role = serializers.ChoiceField(choices=Membership.Role.choices)


class OrganisationViewSet(ListModelMixin, RetrieveModelMixin, ViewSet):
    """Organisations you may see, by name."""

    serializer_class = OrganisationSerializer
    pagination_class = ByName

    def get_queryset(self):
        return organisations_visible_to(self.request.user)

    @extend_schema(request=NewOrganisationSerializer, responses={201: OrganisationSerializer})
    def create(self, request: Request) -> Response:
        """Register one; you become its administrator. 409 `identifier-taken` where it is here already: then ask to join."""
        return self.answer(services.register(by=request.user, **self.parsed(NewOrganisationSerializer)), created=True)

    @extend_schema(request=OrganisationFieldsSerializer, responses=OrganisationSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is given; the kind stays."""
        organisation = organisation_for(request.user, pk)
        services.edit(by=request.user, organisation=organisation, **self.parsed(OrganisationFieldsSerializer, partial=True))
        return self.answer(organisation_for(request.user, pk))

    @extend_schema(responses=OwnMembershipSerializer(many=True))
    @action(methods=["get"], detail=False, pagination_class=None)
    def mine(self, request: Request) -> Response:
        """Your own memberships, those you have asked for too: one plain list, as long as the organisations you are in."""
        return Response(OwnMembershipSerializer(my_memberships(request.user), many=True).data)

    @extend_schema(request=None, responses=OrganisationSerializer)
    @action(methods=["post"], detail=True)
    def approve(self, request: Request, pk: str) -> Response:
        """For administrators: let an organisation of another kind than company see what its part allows."""
        return self.answer(services.approve(by=request.user, organisation=organisation_for(request.user, pk)))

    @extend_schema(request=JoinSerializer, responses={201: MembershipSerializer})
    @action(methods=["post"], detail=False)
    def join(self, request: Request) -> Response:
        """Ask to join the organisation with this identifier; its administrators are told."""
        membership = joining.ask_to_join_by_identifier(by=request.user, **self.parsed(JoinSerializer))
        return Response(MembershipSerializer(membership).data, status=201)


@extend_schema(parameters=[ORGANISATION])
class MembershipViewSet(ListModelMixin, RetrieveModelMixin, ViewSet):
    """The people of an organisation; its administrators also see who has asked to join."""

    serializer_class = MembershipSerializer

    def get_queryset(self):
        if "organisation_pk" not in self.kwargs:  # the schema is being drawn
            return memberships_visible_to(self.request.user).none()
        organisation = organisation_for(self.request.user, self.kwargs["organisation_pk"])
        return memberships_visible_to(self.request.user).filter(organisation=organisation)

    @extend_schema(request=None, responses=MembershipSerializer)
    @action(methods=["post"], detail=True)
    def accept(self, request: Request, organisation_pk: str, pk: str) -> Response:
        """Let in somebody who has asked."""
        return self.answer(joining.answer(by=request.user, membership=self.get_object(), accept=True))

    @extend_schema(request=None, responses=MembershipSerializer)
    @action(methods=["post"], detail=True)
    def decline(self, request: Request, organisation_pk: str, pk: str) -> Response:
        """Say no to somebody who has asked."""
        return self.answer(joining.answer(by=request.user, membership=self.get_object(), accept=False))

    @extend_schema(request=RoleSerializer, responses=MembershipSerializer)
    @action(methods=["post"], detail=True)
    def role(self, request: Request, organisation_pk: str, pk: str) -> Response:
        """Make a member administrator, or the other way round."""
        return self.answer(joining.change_role(by=request.user, membership=self.get_object(), **self.parsed(RoleSerializer)))

    @extend_schema(request=None, responses=MembershipSerializer)
    @action(methods=["post"], detail=True)
    def end(self, request: Request, organisation_pk: str, pk: str) -> Response:
        """Leave, or let a member go."""
        return self.answer(joining.end(by=request.user, membership=self.get_object()))
