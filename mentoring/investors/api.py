"""`investor-meetings`: read by whoever is in them, written by the programme's coordinators."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.investors import people, queries, rules, services
from mentoring.investors.models import InvestorMeeting, MeetingDocument, MeetingParticipant
from network.core.api import IdField, StrictSerializer, ViewSet
from network.core.languages import INTERFACE
from network.organisations.queries import organisation_for
from network.programmes.queries import programme_for
from network.vocabulary.countries import CountryCode

LONGEST_TEXT = 4000


class DocumentIn(StrictSerializer):
    """A link for the meeting's people."""

    title = serializers.CharField(max_length=160)
    url = serializers.URLField(max_length=400)


class NewcomerIn(StrictSerializer):
    """An investor who may have no account yet."""

    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    language = serializers.ChoiceField(choices=INTERFACE, required=False, default="en")
    country = serializers.ChoiceField(choices=CountryCode.choices, required=False, default=CountryCode.FI)


class MeetingChangeIn(StrictSerializer):
    """What can be said of a meeting."""

    title = serializers.CharField(max_length=160, required=False)
    about = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    starts_at = serializers.DateTimeField(required=False)
    minutes = serializers.IntegerField(min_value=10, max_value=480, required=False)
    place = serializers.CharField(max_length=200, required=False, allow_blank=True)
    link = serializers.URLField(max_length=400, required=False, allow_blank=True)


class MeetingIn(MeetingChangeIn):
    """A new meeting."""

    programme = IdField()
    company = IdField()
    title = serializers.CharField(max_length=160)
    starts_at = serializers.DateTimeField()
    investors = serializers.ListField(child=IdField(), required=False, default=list, max_length=rules.MOST_PEOPLE)
    newcomers = NewcomerIn(many=True, required=False, default=list)
    company_people = serializers.ListField(child=IdField(), required=False, default=list, max_length=rules.MOST_PEOPLE)
    documents = DocumentIn(many=True, required=False, default=list)
    attends = serializers.BooleanField(required=False, default=True)


class HeldIn(StrictSerializer):
    """How it went."""

    minutes = serializers.IntegerField(min_value=1, max_value=480)
    outcome = serializers.CharField(max_length=LONGEST_TEXT, required=False, default="", allow_blank=True)


class MissedIn(StrictSerializer):
    """Why it did not take place."""

    outcome = serializers.CharField(max_length=LONGEST_TEXT, required=False, default="", allow_blank=True)


class PersonIn(StrictSerializer):
    """A known person for one of the sides, or an investor's address."""

    person = IdField(required=False)
    side = serializers.ChoiceField(choices=["company", "investor"], required=False, default="investor")
    newcomer = NewcomerIn(required=False)

    def validate(self, attrs: dict) -> dict:
        if ("person" in attrs) == ("newcomer" in attrs):
            raise serializers.ValidationError(_("Name a person, or give the address of a newcomer: one of the two."))
        return attrs


class EmptyIn(StrictSerializer):
    """A verb without fields."""


class DocumentOut(serializers.ModelSerializer):
    class Meta:
        model = MeetingDocument
        fields = ("id", "title", "url")


class ParticipantOut(serializers.ModelSerializer):
    """A person in the meeting with the answer in iCalendar's words (empty before the invitations)."""

    name = serializers.CharField(source="person.name")
    time_zone = serializers.CharField(source="person.time_zone")
    answer = serializers.SerializerMethodField()

    class Meta:
        model = MeetingParticipant
        fields = ("id", "name", "side", "time_zone", "answer")

    @extend_schema_field(serializers.CharField())
    def get_answer(self, row: MeetingParticipant) -> str:
        attendee = self.context.get("answers", {}).get((row.meeting_id, row.person_id))
        return attendee.answer if attendee else ""


class MeetingOut(serializers.ModelSerializer):
    company_name = serializers.CharField(source="company.name")
    people = ParticipantOut(many=True)
    documents = DocumentOut(many=True)
    outcome = serializers.SerializerMethodField()
    ends_at = serializers.DateTimeField()

    class Meta:
        model = InvestorMeeting
        fields = (
            "id", "programme", "company", "company_name", "title", "about", "state", "starts_at", "ends_at", "minutes", "place", "link",
            "invited_at", "held_minutes", "outcome", "closed_at", "people", "documents",
        )  # fmt: skip

    @extend_schema_field(serializers.CharField())
    def get_outcome(self, meeting: InvestorMeeting) -> str:
        coordinated = self.context.get("coordinated", ())
        return meeting.outcome if rules.sees_outcome(self.context["request"].user, meeting, coordinated) else ""


class InvestorMeetingViewSet(mixins.ListModelMixin, ViewSet):
    """Meetings of a company with investors."""

    serializer_class = MeetingOut

    def get_queryset(self) -> QuerySet[InvestorMeeting]:
        return queries.meetings_visible_to(self.request.user)

    def get_serializer(self, *args, **kwargs):
        """Answers and rights of all rows at once, so that the number of queries does not grow with the rows."""
        serializer = super().get_serializer(*args, **kwargs)
        if args:
            rows = args[0] if kwargs.get("many") else [args[0]]
            serializer.context["answers"] = queries.answers_to(list(rows))
            serializer.context["coordinated"] = frozenset(queries.programmes_to_plan(self.request.user).values_list("pk", flat=True))
        return serializer

    def meeting(self) -> InvestorMeeting:
        return queries.meeting_for(self.request.user, self.kwargs["pk"])

    def retrieve(self, request: Request, pk: str) -> Response:
        return self.answer(self.meeting())

    @extend_schema(request=MeetingIn, responses={201: MeetingOut})
    def create(self, request: Request) -> Response:
        given = self.parsed(MeetingIn)
        given["programme"] = programme_for(request.user, given["programme"])
        given["company"] = organisation_for(request.user, given["company"])
        meeting = people.plan_with(by=request.user, **given)
        return self.answer(meeting, created=True)

    @extend_schema(request=MeetingChangeIn, responses=MeetingOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        return self.answer(services.change(meeting=self.meeting(), by=request.user, **self.parsed(MeetingChangeIn)))

    @extend_schema(request=EmptyIn, responses=MeetingOut)
    @action(detail=True, methods=["post"])
    def invite(self, request: Request, pk: str) -> Response:
        self.parsed(EmptyIn)
        return self.answer(services.invite(meeting=self.meeting(), by=request.user))

    @extend_schema(request=EmptyIn, responses=MeetingOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        self.parsed(EmptyIn)
        return self.answer(services.cancel(meeting=self.meeting(), by=request.user))

    @extend_schema(request=HeldIn, responses=MeetingOut)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, pk: str) -> Response:
        return self.answer(services.hold(meeting=self.meeting(), by=request.user, **self.parsed(HeldIn)))

    @extend_schema(request=MissedIn, responses=MeetingOut)
    @action(detail=True, methods=["post"])
    def miss(self, request: Request, pk: str) -> Response:
        return self.answer(services.miss(meeting=self.meeting(), by=request.user, **self.parsed(MissedIn)))

    @extend_schema(request=PersonIn, responses={201: MeetingOut})
    @action(detail=True, methods=["post"], url_path="people")
    def add_person(self, request: Request, pk: str) -> Response:
        given, meeting = self.parsed(PersonIn), self.meeting()
        if "newcomer" in given:
            people.add_investor_by_mail(meeting=meeting, by=request.user, **given["newcomer"])
        else:
            people.add_known(meeting=meeting, by=request.user, person_id=given["person"], side=given["side"])
        return self.answer(self.meeting(), created=True)

    @extend_schema(request=EmptyIn, responses=MeetingOut)
    @action(detail=True, methods=["post"], url_path="people/(?P<participant>[0-9a-f-]{36})/remove")
    def remove_person(self, request: Request, pk: str, participant: str) -> Response:
        self.parsed(EmptyIn)
        meeting = self.meeting()
        services.remove_person(meeting=meeting, participant=queries.participant_of(meeting, participant), by=request.user)
        return self.answer(self.meeting())

    @extend_schema(request=DocumentIn, responses={201: MeetingOut})
    @action(detail=True, methods=["post"], url_path="documents")
    def add_document(self, request: Request, pk: str) -> Response:
        services.add_document(meeting=self.meeting(), by=request.user, **self.parsed(DocumentIn))
        return self.answer(self.meeting(), created=True)

    @extend_schema(request=EmptyIn, responses=MeetingOut)
    @action(detail=True, methods=["post"], url_path="documents/(?P<document>[0-9a-f-]{36})/remove")
    def remove_document(self, request: Request, pk: str, document: str) -> Response:
        self.parsed(EmptyIn)
        services.remove_document(meeting=self.meeting(), document_id=document, by=request.user)
        return self.answer(self.meeting())
