"""One's own calendar: what is booked, when several people are free, and the private feed."""

from datetime import timedelta

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from network.calendars import services as calendars
from network.core import clock
from network.core.api import StrictSerializer, ViewSet
from network.core.errors import Invalid
from network.invitations.feed import feed_url
from network.invitations.queries import Entry, diary_of
from network.notifications.render import absolute

LONGEST, FURTHEST = timedelta(days=366), timedelta(days=3660)


class RangeSerializer(StrictSerializer):
    """Which stretch of the calendar; ninety days from now, where nothing is said."""

    start = serializers.DateTimeField(required=False)
    end = serializers.DateTimeField(required=False)


class EntrySerializer(serializers.Serializer):
    """A booking and the meeting behind it."""

    starts = serializers.DateTimeField()
    ends = serializers.DateTimeField()
    title = serializers.CharField()
    state = serializers.CharField()
    answer = serializers.CharField()
    location = serializers.SerializerMethodField()
    link = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    def get_location(self, entry: Entry) -> str:
        """The place, if there is one."""
        return entry.invitation.location if entry.invitation else ""

    def get_link(self, entry: Entry) -> str:
        """The address of an online meeting, if there is one."""
        return entry.invitation.link if entry.invitation else ""

    def get_url(self, entry: Entry) -> str:
        """The meeting's page."""
        return absolute(entry.invitation.url) if entry.invitation and entry.invitation.url else ""


class FeedSerializer(serializers.Serializer):
    """The private address of one's calendar."""

    url = serializers.CharField()


class CalendarViewSet(ViewSet):
    """One's own calendar. Bounded by its range (a year at most), so it is one list without pages."""

    serializer_class = EntrySerializer
    pagination_class = None

    @extend_schema(parameters=[OpenApiParameter("start", str), OpenApiParameter("end", str)], responses=EntrySerializer(many=True))
    def list(self, request: Request) -> Response:
        """What is booked, in order."""
        asked = RangeSerializer(data={key: value for key, value in request.query_params.items() if key not in {"cursor", "page_size"}})
        asked.is_valid(raise_exception=True)
        start = asked.validated_data.get("start", clock.now())
        if abs(start - clock.now()) > FURTHEST:
            raise Invalid({"start": [_("This is more than ten years away. Please check the year.")]})
        end = asked.validated_data.get("end", start + timedelta(days=90))
        if not start < end <= start + LONGEST:
            raise Invalid({"end": [_("The end must be after the start, by a year at most.")]})
        return Response({"next": None, "previous": None, "results": EntrySerializer(diary_of(request.user, start, end), many=True).data})

    @extend_schema(responses=FeedSerializer)
    @action(detail=False, methods=["get"])
    def feed(self, request: Request) -> Response:
        """The address that other calendar programs read."""
        return Response({"url": feed_url(calendars.feed_for(by=request.user))})

    @extend_schema(request=None, responses=FeedSerializer)
    @action(detail=False, methods=["post"], url_path="feed/rotate")
    def rotate(self, request: Request) -> Response:
        """A new address; the old one answers 404."""
        return Response({"url": feed_url(calendars.rotate_feed(by=request.user))})
