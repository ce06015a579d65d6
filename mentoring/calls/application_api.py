"""`applications`: written by companies and those they ask in, read by whoever runs the call. Reviewers have a resource of their own."""

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.calls import co_applicants, handing, queries, reading, rules, writing
from mentoring.calls.models import Application, CoApplicant, InformationRequest, Role, Submission
from network.core.api import IdField, StrictSerializer, ViewSet
from network.core.errors import NotVisible
from network.core.languages import INTERFACE
from network.core.preconditions import IF_MATCH, Changed, MatchNeeded
from network.forms.fields import AnswersField


class CoApplicantOut(serializers.ModelSerializer):
    """Somebody from outside who writes with the company."""

    name = serializers.CharField(source="person.name", default="")

    class Meta:
        model = CoApplicant
        fields = ("id", "email", "name", "accepted_at")


class InformationOut(serializers.ModelSerializer):
    """What is asked for, and until when; without questions all of them can be changed."""

    class Meta:
        model = InformationRequest
        fields = ("id", "words", "questions", "due_at")


class ApplicationOut(serializers.ModelSerializer):
    """An application as its reader sees it. `version` is the ETag of the answers."""

    company_name = serializers.CharField(source="company.name")
    stage = serializers.CharField(source="stage.key")
    stage_name = serializers.SerializerMethodField()
    role = serializers.CharField(read_only=True)
    answers = serializers.SerializerMethodField()
    form = serializers.IntegerField(source="form.number")
    information = serializers.SerializerMethodField()
    co_applicants = CoApplicantOut(source="asked_in", many=True)

    class Meta:
        model = Application
        fields = ("id", "call", "number", "company", "company_name", "role", "stage", "stage_name", "form", "version", "answers")
        fields += ("submitted_at", "edited_at", "information", "co_applicants")
        read_only_fields = fields

    def get_stage_name(self, application: Application) -> str:
        """Where it stands, in the words of the reader's side."""
        return reading.labels_of(application, own=application.role == Role.APPLICANT)

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_answers(self, application: Application) -> dict:
        """By the keys of the questions, as `network/forms` keeps them."""
        return application.answers

    @extend_schema_field(InformationOut(allow_null=True))
    def get_information(self, application: Application) -> dict | None:
        asked = rules.asked_now(application)
        return InformationOut(asked).data if asked else None


class SubmissionOut(serializers.ModelSerializer):
    """What was handed in, as it stood then."""

    form = serializers.IntegerField(source="form.number")
    answers = serializers.SerializerMethodField()

    class Meta:
        model = Submission
        fields = ("id", "number", "form", "answers", "created_at")

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_answers(self, submission: Submission) -> dict:
        """By the keys of the questions."""
        return submission.answers


class AnswersIn(StrictSerializer):
    """Answers by the keys of their questions; null takes one away, what is not named stays."""

    answers = AnswersField()


class InformationIn(StrictSerializer):
    """What more is needed, of which questions, until when."""

    words = serializers.CharField(max_length=handing.LONGEST_WORDS)
    questions = serializers.ListField(child=serializers.CharField(max_length=40), max_length=100, required=False, default=list)
    due_at = serializers.DateTimeField()


class CoApplicantIn(StrictSerializer):
    """Whom to ask in, and in which language."""

    email = serializers.EmailField(max_length=254)
    language = serializers.ChoiceField(choices=INTERFACE, required=False, default="")


class RemoveIn(StrictSerializer):
    """Whom to take off."""

    co_applicant = IdField()


class ApplicationViewSet(mixins.ListModelMixin, ViewSet):
    """Applications that one writes, and those to calls that one runs."""

    serializer_class = ApplicationOut

    def get_queryset(self) -> QuerySet[Application]:
        rows = queries.applications_visible_to(self.request.user).exclude(role=Role.REVIEWER)
        call = self.request.query_params.get("call", "")
        return rows.filter(call=queries.call_for(self.request.user, call)) if call else rows

    def current(self, pk: str, *roles: Role) -> Application:
        """The application as it stands now, for this reader."""
        return queries.application_for(self.request.user, pk, *(roles or (Role.APPLICANT, Role.COORDINATOR)))

    def answer(self, obj: Application, *, created: bool = False) -> Response:
        """The representation with the version of its answers as ETag."""
        response = super().answer(obj, created=created)
        response["ETag"] = f'"{obj.version}"'
        return response

    @extend_schema(parameters=[OpenApiParameter("call", OpenApiTypes.UUID, description="Only those to this call.")])
    def list(self, request: Request, *args: object, **kwargs: object) -> Response:
        """By cursor, newest first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, pk: str) -> Response:
        """One, with its ETag."""
        return self.answer(self.current(pk))

    @extend_schema(request=AnswersIn, responses=ApplicationOut, parameters=[IF_MATCH])
    def partial_update(self, request: Request, pk: str) -> Response:
        """Keep answers, all or none. 412 with both texts where somebody else has answered the same question since."""
        found = self.current(pk, Role.APPLICANT)
        answers, seen = self.parsed(AnswersIn)["answers"], self._seen(found)
        writing.write(application=found, by=request.user, answers=answers, seen=seen, whole=True)
        return self.answer(self.current(pk))

    def _seen(self, found: Application) -> int:
        """The newest version that If-Match names: questions that others have answered since then are looked at one by one."""
        given = self.request.headers.get("If-Match", "").strip()
        if not given:
            raise MatchNeeded(writing.TAG_NEEDED)
        if given == "*":
            return found.version
        tags = [part.strip().strip('"') for part in given.split(",")]
        versions = [int(tag) for tag in tags if tag.isascii() and tag.isdigit() and len(tag) <= 9]
        known = [version for version in versions if 1 <= version <= found.version]  # nobody has read one that is still to come
        if not known:
            raise Changed(writing.CHANGED)
        return max(known)

    def _do(self, service, pk: str, *roles: Role, taking: type[StrictSerializer] | None = None) -> Response:
        found = self.current(pk, *roles)  # before what was sent is looked at: who may not see it learns nothing
        given = self.parsed(taking) if taking else {}
        service(application=found, by=self.request.user, **given)
        return self.answer(self.current(pk))

    @extend_schema(request=None, responses=ApplicationOut)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Hand it in. 400 naming what still needs an answer, 409 when the call has closed, to the second."""
        return self._do(handing.submit, pk, Role.APPLICANT)

    @extend_schema(request=None, responses=ApplicationOut)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """Take the place that was offered. 409 where none waits, or the days to confirm are over."""
        return self._do(handing.confirm, pk, Role.APPLICANT)

    @extend_schema(request=None, responses=ApplicationOut)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take it out of the call."""
        return self._do(handing.withdraw, pk, Role.APPLICANT)

    @extend_schema(request=None, responses=ApplicationOut)
    @action(detail=True, methods=["post"], url_path="take-up")
    def take_up(self, request: Request, pk: str) -> Response:
        """Write again at one that was withdrawn, before the call closes."""
        return self._do(handing.take_up, pk, Role.APPLICANT)

    @extend_schema(request=InformationIn, responses=ApplicationOut)
    @action(detail=True, methods=["post"], url_path="ask-information")
    def ask_information(self, request: Request, pk: str) -> Response:
        """Hand the pen back to the company, with words and a date."""
        return self._do(handing.ask_information, pk, Role.COORDINATOR, taking=InformationIn)

    @extend_schema(request=CoApplicantIn, responses=ApplicationOut)
    @action(detail=True, methods=["post"], url_path="ask-in")
    def ask_in(self, request: Request, pk: str) -> Response:
        """Ask somebody from outside to write with the company; they get a link by mail."""
        return self._do(co_applicants.ask_in, pk, Role.APPLICANT, taking=CoApplicantIn)

    @extend_schema(request=RemoveIn, responses={200: ApplicationOut, 204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str) -> Response:
        """Take somebody off, at once. 204 for who takes themselves off: the application is theirs no more."""
        found = self.current(pk, Role.APPLICANT)
        one = queries.co_applicant_of(found, self.parsed(RemoveIn)["co_applicant"])
        co_applicants.remove(application=found, by=request.user, co_applicant=one)
        try:
            return self.answer(self.current(pk))
        except NotVisible:
            return Response(status=204)

    @extend_schema(responses=SubmissionOut(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def submissions(self, request: Request, pk: str) -> Response:
        """Every time it was handed in, newest first."""
        return Response(SubmissionOut(queries.submissions_of(self.current(pk)), many=True).data)
