"""`mentorships` over HTTP. Everything here is also on the pages, by the same queries and services."""

from decimal import Decimal

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.mentorships import contacts, queries, rules, services
from mentoring.mentorships.models import ClosingSurvey, Mentorship
from network.core.api import IdField, StrictSerializer, ViewSet
from network.core.errors import require
from network.core.preconditions import IF_MATCH, IfMatchMixin
from network.organisations.queries import person_for


class MentorshipSerializer(serializers.ModelSerializer):
    """A mentorship with its agreement."""

    company_name = serializers.CharField(source="company.name", read_only=True)
    contact_name = serializers.CharField(source="contact.name", read_only=True)
    mentor_name = serializers.CharField(source="mentor.name", read_only=True)
    end_note = serializers.SerializerMethodField(help_text="For the two and for coordinators; empty for others.")
    side = serializers.SerializerMethodField(help_text="Which of the two you are: `company`, `mentor`, or empty.")

    class Meta:
        model = Mentorship
        fields = [
            "id", "programme", "company", "company_name", "contact", "contact_name", "mentor", "mentor_name", "incubator", "request_id", "conversation",
            "follows", "state", "side", "hours_per_month", "accepted_hours", "goals", "frequency", "months", "confidentiality", "agreement_version",
            "company_agreed_at", "mentor_agreed_at", "started_at", "ends_on", "ended_at", "end_reason", "end_note", "created_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_side(self, mentorship: Mentorship) -> str:
        """Of the one who asks."""
        return rules.side_of(self.context["request"].user, mentorship)

    def get_end_note(self, mentorship: Mentorship) -> str:
        """What was said at the end."""
        user = self.context["request"].user
        if "coordinated" not in self.context:
            self.context["coordinated"] = set(queries.coordinated(user).values_list("programme", flat=True))  # once for a whole page
        told = rules.side_of(user, mentorship) or mentorship.programme_id in self.context["coordinated"]
        return mentorship.end_note if told else ""


class AgreementSerializer(StrictSerializer):
    """What can be changed of an agreement."""

    goals = serializers.CharField(max_length=4000, required=False)
    frequency = serializers.ChoiceField(choices=Mentorship.Frequency.choices, required=False)
    hours_per_month = serializers.DecimalField(max_digits=4, decimal_places=1, min_value=Decimal("0.5"), max_value=Decimal(40), required=False)
    months = serializers.IntegerField(min_value=1, max_value=36, required=False)
    confidentiality = serializers.CharField(max_length=2000, required=False)


class AcceptSerializer(StrictSerializer):
    """Which version was read."""

    version = serializers.IntegerField(min_value=1, max_value=32_767)


class ContactSerializer(StrictSerializer):
    """Who acts for the company."""

    person = IdField()


class EndSerializer(StrictSerializer):
    """A word at the end; the other one and the coordinators read it."""

    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class LookBackSerializer(StrictSerializer):
    """The closing survey, for the coordinators alone."""

    reached = serializers.IntegerField(min_value=1, max_value=5)
    recommend = serializers.BooleanField()
    comment = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


class ClosingSurveySerializer(serializers.ModelSerializer):
    """A closing survey as coordinators and its writer see it."""

    class Meta:
        model = ClosingSurvey
        fields = ["id", "mentorship", "person", "reached", "recommend", "comment", "created_at"]
        read_only_fields = fields


class StateSerializer(StrictSerializer):
    """What the list is narrowed to."""

    state = serializers.ChoiceField(choices=Mentorship.State.choices, required=False)


class LengthSerializer(StrictSerializer):
    """For how long both must be free, in minutes."""

    minutes = serializers.IntegerField(min_value=10, max_value=480, required=False, default=45)


class FreeTimeSerializer(serializers.Serializer):
    """A time at which both work and neither is booked."""

    start = serializers.DateTimeField()
    end = serializers.DateTimeField()


class MentorshipViewSet(IfMatchMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """Your mentorships, those of your organisation, and those of programmes that you coordinate."""

    serializer_class = MentorshipSerializer

    def get_queryset(self):
        return queries.mentorships_visible_to(self.request.user)

    def get_object(self) -> Mentorship:
        return queries.mentorship_for(self.request.user, self.kwargs["pk"])

    @extend_schema(parameters=[StateSerializer])
    def list(self, request: Request, *args: object, **kwargs: object) -> Response:
        """The newest first."""
        return self.paged(self.get_queryset().filter(**asked_for(StateSerializer, request)))

    @extend_schema(request=AgreementSerializer, responses=MentorshipSerializer, parameters=[IF_MATCH])
    @action(detail=True, methods=["patch"])
    def agreement(self, request: Request, pk: str) -> Response:
        """Change the agreement (with If-Match). Any change makes a version that both accept again."""
        found = self.get_object()
        changes = self.parsed(AgreementSerializer)
        with self.unchanged(found):
            found = services.edit_agreement(mentorship=found, by=request.user, version=self.get_object().agreement_version, **changes)
        return self.answer(found)

    @extend_schema(request=AcceptSerializer, responses=MentorshipSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Accept the version that you read; 409 `version` when there is a newer one."""
        data = self.parsed(AcceptSerializer)
        return self.answer(services.accept_agreement(mentorship=self.get_object(), by=request.user, version=data["version"]))

    @extend_schema(request=ContactSerializer, responses=MentorshipSerializer)
    @action(detail=True, methods=["post"])
    def contact(self, request: Request, pk: str) -> Response:
        """Let another member of the company act for it: conversation, sessions ahead and questions become theirs."""
        found = self.get_object()
        person = person_for(request.user, self.parsed(ContactSerializer)["person"])
        return self.answer(contacts.appoint(mentorship=found, person=person, by=request.user))

    @extend_schema(request=None, responses=MentorshipSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: str) -> Response:
        """Pause it."""
        return self.answer(services.pause(mentorship=self.get_object(), by=request.user))

    @extend_schema(request=None, responses=MentorshipSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str) -> Response:
        """Go on."""
        return self.answer(services.resume(mentorship=self.get_object(), by=request.user))

    @extend_schema(request=EndSerializer, responses=MentorshipSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """End it now; sessions ahead are called off, the place is free, the conversation can still be read."""
        return self.answer(services.end_mentorship(mentorship=self.get_object(), by=request.user, **self.parsed(EndSerializer)))

    @extend_schema(responses=ClosingSurveySerializer(many=True))
    @action(detail=True, methods=["get"], url_path="closing-survey", pagination_class=None)
    def closing_survey(self, request: Request, pk: str) -> Response:
        """Closing surveys: all for coordinators, your own otherwise. One plain list: a person answers once, so it is never long."""
        rows = queries.surveys_visible_to(request.user).filter(mentorship=self.get_object())
        return Response(ClosingSurveySerializer(rows, many=True).data)

    @extend_schema(request=LookBackSerializer, responses={201: ClosingSurveySerializer})
    @closing_survey.mapping.post
    def look_back(self, request: Request, pk: str) -> Response:
        """Answer the closing survey, once."""
        made = services.answer_closing_survey(mentorship=self.get_object(), by=request.user, **self.parsed(LookBackSerializer))
        return Response(ClosingSurveySerializer(made).data, status=201)

    @extend_schema(parameters=[LengthSerializer], responses=FreeTimeSerializer(many=True))
    @action(detail=True, methods=["get"], url_path="free-times", pagination_class=None)
    def free_times(self, request: Request, pk: str) -> Response:
        """Times in the next two weeks that suit both, twelve at most in one plain list. For the two alone: they tell when somebody is busy."""
        found = self.get_object()
        require(rules.is_party(request.user, found))
        slots = queries.suggestions(found, minutes=asked_for(LengthSerializer, request)["minutes"])
        return Response(FreeTimeSerializer(slots, many=True).data)


def asked_for(serializer_class: type[StrictSerializer], request: Request) -> dict:
    """The query's narrowing, without what belongs to paging. Raises a 400 for what is not known."""
    serializer = serializer_class(data={key: value for key, value in request.query_params.items() if key not in {"cursor", "page_size"}})
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
