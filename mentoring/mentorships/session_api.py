"""`sessions` over HTTP. Everything here is also on the pages, by the same queries and services."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.mentorships import queries, records, session_rules, sessions
from mentoring.mentorships.api import asked_for
from mentoring.mentorships.models import ProposedTime, Session, SessionFeedback
from mentoring.profiles.models import Format
from network.core.api import IdField, StrictSerializer, ViewSet


class ProposedTimeSerializer(serializers.ModelSerializer):
    """A time on offer."""

    class Meta:
        model = ProposedTime
        fields = ["id", "starts_at"]
        read_only_fields = fields


class SessionSerializer(serializers.ModelSerializer):
    """A session. `starts_at` is the time that stands, also while others are proposed, unless `declined_by` said no to it."""

    times = ProposedTimeSerializer(many=True, read_only=True)
    notes = serializers.SerializerMethodField(help_text="For the two alone; empty for everybody else.")
    contest_note = serializers.SerializerMethodField()
    message = serializers.SerializerMethodField(help_text="The word with a proposal, for the two alone.")

    class Meta:
        model = Session
        fields = [
            "id", "mentorship", "state", "topic", "format", "place", "link", "minutes", "proposed_by", "message", "times", "starts_at", "declined_by",
            "cancelled_by", "held_minutes", "notes", "recorded_by", "recorded_at", "contested_by", "contested_at", "contest_note", "contested_minutes",
            "created_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_notes(self, session: Session) -> str:
        """For the two."""
        return session.notes if self._may_read(session) else ""

    def get_contest_note(self, session: Session) -> str:
        """For the two."""
        return session.contest_note if self._may_read(session) else ""

    def get_message(self, session: Session) -> str:
        """For the two."""
        return session.message if self._may_read(session) else ""

    def _may_read(self, session: Session) -> bool:
        return bool(session_rules.can_read_notes(self.context["request"].user, session))


class PlanSerializer(StrictSerializer):
    """What a session is to be."""

    topic = serializers.CharField(max_length=160)
    minutes = serializers.IntegerField(min_value=10, max_value=480, default=45)
    format = serializers.ChoiceField(choices=Format.choices, default=Format.ONLINE)
    place = serializers.CharField(max_length=200, allow_blank=True, default="")
    link = serializers.URLField(max_length=400, allow_blank=True, default="")
    message = serializers.CharField(max_length=1000, allow_blank=True, default="")
    times = serializers.ListField(child=serializers.DateTimeField(), min_length=1, max_length=sessions.MOST_TIMES)


class ProposeSerializer(PlanSerializer):
    """A proposal in a mentorship."""

    mentorship = IdField()


class MoveSerializer(StrictSerializer):
    """Other times for a session; the rest stays as it is."""

    message = serializers.CharField(max_length=1000, allow_blank=True, default="")
    times = serializers.ListField(child=serializers.DateTimeField(), min_length=1, max_length=sessions.MOST_TIMES)


class ChooseSerializer(StrictSerializer):
    """The `id` of one of the proposed times."""

    time = IdField()


class NoteSerializer(StrictSerializer):
    """A word to the other one."""

    note = serializers.CharField(max_length=1000, allow_blank=True, default="")


class HoldSerializer(StrictSerializer):
    """How long it took, and notes for the two."""

    minutes = serializers.IntegerField(min_value=1, max_value=records.LONGEST)
    notes = serializers.CharField(max_length=8000, allow_blank=True, default="")


class MissSerializer(StrictSerializer):
    """Notes for the two."""

    notes = serializers.CharField(max_length=8000, allow_blank=True, default="")


class ContestSerializer(StrictSerializer):
    """How it was: the minutes (0 when it did not take place) and why."""

    minutes = serializers.IntegerField(min_value=0, max_value=records.LONGEST)
    note = serializers.CharField(max_length=1000)


class GiveFeedbackSerializer(StrictSerializer):
    """One to five, for the coordinators alone."""

    score = serializers.IntegerField(min_value=1, max_value=5)
    comment = serializers.CharField(max_length=4000, allow_blank=True, default="")


class FeedbackSerializer(serializers.ModelSerializer):
    """Feedback as coordinators and its writer see it."""

    class Meta:
        model = SessionFeedback
        fields = ["id", "session", "person", "score", "comment", "created_at"]
        read_only_fields = fields


class NarrowSerializer(StrictSerializer):
    """What the list is narrowed to."""

    state = serializers.ChoiceField(choices=Session.State.choices, required=False)
    mentorship = IdField(required=False)


class SessionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """The sessions of the mentorships that you see."""

    serializer_class = SessionSerializer

    def get_queryset(self):
        return queries.sessions_visible_to(self.request.user)

    def get_object(self) -> Session:
        return queries.session_for(self.request.user, self.kwargs["pk"])

    @extend_schema(parameters=[NarrowSerializer])
    def list(self, request: Request, *args: object, **kwargs: object) -> Response:
        """The newest first."""
        return self.paged(self.get_queryset().filter(**asked_for(NarrowSerializer, request)))

    @extend_schema(request=ProposeSerializer, responses={201: SessionSerializer})
    def create(self, request: Request) -> Response:
        """Propose up to five times to the other one."""
        data = self.parsed(ProposeSerializer)
        mentorship = queries.mentorship_for(request.user, data.pop("mentorship"))
        times, message = data.pop("times"), data.pop("message")
        made = sessions.propose(mentorship=mentorship, by=request.user, plan=sessions.Plan(**data), times=times, message=message)
        return self.answer(made, created=True)

    @extend_schema(request=ChooseSerializer, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Take a proposed time for both; 409 `slot-taken` brings `slots` that are free now."""
        return self.answer(sessions.accept(session=self.get_object(), by=request.user, **self.parsed(ChooseSerializer)))

    @extend_schema(request=MoveSerializer, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        """Propose other times; a time that stands stays until one of them is accepted."""
        return self.answer(sessions.move(session=self.get_object(), by=request.user, **self.parsed(MoveSerializer)))

    @extend_schema(request=None, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def keep(self, request: Request, pk: str) -> Response:
        """Leave it at the time that stands."""
        return self.answer(sessions.keep(session=self.get_object(), by=request.user))

    @extend_schema(request=NoteSerializer, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Call it off."""
        return self.answer(sessions.cancel(session=self.get_object(), by=request.user, **self.parsed(NoteSerializer)))

    @extend_schema(request=HoldSerializer, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, pk: str) -> Response:
        """Write down that it took place."""
        return self.answer(records.hold(session=self.get_object(), by=request.user, **self.parsed(HoldSerializer)))

    @extend_schema(request=MissSerializer, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def miss(self, request: Request, pk: str) -> Response:
        """Write down that it did not take place."""
        return self.answer(records.miss(session=self.get_object(), by=request.user, **self.parsed(MissSerializer)))

    @extend_schema(request=ContestSerializer, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def contest(self, request: Request, pk: str) -> Response:
        """Say within seven days that it was otherwise; the ledger gets a correction."""
        return self.answer(records.contest(session=self.get_object(), by=request.user, **self.parsed(ContestSerializer)))

    @extend_schema(responses=FeedbackSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def feedback(self, request: Request, pk: str) -> Response:
        """Feedback: all for coordinators, your own otherwise. One plain list: a person gives it once, so it is never long."""
        rows = queries.feedback_visible_to(request.user).filter(session=self.get_object())
        return Response(FeedbackSerializer(rows, many=True).data)

    @extend_schema(request=GiveFeedbackSerializer, responses={201: FeedbackSerializer})
    @feedback.mapping.post
    def give_feedback(self, request: Request, pk: str) -> Response:
        """Tell the coordinators how useful it was, once."""
        made = records.give_feedback(session=self.get_object(), by=request.user, **self.parsed(GiveFeedbackSerializer))
        return Response(FeedbackSerializer(made).data, status=201)
