"""Programmes as a resource."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from network.core.api import IdField, StrictSerializer
from network.core.pagination import ByName, Pagination, ordered_by
from network.organisations.people_api import PersonSerializer
from network.organisations.queries import organisation_for, person_for
from network.programmes import partnering, queries, services
from network.programmes.models import Appointment, Participation, Partner, Programme, SharingAgreement
from network.programmes.partner_api import InvitingSerializer, PartnerRequestSerializer
from network.programmes.planning_api import ID, PlanningActions


class MustsSerializer(StrictSerializer):
    """What the programme demands of every pair of a company and its mentor."""

    across_the_border = serializers.BooleanField(required=False, help_text="They come from different countries.")
    first_need = serializers.BooleanField(required=False, help_text="The mentor knows the company's first need.")
    overlap_hours = serializers.IntegerField(min_value=0, max_value=40, required=False, help_text="Working hours a week in common.")


class ProgrammeSerializer(serializers.ModelSerializer):
    """A funded undertaking and how requests are asked in it."""

    musts = MustsSerializer(read_only=True)
    feedback_counts = serializers.BooleanField(read_only=True)

    class Meta:
        model = Programme
        fields = (
            *("id", "slug", "name", "official_name", "funder", "fund", "project_code", "starts_on", "ends_on", "date_precision", "languages", "countries"),
            *("is_open", "answer_days", "approval_before_asking", "stuck_after_days", "musts", "feedback_counts"),
            *("switched_off", "aid_bases", "archived_at"),
        )
        read_only_fields = fields


class NewProgrammeSerializer(StrictSerializer):
    """A new programme."""

    slug = serializers.SlugField(max_length=60)
    name = serializers.CharField(max_length=160)
    official_name = serializers.CharField(max_length=240, allow_blank=True, required=False)
    funder = serializers.CharField(max_length=200, allow_blank=True, required=False)
    fund = serializers.CharField(max_length=60, allow_blank=True, required=False)
    project_code = serializers.CharField(max_length=60, allow_blank=True, required=False)
    starts_on = serializers.DateField(allow_null=True, required=False)
    ends_on = serializers.DateField(allow_null=True, required=False)


class ProgrammeSettingsSerializer(StrictSerializer):
    """How requests are asked and followed."""

    answer_days = serializers.IntegerField(min_value=1, max_value=30, required=False)
    approval_before_asking = serializers.BooleanField(required=False)
    stuck_after_days = serializers.IntegerField(min_value=1, max_value=365, required=False)
    is_open = serializers.BooleanField(required=False)
    musts = MustsSerializer(required=False)
    feedback_counts = serializers.BooleanField(required=False, help_text="What earlier companies said of a mentor counts, from three companies on.")


class PartnerSerializer(serializers.ModelSerializer):
    """An organisation's part in a programme."""

    name = serializers.CharField(source="organisation.name", read_only=True)
    regions = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = Partner
        fields = ("id", "organisation", "name", "role", "regions")
        read_only_fields = fields


class NewPartnerSerializer(StrictSerializer):
    """An organisation that becomes a partner, which approves it."""

    organisation = IdField()
    role = serializers.ChoiceField(choices=Partner.Role.choices)


class AppointmentSerializer(serializers.ModelSerializer):
    """A person's rights in a programme."""

    person = PersonSerializer(read_only=True)

    class Meta:
        model = Appointment
        fields = ("id", "organisation", "person", "role", "created_at", "ended_at")
        read_only_fields = fields


class NewAppointmentSerializer(StrictSerializer):
    """A member of a partner who gets rights."""

    organisation = IdField()
    person = IdField()
    role = serializers.ChoiceField(choices=Appointment.Role.choices)


class SharingSerializer(serializers.ModelSerializer):
    """Who sees whose pipeline, and at which level."""

    class Meta:
        model = SharingAgreement
        fields = ("id", "giver", "receiver", "level", "created_at", "ended_at")
        read_only_fields = fields


class NewSharingSerializer(StrictSerializer):
    """What is agreed; it replaces what was agreed between the two before."""

    giver = IdField()
    receiver = IdField()
    level = serializers.ChoiceField(choices=SharingAgreement.Level.choices)


class ParticipationSerializer(serializers.ModelSerializer):
    """A company in a programme."""

    name = serializers.CharField(source="organisation.name", read_only=True)

    class Meta:
        model = Participation
        fields = ("id", "organisation", "name", "incubator", "created_at", "ended_at")
        read_only_fields = fields


class JoiningSerializer(StrictSerializer):
    """Which company joins, followed by which incubator."""

    company = IdField()
    incubator = IdField(allow_null=True, required=False)


class LeavingSerializer(StrictSerializer):
    """Which company leaves."""

    company = IdField()


class ProgrammeViewSet(ListModelMixin, RetrieveModelMixin, PlanningActions):
    """Programmes you are part of, by name; `open` lists those that can be joined."""

    serializer_class = ProgrammeSerializer
    pagination_class = ByName

    def get_queryset(self):
        return queries.programmes_visible_to(self.request.user)

    @extend_schema(request=NewProgrammeSerializer, responses={201: ProgrammeSerializer})
    def create(self, request: Request) -> Response:
        """For administrators: set up a programme."""
        return self.answer(services.create_programme(by=request.user, **self.parsed(NewProgrammeSerializer)), created=True)

    @extend_schema(request=ProgrammeSettingsSerializer, responses=ProgrammeSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """For its managers: change how requests are asked and followed."""
        return self.answer(services.update_settings(by=request.user, programme=self.found(), **self.parsed(ProgrammeSettingsSerializer)))

    @extend_schema(responses=ProgrammeSerializer(many=True))
    @action(detail=False)
    def open(self, request: Request) -> Response:
        """Programmes that companies can join and mentors can be approved by."""
        return self.paged(queries.open_programmes())

    @extend_schema(request=JoiningSerializer, responses={201: ParticipationSerializer})
    @action(methods=["post"], detail=True)
    def join(self, request: Request, pk: str) -> Response:
        """Take your company into an open programme."""
        given = self.parsed(JoiningSerializer)
        programme = queries.open_programme_for(pk)
        incubator = queries.incubator_in(programme, given["incubator"]) if given.get("incubator") else None
        company = organisation_for(request.user, given["company"])
        made = services.join(by=request.user, programme=programme, company=company, incubator=incubator)
        return Response(ParticipationSerializer(made).data, status=201)

    @extend_schema(request=LeavingSerializer, responses=ParticipationSerializer)
    @action(methods=["post"], detail=True)
    def leave(self, request: Request, pk: str) -> Response:
        """End a company's part."""
        company = organisation_for(request.user, self.parsed(LeavingSerializer)["company"])
        return Response(ParticipationSerializer(services.leave(by=request.user, programme=self.found(), company=company)).data)

    @extend_schema(methods=["GET"], responses=PartnerSerializer(many=True))
    @extend_schema(methods=["POST"], request=NewPartnerSerializer, responses={201: PartnerSerializer})
    @action(methods=["get", "post"], detail=True, pagination_class=ordered_by(*queries.PARTNERS_BY_NAME))
    def partners(self, request: Request, pk: str) -> Response:
        """The partners, by name; managers add one."""
        programme = self.found()
        if request.method == "GET":
            return self.paged(queries.partners_of(programme), PartnerSerializer)
        given = self.parsed(NewPartnerSerializer)
        organisation = organisation_for(request.user, given["organisation"])
        made = services.add_partner(by=request.user, programme=programme, organisation=organisation, role=given["role"])
        return Response(PartnerSerializer(made).data, status=201)

    @extend_schema(request=InvitingSerializer, responses={201: PartnerRequestSerializer})
    @action(methods=["post"], detail=True, pagination_class=None)
    def invitations(self, request: Request, pk: str) -> Response:
        """For managers: invite an organisation by its exact business identifier, or by mail. It decides."""
        programme, given = self.found(), self.parsed(InvitingSerializer)
        service = partnering.invite_by_mail if "email" in given else partnering.invite_known
        return Response(PartnerRequestSerializer(service(by=request.user, programme=programme, **given)).data, status=201)

    @extend_schema(request=None, responses={204: None})
    @action(methods=["post"], detail=True, url_path=f"partners/(?P<partner>{ID})/end", pagination_class=None)
    def end_partner(self, request: Request, pk: str, partner: str) -> Response:
        """For managers: end an organisation's part."""
        services.remove_partner(by=request.user, partner=queries.partner_in(self.found(), partner))
        return Response(status=204)

    @extend_schema(methods=["GET"], responses=AppointmentSerializer(many=True))
    @extend_schema(methods=["POST"], request=NewAppointmentSerializer, responses={201: AppointmentSerializer})
    @action(methods=["get", "post"], detail=True, pagination_class=ordered_by(*queries.PEOPLE_BY_NAME))
    def appointments(self, request: Request, pk: str) -> Response:
        """Who has rights in the programme, by name; managers appoint."""
        programme = self.found()
        if request.method == "GET":
            return self.paged(queries.appointments_in(programme), AppointmentSerializer)
        given = self.parsed(NewAppointmentSerializer)
        organisation = organisation_for(request.user, given["organisation"])
        person = person_for(request.user, given["person"])
        made = services.appoint(by=request.user, programme=programme, person=person, organisation=organisation, role=given["role"])
        return Response(AppointmentSerializer(made).data, status=201)

    @extend_schema(request=None, responses=AppointmentSerializer)
    @action(methods=["post"], detail=True, url_path=f"appointments/(?P<appointment>{ID})/end", pagination_class=None)
    def end_appointment(self, request: Request, pk: str, appointment: str) -> Response:
        """For managers: take a person's rights back."""
        ended = services.end_appointment(by=request.user, appointment=queries.appointment_in(self.found(), appointment))
        return Response(AppointmentSerializer(ended).data)

    @extend_schema(methods=["GET"], responses=SharingSerializer(many=True))
    @extend_schema(methods=["POST"], request=NewSharingSerializer, responses={201: SharingSerializer})
    @action(methods=["get", "post"], detail=True, url_path="sharing-agreements", pagination_class=Pagination)
    def sharing_agreements(self, request: Request, pk: str) -> Response:
        """Who sees whose pipeline, as far as it concerns you, newest first; an administrator of the giver agrees a new one."""
        programme = self.found()
        if request.method == "GET":
            return self.paged(queries.sharing_visible_to(request.user, programme), SharingSerializer)
        given = self.parsed(NewSharingSerializer)
        giver, receiver = (organisation_for(request.user, given[side]) for side in ("giver", "receiver"))
        made = services.agree_sharing(by=request.user, programme=programme, giver=giver, receiver=receiver, level=given["level"])
        return Response(SharingSerializer(made).data, status=201)

    @extend_schema(request=None, responses=SharingSerializer)
    @action(methods=["post"], detail=True, url_path=f"sharing-agreements/(?P<agreement>{ID})/end", pagination_class=None)
    def end_sharing(self, request: Request, pk: str, agreement: str) -> Response:
        """Take an agreement back."""
        found = queries.sharing_one(request.user, self.found(), agreement)
        return Response(SharingSerializer(services.end_sharing(by=request.user, agreement=found)).data)

    @extend_schema(responses=ParticipationSerializer(many=True))
    @action(detail=True, pagination_class=ordered_by(*queries.COMPANIES_BY_NAME))
    def participations(self, request: Request, pk: str) -> Response:
        """The companies that take part, as far as you may see them, by name."""
        return self.paged(queries.participations_visible_to(request.user, self.found()), ParticipationSerializer)
