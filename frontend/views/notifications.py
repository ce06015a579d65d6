"""Notices, what a person wants to be told, and the link in a mail that stops it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.forms.notifications import ToldForm
from frontend.keyset import page_of
from network.notifications import kinds, queries, services


@login_required
@require_GET
def notifications(request: HttpRequest) -> HttpResponse:
    """What happened, newest first."""
    page = page_of(queries.notices_of(request.user), request, *queries.NEWEST_DUE)
    for notice in page:
        notice.words = queries.words_of(notice, request.user)
    return render(request, "notifications/list.html", {"page": page})


@login_required
@never_cache
@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """The bell and the number of unread messages alone, for the open page on which they have become old."""
    return render(request, "components/numbers.html")


@login_required
@require_POST
def read_notifications(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    services.mark_read(by=request.user)
    return redirect("notifications")


@login_required
@require_GET
def open_notification(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Go to what a notice is about. Following it marks it as read (only for its owner, and harmless)."""
    notice = queries.notice_for(request.user, pk)
    services.mark_read(by=request.user, ids=[notice.pk])
    return redirect(notice.url or "notifications")


@login_required
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """What to be told, and how; when the digest comes."""
    form = ToldForm(request.POST if request.method == "POST" else None, choices=queries.preferences_of(request.user), habits=queries.habits_of(request.user))
    if form.is_valid() and form.perform(services.set_all, by=request.user, modes=form.modes(), **form.habits()):
        messages.success(request, _("Your choices are saved."))
        return redirect("notification-preferences")
    return render(request, "notifications/preferences.html", {"form": form, "channels": kinds.CHANNELS}, status=form.status)


@csrf_exempt  # RFC 8058: the mail program posts by itself, without cookies; the address is signed
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one group of mails without signing in: GET shows, POST does it."""
    person, group = queries.unsubscribe_choice(token)
    if request.method == "POST":
        services.stop_mails(person=person, group=group)
    return render(request, "notifications/unsubscribe.html", {"label": kinds.GROUPS.get(group, ""), "done": request.method == "POST"})
