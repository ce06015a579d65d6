"""`reports/supply`: hours asked for and hours free in the programmes one coordinates."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.insights import supply
from network.core.api import ViewSet


class WatchedOut(serializers.Serializer):
    """A programme whose hours one may look at."""

    id = serializers.UUIDField(source="pk")
    name = serializers.CharField()


class HoursOut(serializers.Serializer):
    """Hours a month, and how many requests and mentors stand behind them."""

    asked = serializers.FloatField()
    free = serializers.FloatField()
    short = serializers.FloatField()
    requests = serializers.IntegerField()
    mentors = serializers.IntegerField()


class SupplyLineOut(HoursOut):
    """One need or one language; what is short stands first."""

    code = serializers.CharField()
    label = serializers.CharField()


class BalanceOut(serializers.Serializer):
    """Hours asked for and free. A request and a mentor count under each of their needs and languages: lines do not add up."""

    id = serializers.UUIDField(source="programme.pk")
    name = serializers.CharField(source="programme.name")
    total = HoursOut()
    needs = SupplyLineOut(many=True)
    languages = SupplyLineOut(many=True)


class SupplyViewSet(ViewSet):
    """Where mentors' hours are short, in the programmes one coordinates."""

    serializer_class = WatchedOut
    pagination_class = None
    queryset = None

    @extend_schema(responses={200: WatchedOut(many=True)})
    def list(self, request: Request) -> Response:
        """The programmes."""
        return Response({"next": None, "previous": None, "results": WatchedOut(supply.programmes_watched_by(request.user), many=True).data})

    @extend_schema(responses=BalanceOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """The hours of one."""
        return Response(BalanceOut(supply.balance_for(request.user, pk)).data)
