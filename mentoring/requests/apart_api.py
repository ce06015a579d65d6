"""`blocks`: mentors and companies that must not be brought together."""

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.profiles import queries
from mentoring.profiles.models import Block
from mentoring.requests import apart
from mentoring.requests.queries import company_met
from network.core.api import IdField, StrictSerializer, ViewSet
from network.organisations.queries import organisation_for


class BlockSerializer(serializers.ModelSerializer):
    """A pair that is kept apart, and whose wish it is."""

    mentor = serializers.UUIDField(source="person_id", help_text="The mentor as a person.")
    mentor_name = serializers.CharField(source="person.name")
    company = serializers.UUIDField(source="organisation_id")
    company_name = serializers.CharField(source="organisation.name")

    class Meta:
        model = Block
        fields = ["id", "mentor", "mentor_name", "company", "company_name", "side", "reason", "created_at"]
        read_only_fields = fields


class BlockInput(StrictSerializer):
    """Who is kept apart from whom. A mentor leaves `mentor` out: it is themselves."""

    mentor = IdField(required=False, help_text="As in `mentors`.")
    company = IdField()
    reason = serializers.CharField(max_length=400, required=False, allow_blank=True, default="")
    interest = serializers.BooleanField(required=False, default=False, help_text="A mentor declares an interest in the company; `reason` says which.")


class BlockViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ViewSet):
    """What you and your companies wished; for coordinators all pairs of their programmes' companies. Never the other side's wish."""

    serializer_class = BlockSerializer

    def get_queryset(self):
        return queries.blocks_visible_to(self.request.user)

    @extend_schema(request=BlockInput, responses={201: BlockSerializer})
    def create(self, request: Request) -> Response:
        """Keep two apart from now on; the other side is not told. Again is harmless."""
        data = self.parsed(BlockInput)
        if data.pop("interest"):
            company = company_met(request.user, data["company"])
            return self.answer(apart.declare_interest(mentor=request.user, company=company, by=request.user, reason=data["reason"]), created=True)
        if "mentor" in data:
            mentor, company = queries.mentor_for(request.user, data["mentor"]).person, organisation_for(request.user, data["company"])
        else:
            mentor, company = request.user, company_met(request.user, data["company"])
        return self.answer(apart.keep_apart(mentor=mentor, company=company, by=request.user, reason=data["reason"]), created=True)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def lift(self, request: Request, pk: str) -> Response:
        """Take your side's wish back."""
        apart.lift(block=queries.block_for(request.user, pk), by=request.user)
        return Response(status=204)
