"""`mentors` and `incubators`: whom one may ask, and one's own profile."""

from contextlib import nullcontext

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.profiles import approvals, pauses, queries, rules, services
from mentoring.profiles.models import BusinessStage, Format, IncubatorProfile, MentorApproval, MentorPause, MentorProfile
from mentoring.profiles.seasons import away_on, coming
from network.core import clock
from network.core.api import IdField, StrictSerializer, ViewSet
from network.core.errors import NotVisible, require
from network.core.pagination import ordered_by
from network.core.preconditions import IF_MATCH, IF_MATCH_ONCE_THERE, IfMatchMixin
from network.programmes.queries import open_programme_for
from network.vocabulary.countries import CountryCode


class LevelsField(serializers.DictField):
    """Codes with levels 1 to 4."""

    child = serializers.IntegerField(min_value=1, max_value=4)


class StagesField(serializers.ListField):
    """Stages of business."""

    child = serializers.ChoiceField(choices=BusinessStage.choices)


class AwaySerializer(serializers.Serializer):
    """Days on which nothing new is taken, the next time they come; without an end they last until they are lifted."""

    id = serializers.UUIDField(source="season.pk")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)


class OwnPauseSerializer(serializers.ModelSerializer):
    """One's own time away, as it was entered: nobody else is told the kind, the note or the hours."""

    class Meta:
        model = MentorPause
        fields = ["id", "starts_on", "ends_on", "kind", "hours", "yearly", "reason"]
        read_only_fields = fields


class OfferSerializer(serializers.ModelSerializer):
    """What mentors and incubators tell alike."""

    expertise = serializers.SerializerMethodField()
    languages = serializers.SerializerMethodField()
    sectors = serializers.SerializerMethodField()

    def get_expertise(self, profile: MentorProfile | IncubatorProfile) -> dict[str, int]:
        """Support needs with levels 1 to 4."""
        return {row.need_id: row.level for row in profile.expertise.all()}

    def get_languages(self, profile: MentorProfile | IncubatorProfile) -> dict[str, int]:
        """Languages with levels 1 to 4."""
        return {row.language: row.level for row in profile.spoken.all()}

    def get_sectors(self, profile: MentorProfile | IncubatorProfile) -> list[str]:
        """Sectors by code."""
        return sorted(sector.pk for sector in profile.sectors.all())


class MentorSerializer(OfferSerializer):
    """A mentor, as those who may ask see one."""

    name = serializers.CharField(source="person.name")
    person = serializers.UUIDField(source="person_id")
    country = serializers.CharField(source="person.country")
    place = serializers.CharField(source="person.place")
    time_zone = serializers.CharField(source="person.time_zone")
    pauses = serializers.SerializerMethodField()

    class Meta:
        model = MentorProfile
        fields = ["id", "person", "name", "country", "place", "time_zone", "headline", "about", "expertise", "languages", "sectors", "formats"]
        fields += ["countries", "stages", "places", "hours_per_month", "pauses"]
        read_only_fields = fields

    @extend_schema_field(AwaySerializer(many=True))
    def get_pauses(self, profile: MentorProfile) -> list[dict]:
        """Those that run or are to come."""
        away = coming((it for it in profile.pauses.all() if it.hours is None), clock.today(profile.person.time_zone))
        return AwaySerializer(away, many=True).data


class OwnMentorSerializer(MentorSerializer):
    """One's own profile, with what nobody else is shown: whom one would rather help."""

    seasons = OwnPauseSerializer(source="pauses", many=True)

    class Meta(MentorSerializer.Meta):
        fields = [*MentorSerializer.Meta.fields, "wants_stages", "wants_countries", "seasons"]
        read_only_fields = fields


class IncubatorSerializer(OfferSerializer):
    """An incubator, as those who may ask see one."""

    name = serializers.CharField(source="organisation.name")
    organisation = serializers.UUIDField(source="organisation_id")
    country = serializers.CharField(source="organisation.country")
    place = serializers.CharField(source="organisation.place")
    regions = serializers.SerializerMethodField()

    class Meta:
        model = IncubatorProfile
        fields = ["id", "organisation", "name", "country", "place", "about", "expertise", "languages", "sectors", "formats", "regions", "stages", "places"]
        fields += ["call_open", "call_closes_on"]
        read_only_fields = fields

    def get_regions(self, profile: IncubatorProfile) -> list[str]:
        """Regions served, by NUTS code."""
        return sorted(region.pk for region in profile.regions.all())


class MentorInput(StrictSerializer):
    """One's own mentor profile; what is not given stays."""

    headline = serializers.CharField(max_length=140, allow_blank=True, required=False)
    about = serializers.CharField(max_length=4000, allow_blank=True, required=False)
    expertise = LevelsField(required=False)
    languages = LevelsField(required=False)
    sectors = serializers.ListField(child=serializers.CharField(max_length=60), required=False, max_length=40)
    formats = serializers.ListField(child=serializers.ChoiceField(choices=Format.choices), required=False, max_length=2)
    countries = serializers.ListField(child=serializers.ChoiceField(choices=CountryCode.choices), required=False, max_length=5)
    stages = StagesField(required=False)
    wants_stages = StagesField(required=False)
    wants_countries = serializers.ListField(child=serializers.ChoiceField(choices=CountryCode.choices), required=False, max_length=5)
    region = serializers.CharField(max_length=10, allow_blank=True, required=False)
    places = serializers.IntegerField(min_value=0, max_value=20, required=False)
    hours_per_month = serializers.DecimalField(max_digits=5, decimal_places=1, min_value=0, max_value=160, required=False)


class PauseInput(StrictSerializer):
    """A pause, or a season with fewer `hours` a month; without an end it lasts until it is lifted."""

    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)
    kind = serializers.ChoiceField(choices=[it for it in MentorPause.Kind.choices if it[0] != MentorPause.Kind.SILENCE], required=False)
    hours = serializers.DecimalField(max_digits=5, decimal_places=1, required=False, allow_null=True)
    yearly = serializers.BooleanField(required=False)


class ProgrammeInput(StrictSerializer):
    """A programme to mentor in."""

    programme = IdField()


class DecisionInput(StrictSerializer):
    """A word with a decision."""

    reason = serializers.CharField(max_length=400, required=False, allow_blank=True)


class ApprovalsInput(StrictSerializer):
    """Which approvals."""

    state = serializers.ChoiceField(choices=["asked", "approved"], required=False, default="asked")


class ApprovalSerializer(serializers.ModelSerializer):
    """A mentor in a programme."""

    mentor = serializers.UUIDField(source="profile_id")
    name = serializers.CharField(source="profile.person.name")

    class Meta:
        model = MentorApproval
        fields = ["id", "mentor", "name", "programme", "state", "decided_at", "reason"]
        read_only_fields = fields


class IncubatorInput(StrictSerializer):
    """An incubator's profile; what is not given stays."""

    about = serializers.CharField(max_length=4000, allow_blank=True, required=False)
    expertise = LevelsField(required=False)
    languages = LevelsField(required=False)
    sectors = serializers.ListField(child=serializers.CharField(max_length=60), required=False, max_length=40)
    regions = serializers.ListField(child=serializers.CharField(max_length=10), required=False, max_length=80)
    formats = serializers.ListField(child=serializers.ChoiceField(choices=Format.choices), required=False, max_length=2)
    stages = StagesField(required=False)
    places = serializers.IntegerField(min_value=0, max_value=500, required=False)
    call_open = serializers.BooleanField(required=False)
    call_closes_on = serializers.DateField(required=False, allow_null=True)


class MentorViewSet(IfMatchMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """Mentors of one's programmes, by name."""

    pagination_class = ordered_by(*queries.MENTORS_BY_NAME)

    def get_queryset(self):
        return queries.mentors_visible_to(self.request.user)

    def get_serializer_class(self) -> type[MentorSerializer]:
        """What everybody sees of a mentor, except under `me`."""
        return MentorSerializer if self.action in ("list", "retrieve") else OwnMentorSerializer

    @extend_schema(responses=OwnMentorSerializer)
    @action(detail=False, methods=["get"], pagination_class=None)
    def me(self, request: Request) -> Response:
        """One's own profile."""
        return self._shown()

    @extend_schema(request=MentorInput, responses=OwnMentorSerializer, parameters=[IF_MATCH_ONCE_THERE])
    @me.mapping.patch
    def change_me(self, request: Request) -> Response:
        """Change one's own profile (with If-Match), or make it where there is none yet (without)."""
        changes = self.parsed(MentorInput)
        profile = queries.own_profile(request.user)
        with self.unchanged(profile) if profile else nullcontext():
            services.save_mentor_profile(by=request.user, **changes)
        return self._shown()

    @extend_schema(request=PauseInput, responses=OwnMentorSerializer)
    @action(detail=False, methods=["post"], url_path="me/pause")
    def pause(self, request: Request) -> Response:
        """Take nothing new for some days, or fewer hours; several can be entered ahead, every year too."""
        pauses.add_pause(profile=self._own(), by=request.user, **self.parsed(PauseInput))
        return self._shown()

    @extend_schema(request=None, responses=OwnMentorSerializer)
    @action(detail=False, methods=["post"], url_path="me/resume")
    def resume(self, request: Request) -> Response:
        """Come back: end every pause that runs now. Those to come stay."""
        for pause in self._own().pauses.all():
            if away_on([pause], clock.today(request.user.time_zone)):
                pauses.lift_pause(pause=pause, by=request.user)
        return self._shown()

    @extend_schema(request=None, responses=OwnMentorSerializer)
    @action(detail=False, methods=["post"], url_path="me/pauses/(?P<pause>[0-9a-f-]{36})/end")
    def end_pause(self, request: Request, pause: str) -> Response:
        """End one pause or season, running or to come; one of every year with all its years."""
        pauses.lift_pause(pause=queries.pause_of(request.user, pause), by=request.user)
        return self._shown()

    @extend_schema(request=ProgrammeInput, responses=ApprovalSerializer)
    @action(detail=False, methods=["post"], url_path="me/ask-approval")
    def ask_approval(self, request: Request) -> Response:
        """Ask to mentor in an open programme; its coordinators decide."""
        programme = open_programme_for(self.parsed(ProgrammeInput)["programme"])
        approval = approvals.ask_approval(profile=self._own(), by=request.user, programme=programme)
        return Response(ApprovalSerializer(approval).data)

    def _shown(self) -> Response:
        return self.answer(self._own())

    def _own(self) -> MentorProfile:
        if (profile := queries.own_profile(self.request.user)) is None:
            raise NotVisible
        return profile


class IncubatorViewSet(IfMatchMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """Incubators of one's programmes, by name."""

    serializer_class = IncubatorSerializer
    pagination_class = ordered_by(*queries.INCUBATORS_BY_NAME)

    def get_queryset(self):
        return queries.incubators_visible_to(self.request.user)

    @extend_schema(request=IncubatorInput, responses=IncubatorSerializer, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: str) -> Response:
        """An administrator of the incubator changes its profile (with If-Match)."""
        found = queries.incubator_for(request.user, pk)
        require(rules.can_edit_incubator(request.user, found.organisation))
        changes = self.parsed(IncubatorInput)
        with self.unchanged(found):
            services.save_incubator_profile(by=request.user, organisation=found.organisation, **changes)
        return self.answer(queries.incubator_for(request.user, pk))


class ApprovalViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """Mentors who wait for the decision of the programmes one coordinates."""

    serializer_class = ApprovalSerializer

    def get_queryset(self):
        return queries.approvals_to_decide(self.request.user)

    @extend_schema(parameters=[ApprovalsInput])
    def list(self, request: Request, *args: object, **kwargs: object) -> Response:
        """Those who wait; with `?state=approved` the mentors of these programmes."""
        asked = ApprovalsInput(data={key: value for key, value in request.query_params.items() if key not in {"cursor", "page_size"}})
        asked.is_valid(raise_exception=True)
        holds = asked.validated_data["state"] == MentorApproval.State.APPROVED
        return self.paged(queries.approvals_that_hold(request.user) if holds else self.get_queryset())

    @extend_schema(request=DecisionInput, responses=ApprovalSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """The mentor leaves the programme, or a coordinator lets them go; the other side is told, mentorships that run go on."""
        approval = queries.approval_to_end(request.user, pk)
        return self.answer(approvals.end_approval(approval=approval, by=request.user, **self.parsed(DecisionInput)))

    @extend_schema(request=DecisionInput, responses=ApprovalSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Take the mentor into the programme."""
        return self._decide(pk, approve=True)

    @extend_schema(request=DecisionInput, responses=ApprovalSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Do not take the mentor in."""
        return self._decide(pk, approve=False)

    def _decide(self, pk: str, *, approve: bool) -> Response:
        approval = queries.approval_for(self.request.user, pk)
        return self.answer(approvals.decide_approval(approval=approval, by=self.request.user, approve=approve, **self.parsed(DecisionInput)))
