"""`calls`: read by companies of the programme, made and run by incubators."""

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.calls import building, editions, queries, services, writing
from mentoring.calls.application_api import ApplicationOut
from mentoring.calls.models import Call
from mentoring.calls.services import LANGUAGES, LONGEST_ABOUT, LONGEST_REASON, LONGEST_TITLE
from mentoring.calls.templates import TEMPLATES
from network.core.api import IdField, StrictSerializer, ViewSet
from network.core.errors import Invalid
from network.core.pagination import ordered_by
from network.forms.fields import QuestionsField
from network.organisations.queries import organisation_for
from network.programmes.queries import programme_for


class CallOut(serializers.ModelSerializer):
    """A call. Texts are by language; instants in UTC, `time_zone` is the clock on which they were set."""

    incubator_name = serializers.CharField(source="incubator.name")
    titles = serializers.DictField(child=serializers.CharField())
    abouts = serializers.DictField(child=serializers.CharField())
    road = serializers.SerializerMethodField()

    class Meta:
        model = Call
        fields = ("id", "programme", "incubator", "incubator_name", "state", "titles", "abouts", "languages", "time_zone", "opens_at", "closes_at")
        fields += ("places", "is_blind", "confirm_days", "published_at", "cancelled_because", "road")
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.DictField(child=serializers.CharField())))
    def get_road(self, call: Call) -> list[dict[str, str]]:
        """What applicants are told beforehand of the way to the end, in order, each text by language."""
        return [stage.future_labels for stage in call.stages.all() if stage.future_labels]


class FormOut(serializers.Serializer):
    """The questions that are asked now; `number` counts the versions."""

    number = serializers.IntegerField()
    questions = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.ANY)
    def get_questions(self, form) -> list:
        """As `network/forms` keeps them: key, kind, labels by language, and what limits there are."""
        return form.questions


class CallChangeIn(StrictSerializer):
    """What can be said of a call; what is not given stays."""

    titles = serializers.DictField(child=serializers.CharField(max_length=LONGEST_TITLE), required=False)
    abouts = serializers.DictField(child=serializers.CharField(max_length=LONGEST_ABOUT), required=False)
    languages = serializers.ListField(child=serializers.ChoiceField(choices=LANGUAGES), max_length=len(LANGUAGES), required=False)
    time_zone = serializers.CharField(max_length=40, required=False)
    opens_at = serializers.DateTimeField(required=False)
    closes_at = serializers.DateTimeField(required=False)
    places = serializers.IntegerField(min_value=1, max_value=500, required=False, allow_null=True)
    is_blind = serializers.BooleanField(required=False)
    confirm_days = serializers.IntegerField(min_value=1, max_value=90, required=False)


class CallIn(CallChangeIn):
    """A new call, seen by nobody else before it is published."""

    programme = IdField()
    incubator = IdField()
    stages = serializers.ChoiceField(choices=tuple(TEMPLATES), required=False)
    titles = serializers.DictField(child=serializers.CharField(max_length=LONGEST_TITLE))
    languages = serializers.ListField(child=serializers.ChoiceField(choices=LANGUAGES), max_length=len(LANGUAGES))
    time_zone = serializers.CharField(max_length=40)
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()


class CancelIn(StrictSerializer):
    """Why; everybody with an application reads it."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class CopyIn(StrictSerializer):
    """The dates of the new call."""

    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    time_zone = serializers.CharField(max_length=40, required=False, default="")


class FormIn(StrictSerializer):
    """The whole form. `based_on` is the number of the version that was read: 409 when there is another one since."""

    questions = QuestionsField()
    based_on = serializers.IntegerField(min_value=1, max_value=2_000_000, required=False)


class ApplyIn(StrictSerializer):
    """For which company."""

    company = IdField()


class CallViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """Calls that one runs, that are published in the programmes of one's companies, or that one applies to."""

    serializer_class = CallOut
    pagination_class = ordered_by("-id")

    def get_queryset(self) -> QuerySet[Call]:
        return queries.calls_visible_to(self.request.user).prefetch_related("stages")

    def run(self, pk: str) -> Call:
        """The call, seen by the person; the services say who may change it."""
        return queries.call_for(self.request.user, pk)

    @extend_schema(request=CallIn, responses={201: CallOut})
    def create(self, request: Request) -> Response:
        """Make a call."""
        data = self.parsed(CallIn)
        programme, incubator = programme_for(request.user, data.pop("programme")), organisation_for(request.user, data.pop("incubator"))
        made = services.make_call(by=request.user, programme=programme, incubator=incubator, **data)
        return self.answer(self.run(made.pk), created=True)

    @extend_schema(request=CallChangeIn, responses=CallOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change its texts and dates."""
        services.change_call(call=self.run(pk), by=request.user, **self.parsed(CallChangeIn))
        return self.answer(self.run(pk))

    @extend_schema(request=None, responses=CallOut)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Let companies see it. 409 naming what is missing."""
        return self.answer(services.publish(call=self.run(pk), by=request.user))

    @extend_schema(request=CancelIn, responses=CallOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Call it off; everybody with an application is told."""
        return self.answer(services.cancel(call=self.run(pk), by=request.user, **self.parsed(CancelIn)))

    @extend_schema(request=None, responses=CallOut)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: str) -> Response:
        """Put it away, once it has closed."""
        return self.answer(services.archive(call=self.run(pk), by=request.user))

    @extend_schema(request=None, responses=CallOut)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Take it out of the archive."""
        return self.answer(services.reopen(call=self.run(pk), by=request.user))

    @extend_schema(request=CopyIn, responses={201: CallOut})
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, pk: str) -> Response:
        """Another call with the same texts, form and stages."""
        made = services.copy_call(call=self.run(pk), by=request.user, **self.parsed(CopyIn))
        return self.answer(self.run(made.pk), created=True)

    @extend_schema(responses=FormOut)
    @action(detail=True, methods=["get"])
    def form(self, request: Request, pk: str) -> Response:
        """What is asked now."""
        form = queries.newest_form(self.run(pk))
        return Response(FormOut(form).data if form else {"number": 0, "questions": []})

    @extend_schema(request=FormIn, responses=FormOut)
    @form.mapping.put
    def put_form(self, request: Request, pk: str) -> Response:
        """Ask this from now on. Drafts keep what they have; once somebody has answered, a new version is made."""
        call, data = self.run(pk), self.parsed(FormIn)
        try:
            made = editions.set_questions(call=call, by=request.user, data=data["questions"], based_on=data.get("based_on"))
        except Invalid as refusal:
            raise Invalid({f"questions.{where}" if where else "questions": said for where, said in refusal.errors.items()}) from None
        building.forget(call)
        return Response(FormOut(made).data)

    @extend_schema(request=ApplyIn, responses={201: ApplicationOut})
    @action(detail=True, methods=["post"])
    def apply(self, request: Request, pk: str) -> Response:
        """Begin a draft for one of one's companies."""
        call = self.run(pk)
        made = writing.begin(call=call, by=request.user, company=queries.own_company_for(request.user, self.parsed(ApplyIn)["company"]))
        shown = queries.application_for(request.user, made.pk)
        return Response(ApplicationOut(shown, context=self.get_serializer_context()).data, status=201)
