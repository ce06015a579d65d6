"""`contests`: what a company or a mentor says is wrong, and the answer; and what the one who is asked may know."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.matching.contests import services
from mentoring.matching.contests.queries import contest_for, contests_visible_to
from mentoring.matching.models import Contest
from mentoring.matching.shortlist import their_side
from mentoring.profiles.queries import own_profile
from mentoring.requests.queries import choices_asked_of, request_for
from network.core.api import IdField, StrictSerializer, ViewSet
from network.core.errors import Invalid, NotVisible
from network.programmes.queries import coordinated_by, programme_for


class ContestSerializer(serializers.ModelSerializer):
    """Question and answer. `seen`, what the engine said at that moment, is for coordinators."""

    candidate = serializers.SerializerMethodField()
    name = serializers.CharField()
    seen = serializers.SerializerMethodField()

    class Meta:
        model = Contest
        fields = ["id", "programme", "request", "about", "candidate", "name", "criterion", "text", "state", "asked_by", "created_at"]
        fields += ["answer", "outcome", "answered_by", "answered_at", "seen"]
        read_only_fields = fields

    def get_candidate(self, contest: Contest) -> str | None:
        """The mentor's or the incubator's id."""
        return str(contest.mentor_id or contest.incubator_id or "") or None

    def get_seen(self, contest: Contest) -> dict | None:
        """Codes of the moment it was asked; nothing for those who asked."""
        root = self.root
        if not hasattr(root, "coordinated"):
            root.coordinated = set(coordinated_by(self.context["request"].user).values_list("pk", flat=True))
        return contest.seen if contest.programme_id in root.coordinated and contest.asked_by_id != self.context["request"].user.pk else None


class ContestInput(StrictSerializer):
    """What is wrong: of a `request`, about one candidate or all; or, as a mentor, of a `programme`."""

    request = IdField(required=False)
    programme = IdField(required=False)
    about = serializers.ChoiceField(choices=Contest.About.choices)
    candidate = IdField(required=False)
    criterion = serializers.CharField(max_length=40, required=False, allow_blank=True)
    text = serializers.CharField(max_length=services.LONGEST)

    def validate(self, data: dict) -> dict:
        """A mentor's own question names the programme, any other the request."""
        needed, other = ("programme", "request") if data["about"] == Contest.About.NEVER else ("request", "programme")
        if needed not in data or other in data:
            raise Invalid({needed: [services.needs_one()]})
        return data


class ContestAnswerInput(StrictSerializer):
    """What came of it, and the words."""

    outcome = serializers.ChoiceField(choices=Contest.Outcome.choices)
    answer = serializers.CharField(max_length=services.LONGEST)


class ContestViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """One's own and one's company's, and those of the programmes one coordinates."""

    serializer_class = ContestSerializer

    def get_queryset(self):
        return contests_visible_to(self.request.user)

    @extend_schema(request=ContestInput, responses={201: ContestSerializer})
    def create(self, request: Request) -> Response:
        """Say what is wrong. The same again gets the same question back."""
        data, user = self.parsed(ContestInput), request.user
        if data.pop("about") == Contest.About.NEVER:
            if (profile := own_profile(user)) is None:
                raise NotVisible
            made = services.contest_lists(profile=profile, programme=programme_for(user, data["programme"]), by=user, text=data["text"])
        else:
            about = self.request.data["about"]
            made = services.contest(request=request_for(user, data.pop("request")), by=user, about=about, **data)
        return self.answer(contest_for(user, made.pk), created=True)

    @extend_schema(request=ContestAnswerInput, responses=ContestSerializer, operation_id="contests_answer")
    @action(detail=True, methods=["post"], url_path="answer", url_name="answer")
    def reply(self, request: Request, pk: str) -> Response:
        """A coordinator answers; whoever asked is told."""
        found, data = contest_for(request.user, pk), self.parsed(ContestAnswerInput)
        services.answer(contest=found, by=request.user, outcome=data["outcome"], text=data["answer"])
        return self.answer(contest_for(request.user, pk))


class WhyLineSerializer(serializers.Serializer):
    """One criterion in words, from the side of the one who is asked."""

    key = serializers.CharField()
    label = serializers.CharField()
    words = serializers.CharField()


class WhySerializer(serializers.Serializer):
    """Why one was asked."""

    lines = WhyLineSerializer(many=True)
    languages = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
    missing = serializers.ListField(child=serializers.CharField())


class WhyViewSet(ViewSet):
    """A verb of a choice that needs the engine's words."""

    serializer_class = WhySerializer

    def get_queryset(self):
        return choices_asked_of(self.request.user)

    @extend_schema(responses=WhySerializer)
    @action(detail=True, methods=["get"])
    def why(self, request: Request, pk: str) -> Response:
        """Why you were asked: what fits, and what you could still tell. Never a rank, never the others."""
        return self.answer(their_side.why_for(request.user, pk))


class CountSerializer(serializers.Serializer):
    """A reason with the number of companies it holds for, from five on."""

    code = serializers.CharField()
    reason = serializers.CharField()
    companies = serializers.IntegerField()


class ListsSerializer(serializers.Serializer):
    """How a programme's lists have the mentor who reads. Figures are null while fewer than five companies look for a mentor."""

    programme = serializers.UUIDField(source="programme.pk")
    own = serializers.ListField(child=serializers.CharField())
    companies = serializers.SerializerMethodField()
    possible = serializers.SerializerMethodField()
    counts = serializers.SerializerMethodField()

    def get_companies(self, lists: their_side.Lists) -> int | None:
        """How many companies look for a mentor."""
        return lists.companies if lists.is_told else None

    def get_possible(self, lists: their_side.Lists) -> int | None:
        """On the lists of how many of them you can stand."""
        return lists.possible_told

    def get_counts(self, lists: their_side.Lists) -> list[dict]:
        """Why not on the others."""
        return CountSerializer([{"code": code, "reason": reason, "companies": count} for code, reason, count in lists.counts], many=True).data


class MentorListsViewSet(ViewSet):
    """Why companies find a mentor, or do not."""

    serializer_class = ListsSerializer
    pagination_class = None

    def get_queryset(self):
        return ()

    @extend_schema(responses=ListsSerializer(many=True))
    def list(self, request: Request) -> Response:
        """One's own, by programme: one plain list, as long as the programmes one mentors in."""
        return Response(self.get_serializer(their_side.own_lists(request.user), many=True).data)
