"""The first page: what to do next, what is coming, what is new."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from frontend.context import standing
from frontend.home_parts import parts_for
from frontend.steps import shown
from mentoring.insights.next_steps import steps_for
from network.core import clock
from network.invitations.queries import diary_of
from network.notifications.queries import notices_of, words_of
from network.organisations.queries import organisations_of

AHEAD = timedelta(days=21)
COMING, NEWS = 4, 4  # how many of each a glance takes in
HOURS: tuple[tuple[int, str | Promise], ...] = (
    (5, _("Good evening, %(name)s")),
    (10, _("Good morning, %(name)s")),
    (18, _("Hello, %(name)s")),
    (24, _("Good evening, %(name)s")),
)


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Made from the state of things, not from an inbox."""
    user, now = request.user, clock.now()
    notices = list(notices_of(user).filter(read_at=None)[:NEWS])
    for notice in notices:
        notice.words = words_of(notice, user)
    organisations = list(organisations_of(user))
    context = {
        "greeting": _greeting(user, now.astimezone(ZoneInfo(user.time_zone)).hour),
        "where": " · ".join(", ".join(filter(None, (one.name, one.place))) for one in organisations),
        "waiting": [one for one in organisations if not one.is_approved],
        "steps": [shown(step) for step in steps_for(user, standing(request))],
        "coming": diary_of(user, now, now + AHEAD)[:COMING],
        "notices": notices,
        **parts_for(request, standing(request).roles),
    }
    return render(request, "home/home.html", context)


def _greeting(user, hour: int) -> str:
    words = next(text for until, text in HOURS if hour < until)
    return str(words) % {"name": user.first_name}
