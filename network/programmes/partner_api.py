"""`partner-requests`: organisations that ask a programme to take them in, and those that a programme invites."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from network.core.api import IdField, StrictSerializer, ViewSet
from network.core.languages import INTERFACE
from network.organisations.queries import own_organisation_for
from network.programmes import partnering, queries
from network.programmes.models import Partner, PartnerRequest
from network.vocabulary.countries import CountryCode


class PartnerRequestSerializer(serializers.ModelSerializer):
    """A question between an organisation and a programme, and its answer."""

    programme_name = serializers.CharField(source="programme.name", read_only=True)
    organisation_name = serializers.CharField(source="organisation.name", read_only=True, allow_null=True, default=None)

    class Meta:
        model = PartnerRequest
        fields = (
            *("id", "programme", "programme_name", "organisation", "organisation_name", "email", "role", "side", "state", "message"),
            *("reason", "created_at", "decided_at"),
        )
        read_only_fields = fields


class AskingInSerializer(StrictSerializer):
    """Which programme is asked to take which of your organisations in."""

    programme = IdField()
    organisation = IdField()
    role = serializers.ChoiceField(choices=Partner.Role.choices)
    message = serializers.CharField(max_length=1000, allow_blank=True, required=False)


class InvitingSerializer(StrictSerializer):
    """Whom a programme invites: `country` with the exact `business_id`, or an `email`."""

    role = serializers.ChoiceField(choices=Partner.Role.choices)
    message = serializers.CharField(max_length=1000, allow_blank=True, required=False)
    country = serializers.ChoiceField(choices=CountryCode.choices, required=False)
    business_id = serializers.CharField(max_length=30, required=False)
    email = serializers.EmailField(max_length=254, required=False)
    language = serializers.ChoiceField(choices=INTERFACE, required=False)

    def validate(self, data: dict) -> dict:
        by_mail, by_number = set(data) & {"email", "language"}, set(data) & {"country", "business_id"}
        if not (("email" in by_mail and not by_number) or (not by_mail and len(by_number) == 2)):
            raise serializers.ValidationError({"email": ["Give `email`, or `country` and `business_id`."]})
        return data


class AcceptingSerializer(StrictSerializer):
    """`organisation`: yours, where the invitation came by mail. `role`: for a manager who gives another part."""

    organisation = IdField(required=False)
    role = serializers.ChoiceField(choices=Partner.Role.choices, required=False)
    reason = serializers.CharField(max_length=400, allow_blank=True, required=False)


class DecliningSerializer(StrictSerializer):
    """Why; needed where an organisation had asked."""

    reason = serializers.CharField(max_length=400, allow_blank=True, required=False)


class PartnerRequestViewSet(ListModelMixin, RetrieveModelMixin, ViewSet):
    """Requests of and invitations to your organisations, and those of programmes that you manage, newest first."""

    serializer_class = PartnerRequestSerializer

    def get_queryset(self):
        return queries.partner_requests_visible_to(self.request.user)

    def get_object(self) -> PartnerRequest:
        return queries.partner_request_for(self.request.user, self.kwargs["pk"])

    @extend_schema(request=AskingInSerializer, responses={201: PartnerRequestSerializer})
    def create(self, request: Request) -> Response:
        """Ask an open programme to take your organisation in, approved or not."""
        given = self.parsed(AskingInSerializer)
        given["programme"] = queries.open_programme_for(given["programme"])
        given["organisation"] = own_organisation_for(request.user, given["organisation"])
        return self.answer(partnering.ask_in(by=request.user, **given), created=True)

    @extend_schema(request=AcceptingSerializer, responses=PartnerRequestSerializer)
    @action(methods=["post"], detail=True)
    def accept(self, request: Request, pk: str) -> Response:
        """Make the organisation a partner, which approves it."""
        given = self.parsed(AcceptingSerializer)
        if "organisation" in given:
            given["organisation"] = own_organisation_for(request.user, given["organisation"])
        return self.answer(partnering.decide(by=request.user, request=self.get_object(), accept=True, **given))

    @extend_schema(request=DecliningSerializer, responses=PartnerRequestSerializer)
    @action(methods=["post"], detail=True)
    def decline(self, request: Request, pk: str) -> Response:
        """Say no; the other side reads the reason."""
        given = self.parsed(DecliningSerializer)
        return self.answer(partnering.decide(by=request.user, request=self.get_object(), accept=False, **given))

    @extend_schema(request=None, responses=PartnerRequestSerializer)
    @action(methods=["post"], detail=True)
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take your side's question back."""
        return self.answer(partnering.withdraw(by=request.user, request=self.get_object()))
