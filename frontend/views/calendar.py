"""One's own calendar, and the address under which other programs read it."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mentoring.mentorships.queries import answers_wanted_from
from network.calendars import services
from network.calendars.people import coming_days_off
from network.core import clock
from network.invitations.feed import feed_url
from network.invitations.queries import diary_of

AHEAD = timedelta(days=120)


@login_required
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """What is ahead, which proposals wait for an answer, which days are off, and the feed."""
    entries = diary_of(request.user, clock.now(), clock.now() + AHEAD)
    feed = services.feed_for(by=request.user)
    days_off = coming_days_off(request.user, days=AHEAD.days, language=request.LANGUAGE_CODE)
    context = {"entries": entries, "feed_url": feed_url(feed), "days_off": days_off, "waiting": answers_wanted_from(request.user)}
    return render(request, "calendar/calendar.html", context)


@login_required
@require_POST
def rotate_feed(request: HttpRequest) -> HttpResponse:
    """A new address; the old one stops working."""
    services.rotate_feed(by=request.user)
    messages.success(request, _("Your calendar has a new address. The old one no longer works."))
    return redirect("calendar")
