"""`mentoring-requests` of one's companies and programmes, and `choices`: what one was asked."""

from functools import cached_property
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.profiles.models import BusinessStage
from mentoring.requests import answers, coordination, queries, services
from mentoring.requests.models import Choice, MentoringRequest
from network.core.api import IdField, StrictSerializer, ViewSet
from network.core.errors import Invalid
from network.organisations.queries import own_organisation_for


class ChoiceOfCompanySerializer(serializers.ModelSerializer):
    """A choice as the company and its coordinators see it."""

    name = serializers.CharField()
    release_reason = serializers.SerializerMethodField()

    class Meta:
        model = Choice
        fields = ["id", "rank", "mentor", "incubator", "name", "state", "fit", "explanation", "proposed_by", "proposal_reason", "approved_at", "asked_at"]
        fields += ["answer_due_at", "question", "question_at", "reply", "decided_at", "decline_reason", "release_reason"]
        read_only_fields = fields

    def get_release_reason(self, choice: Choice) -> str:
        """Why it was let go: the true code for coordinators; a company reads one code for everybody who takes no request."""
        return queries.told_release(choice, knows=choice.request.programme_id in self._coordinated)

    @cached_property
    def _coordinated(self) -> set[UUID]:
        """The programmes whose coordinator reads, asked once for a list."""
        root = self.root
        if not hasattr(root, "coordinated"):
            root.coordinated = queries.coordinates(self.context["request"].user)
        return root.coordinated


class RequestSerializer(serializers.ModelSerializer):
    """A request with its needs in order, its languages and its choices."""

    company_name = serializers.CharField(source="company.name")
    needs = serializers.SerializerMethodField()
    languages = serializers.SerializerMethodField()
    choices = ChoiceOfCompanySerializer(many=True)

    class Meta:
        model = MentoringRequest
        fields = [
            "id",
            "programme",
            "company",
            "company_name",
            "created_by",
            "target",
            "state",
            "business_stage",
            "goal",
            "needs",
            "languages",
            "format",
            "cross_border",
        ]
        fields += ["hours_per_month", "created_at", "opened_at", "sent_at", "closed_at", "choices"]
        read_only_fields = fields

    def get_needs(self, request: MentoringRequest) -> list[str]:
        """Support needs, the most important first."""
        return [row.need_id for row in request.needs.all()]

    def get_languages(self, request: MentoringRequest) -> dict[str, int]:
        """Languages with the least level."""
        return {row.language: row.level for row in request.languages.all()}


class RequestInput(StrictSerializer):
    """A request as far as it is written; what is not given stays."""

    programme = IdField(required=False)
    target = serializers.ChoiceField(choices=MentoringRequest.Target.choices, required=False)
    business_stage = serializers.ChoiceField(choices=BusinessStage.choices, allow_blank=True, required=False)
    goal = serializers.CharField(max_length=4000, allow_blank=True, required=False)
    needs = serializers.ListField(child=serializers.CharField(max_length=60), max_length=services.MOST_NEEDS, required=False)
    languages = serializers.DictField(child=serializers.IntegerField(min_value=1, max_value=4), required=False)
    format = serializers.ChoiceField(choices=MentoringRequest.AnyFormat.choices, required=False)
    cross_border = serializers.ChoiceField(choices=MentoringRequest.CrossBorder.choices, required=False)
    hours_per_month = serializers.DecimalField(max_digits=4, decimal_places=1, required=False)


class NewRequestInput(RequestInput):
    """A new request: for which company, in which programme."""

    company = IdField()
    programme = IdField()


class ReasonInput(StrictSerializer):
    """A reason that is kept."""

    reason = serializers.CharField(max_length=1000)


class DeclineInput(StrictSerializer):
    """A no, with a reason if one likes, and a pause in the same step."""

    reason = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    never = serializers.BooleanField(required=False)
    pause = serializers.BooleanField(required=False)
    pause_until = serializers.DateField(required=False, allow_null=True)


class QuestionInput(StrictSerializer):
    """A question to the company."""

    question = serializers.CharField(max_length=answers.LONGEST_QUESTION)


class ReplyInput(StrictSerializer):
    """The company's reply."""

    text = serializers.CharField(max_length=answers.LONGEST_QUESTION)


class AskedSerializer(serializers.ModelSerializer):
    """A choice as the one who is asked sees it: the request, never a rank and never the others."""

    company = serializers.UUIDField(source="request.company_id")
    company_name = serializers.CharField(source="request.company.name")
    country = serializers.CharField(source="request.company.country")
    place = serializers.CharField(source="request.company.place")
    programme = serializers.UUIDField(source="request.programme_id")
    goal = serializers.CharField(source="request.goal")
    hours_per_month = serializers.DecimalField(source="request.hours_per_month", max_digits=4, decimal_places=1)
    business_stage = serializers.CharField(source="request.business_stage")
    format = serializers.CharField(source="request.format")
    needs = serializers.SerializerMethodField()
    languages = serializers.SerializerMethodField()

    class Meta:
        model = Choice
        fields = ["id", "state", "company", "company_name", "country", "place", "programme", "goal", "needs", "languages", "format", "hours_per_month"]
        fields += ["asked_at", "answer_due_at", "question", "reply", "decided_at", "business_stage"]
        read_only_fields = fields

    def get_needs(self, choice: Choice) -> list[str]:
        """Support needs, the most important first."""
        return [row.need_id for row in choice.request.needs.all()]

    def get_languages(self, choice: Choice) -> dict[str, int]:
        """Languages with the least level."""
        return {row.language: row.level for row in choice.request.languages.all()}


class AcceptedSerializer(serializers.Serializer):
    """What an acceptance opened."""

    mentorship = serializers.UUIDField()


class RequestViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """Requests of one's companies, and of the programmes one coordinates."""

    serializer_class = RequestSerializer

    def get_queryset(self):
        return queries.requests_visible_to(self.request.user)

    def current(self, pk: str) -> MentoringRequest:
        """The request as it stands now."""
        return queries.request_for(self.request.user, pk)

    @extend_schema(request=NewRequestInput, responses={201: RequestSerializer})
    def create(self, request: Request) -> Response:
        """Begin a draft."""
        data = self.parsed(NewRequestInput)
        company = own_organisation_for(request.user, data.pop("company"))
        programme = self._programme(company, data.pop("programme"))
        made = services.save_request(by=request.user, company=company, programme=programme, **data)
        return self.answer(self.current(made.pk), created=True)

    @extend_schema(request=RequestInput, responses=RequestSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is asked for, until somebody is asked."""
        data, found = self.parsed(RequestInput), self.current(pk)
        programme = self._programme(found.company, data.pop("programme")) if "programme" in data else None
        services.save_request(request=found, by=request.user, programme=programme, **data)
        return self.answer(self.current(pk))

    def _programme(self, company, pk):
        programme = queries.programmes_for(company).filter(pk=pk).first()
        if programme is None:
            raise Invalid({"programme": [queries.NOT_A_PROGRAMME]})
        return programme

    def _do(self, service, pk: str) -> Response:
        service(request=self.current(pk), by=self.request.user)
        return self.answer(self.current(pk))

    @extend_schema(request=None, responses=RequestSerializer)
    @action(detail=True, methods=["post"])
    def open(self, request: Request, pk: str) -> Response:
        """Finish the draft: from now on it has a shortlist."""
        return self._do(services.open_request, pk)

    @extend_schema(request=None, responses=RequestSerializer)
    @action(detail=True, methods=["post"])
    def send(self, request: Request, pk: str) -> Response:
        """Ask the first of the chosen ones."""
        return self._do(services.send, pk)

    @extend_schema(request=None, responses=RequestSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take the request back."""
        return self._do(services.withdraw, pk)

    @extend_schema(request=None, responses=RequestSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Choose again after nobody could take it."""
        return self._do(services.reopen, pk)


class ChoiceViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """What one was asked, as a mentor or for an incubator; and the verbs of both sides."""

    serializer_class = AskedSerializer

    def get_queryset(self):
        return queries.choices_asked_of(self.request.user)

    @extend_schema(request=None, responses=AcceptedSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Take the company. 409 when the last place has gone or the request is closed."""
        mentorship = answers.accept(choice=queries.choice_for(request.user, pk), by=request.user)
        return Response({"mentorship": mentorship.pk})

    @extend_schema(request=DeclineInput, responses=AskedSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Say no, with or without a reason."""
        answers.decline(choice=queries.choice_for(request.user, pk), by=request.user, **self.parsed(DeclineInput))
        return self.answer(queries.choice_asked_of(request.user, pk))

    @extend_schema(request=QuestionInput, responses=AskedSerializer)
    @action(detail=True, methods=["post"])
    def ask(self, request: Request, pk: str) -> Response:
        """Put a question to the company before answering."""
        answers.ask_back(choice=queries.choice_for(request.user, pk), by=request.user, **self.parsed(QuestionInput))
        return self.answer(queries.choice_asked_of(request.user, pk))

    @extend_schema(request=ReplyInput, responses=RequestSerializer)
    @action(detail=True, methods=["post"])
    def reply(self, request: Request, pk: str) -> Response:
        """The company answers the question."""
        choice = queries.choice_for(request.user, pk)
        answers.reply(choice=choice, by=request.user, **self.parsed(ReplyInput))
        return self._request(choice)

    @extend_schema(request=None, responses=RequestSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """A coordinator lets this one be asked."""
        choice = queries.choice_for(request.user, pk)
        coordination.approve(choice=choice, by=request.user)
        return self._request(choice)

    @extend_schema(request=ReasonInput, responses=RequestSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: str) -> Response:
        """A coordinator does not let this one be asked, and says why."""
        choice = queries.choice_for(request.user, pk)
        coordination.refuse(choice=choice, by=request.user, **self.parsed(ReasonInput))
        return self._request(choice)

    def _request(self, choice: Choice) -> Response:
        found = queries.request_for(self.request.user, choice.request_id)
        return Response(RequestSerializer(found, context=self.get_serializer_context()).data)
