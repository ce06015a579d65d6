"""`matches`: the shortlist of a request, with reasons; and choosing from it."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.matching.shortlist import services
from mentoring.matching.shortlist.queries import LeftOut, Match, Part, Shortlist, shortlist_for
from mentoring.matching.weights.serializers import UsedWeightsSerializer
from mentoring.mentorships.queries import mentorship_for, mentorships_visible_to
from mentoring.requests.api import RequestSerializer
from mentoring.requests.handover import ASK, PAIR
from mentoring.requests.queries import request_for, requests_visible_to
from network.core.api import IdField, StrictSerializer, ViewSet

EXAMPLES = 25  # of those left out for one reason


class CriterionSerializer(serializers.Serializer):
    """One criterion: its code with parameters, its share in the fit, and the words in the reader's language."""

    key = serializers.CharField()
    code = serializers.CharField()
    params = serializers.DictField()
    value = serializers.FloatField()
    weight = serializers.FloatField()
    contribution = serializers.FloatField()
    label = serializers.CharField()
    words = serializers.CharField()


class MatchSerializer(serializers.Serializer):
    """One who can be asked."""

    place = serializers.IntegerField()
    candidate = serializers.UUIDField()
    kind = serializers.CharField()
    name = serializers.CharField()
    score = serializers.FloatField()
    coverage = serializers.FloatField()
    away_from = serializers.DateField(allow_null=True, help_text="A pause that begins soon: a request that starts now would run into it.")
    back_on = serializers.DateField(allow_null=True)
    words = serializers.CharField()
    criteria = CriterionSerializer(many=True)
    missing = serializers.ListField(child=serializers.CharField())


class ReasonSerializer(serializers.Serializer):
    """Why somebody cannot be asked, and what would change it."""

    code = serializers.CharField()
    reason = serializers.CharField()
    change = serializers.CharField()


class LeftOutSerializer(serializers.Serializer):
    """One who cannot be asked."""

    candidate = serializers.UUIDField()
    name = serializers.CharField()
    reasons = ReasonSerializer(many=True)


class CountedSerializer(serializers.Serializer):
    """How many cannot be asked for one first reason."""

    code = serializers.CharField()
    reason = serializers.CharField()
    count = serializers.IntegerField()


class ShortlistSerializer(serializers.Serializer):
    """A page of the shortlist. On the first page `reasons` count everybody who is left out, and `left_out` are some of each reason."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = MatchSerializer(many=True)
    reasons = CountedSerializer(many=True)
    left_out = LeftOutSerializer(many=True)
    weights = UsedWeightsSerializer()


class PageInput(serializers.Serializer):
    """Which request, and which part of its list."""

    request = serializers.UUIDField()
    after = serializers.IntegerField(min_value=0, default=0)
    page_size = serializers.IntegerField(min_value=1, max_value=100, default=25)
    reason = serializers.CharField(default="", max_length=40)
    reason_after = serializers.IntegerField(min_value=0, default=0)


class ChooseInput(StrictSerializer):
    """Whom to ask, in order: up to five mentors' or incubators' ids."""

    choices = serializers.ListField(child=IdField(), max_length=5)


class PairInput(StrictSerializer):
    """Whom, and why."""

    candidate = IdField()
    reason = serializers.CharField(max_length=1000)


class HandOverInput(PairInput):
    """To whom, how, and why."""

    how = serializers.ChoiceField(
        choices=[(ASK, _("Ask this one now; they answer as on any request")), (PAIR, _("Bring the two together: both accept the agreement"))]
    )


class MatchViewSet(ViewSet):
    """The ranked candidates of a request."""

    serializer_class = ShortlistSerializer
    pagination_class = None

    def get_queryset(self):
        return requests_visible_to(self.request.user)

    @extend_schema(
        parameters=[
            OpenApiParameter("request", UUID, required=True),
            OpenApiParameter("after", int, description="The last place that was read."),
            OpenApiParameter("page_size", int),
            OpenApiParameter("reason", str, description="Of those left out, a page of those with this first reason."),
            OpenApiParameter("reason_after", int, description="How many of them were read."),
        ],
        responses=ShortlistSerializer,
    )
    def list(self, request: Request) -> Response:
        """Best first, with a reason per criterion; and how many are left out, why, and what would change it for some of each."""
        page = PageInput(data=request.query_params)
        page.is_valid(raise_exception=True)
        data = page.validated_data
        part = Part(data["after"], data["page_size"], EXAMPLES, data["reason"], data["reason_after"])
        return Response(_page(shortlist_for(request.user, data["request"], part), request))


def _page(found: Shortlist, request: Request) -> dict:
    after, size = found.part.after, found.part.size
    groups = [group for group in found.groups if (group.is_open if found.part.of else not after)]

    def link(place: int) -> str:
        return request.build_absolute_uri(f"{request.path}?request={found.request.pk}&after={place}&page_size={size}")

    return {
        "next": link(after + size) if found.more else None,
        "previous": link(max(after - size, 0)) if after else None,
        "results": [_match(match) for match in found.matches],
        "reasons": [{"code": group.code, "reason": group.heading, "count": group.count} for group in groups],
        "left_out": [_left_out(it) for group in groups for it in group.members],
        "weights": UsedWeightsSerializer(found.weighed).data,
    }


def _match(match: Match) -> dict:
    criteria = [
        {
            "key": c.key,
            "code": c.code,
            "params": dict(c.params),
            "value": c.value,
            "weight": c.weight,
            "contribution": c.contribution,
            "label": line.label,
            "words": line.words,
        }
        for c, line in zip(match.explanation.criteria, match.lines, strict=True)
    ]
    return {
        "place": match.place,
        "candidate": match.profile.pk,
        "kind": match.profile._meta.model_name.removesuffix("profile"),
        "name": services.name_of(match.profile),
        "score": match.score,
        "coverage": match.coverage,
        "away_from": match.away.starts_on if match.away else None,
        "back_on": match.away.back_on if match.away else None,
        "words": match.words,
        "criteria": criteria,
        "missing": list(match.missing),
    }


def _left_out(it: LeftOut) -> dict:
    reasons = [{"code": code, "reason": reason, "change": change} for code, reason, change in it.reasons]
    return {"candidate": it.profile.pk, "name": services.name_of(it.profile), "reasons": reasons}


class ChoosingViewSet(ViewSet):
    """Verbs of a request that need the engine's rules."""

    serializer_class = RequestSerializer

    def get_queryset(self):
        return requests_visible_to(self.request.user)

    @extend_schema(request=ChooseInput, responses=RequestSerializer)
    @action(detail=True, methods=["post"])
    def choose(self, request: Request, pk: str) -> Response:
        """Set whom to ask, in order, in place of what was chosen before."""
        services.choose(request=request_for(request.user, pk), by=request.user, candidates=self.parsed(ChooseInput)["choices"])
        return self.answer(request_for(request.user, pk))

    @extend_schema(request=PairInput, responses=RequestSerializer)
    @action(detail=True, methods=["post"])
    def propose(self, request: Request, pk: str) -> Response:
        """A coordinator puts somebody on the list."""
        return self._by_coordinator(services.propose, pk)

    @extend_schema(request=PairInput, responses=RequestSerializer)
    @action(detail=True, methods=["post"])
    def pair(self, request: Request, pk: str) -> Response:
        """A coordinator brings the two together."""
        return self._by_coordinator(services.pair, pk)

    @extend_schema(request=PairInput, responses=RequestSerializer)
    @action(detail=True, methods=["post"])
    def reassign(self, request: Request, pk: str) -> Response:
        """A coordinator has somebody else asked at once."""
        return self._by_coordinator(services.reassign, pk)

    def _by_coordinator(self, service, pk: str) -> Response:
        service(request=request_for(self.request.user, pk), by=self.request.user, **self.parsed(PairInput))
        return self.answer(request_for(self.request.user, pk))


class HandOverViewSet(ViewSet):
    """The verb of a mentorship that needs the engine's rules."""

    serializer_class = RequestSerializer

    def get_queryset(self):
        return mentorships_visible_to(self.request.user)

    @extend_schema(request=HandOverInput, responses=RequestSerializer)
    @action(detail=True, methods=["post"], url_path="hand-over")
    def hand_over(self, request: Request, pk: str) -> Response:
        """A coordinator gives the company to somebody else; the mentorship ends. Answers with the request behind it; its candidates are `matches`."""
        found = mentorship_for(request.user, pk)
        services.hand_over(mentorship=found, by=request.user, **self.parsed(HandOverInput))
        return self.answer(request_for(request.user, found.request_id))
