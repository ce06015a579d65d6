"""A person's diary as a calendar they can subscribe to."""

import hashlib
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event, vDuration, vUri

from network.accounts.models import User
from network.calendars.models import Booking, CalendarFeed
from network.calendars.queries import feed_by_secret
from network.core import clock
from network.invitations.itip import PRODID, clean
from network.invitations.queries import Entry, diary_of
from network.notifications.render import absolute

BACK = timedelta(days=60)


def feed_of(person: User) -> bytes:
    """Two months back and everything ahead, as METHOD:PUBLISH. Equal diaries give equal bytes.

    An entry has the UID of its invitation, so that a program that knows both shows one meeting.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Northbridge")
    calendar.add("refresh-interval", vDuration(timedelta(hours=1)), parameters={"VALUE": "DURATION"})
    with translation.override(person.language):
        for entry in diary_of(person, clock.now() - BACK):
            calendar.add_component(_event(entry, person))
    return calendar.to_ical()


def etag_of(body: bytes) -> str:
    """A strong entity tag."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _event(entry: Entry, person: User) -> Event:
    event, row = Event(), entry.invitation
    held = f"held-{entry.starts:%Y%m%dT%H%M%SZ}-{person.pk}@northbridge"
    event.add("uid", row.uid if row else held)
    event.add("sequence", row.sequence if row else 0)
    event.add("dtstamp", row.created_at if row else entry.starts)  # not now: the bytes must be stable
    event.add("dtstart", entry.starts.replace(microsecond=0))
    event.add("dtend", entry.ends.replace(microsecond=0))
    event.add("summary", clean(entry.title) or _("Held for a meeting"))
    event.add("status", "CONFIRMED" if entry.state == Booking.State.CONFIRMED else "TENTATIVE")
    if row and (row.location or row.link):
        event.add("location", clean(row.location or row.link))
    if row and row.url:
        event.add("url", vUri(absolute(row.url)))
    return event


def feed_url(feed: CalendarFeed) -> str:
    """The secret address of a feed."""
    return absolute(reverse("calendar-feed", args=[feed.secret]))


@require_safe
def serve(request: HttpRequest, secret: str) -> HttpResponse:
    """`/calendar/<secret>.ics`: whoever has the address reads; unchanged diaries answer 304."""
    person = feed_by_secret(secret).person
    body = feed_of(person)
    tag = etag_of(body)
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": 'inline; filename="northbridge.ics"'})
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, max-age=300"
    return response
