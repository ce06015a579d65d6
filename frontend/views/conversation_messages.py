"""One message of a conversation: what it said before, pinning it. Works without script."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from frontend import talk
from frontend.attached import shown
from messaging import message_queries, queries, rules
from messaging import pins as pinning


@login_required
@require_GET
def about(request: HttpRequest, pk: UUID, message: UUID) -> HttpResponse:
    """A message with what can be done with it and what it said before; htmx gets the inside for a dialog."""
    found = queries.message_for(request.user, pk, message)
    context = {
        "message": found,
        "sender": _("You") if found.sender_id == request.user.pk else talk.sender_name(found.sender),
        "files": shown(found.attachments),
        "before": message_queries.said_before(found),
        "is_pinned": any(pinned.pk == found.pk for pinned in message_queries.pinned_for(request.user, pk)),
        "may_pin": rules.can_pin(request.user, found),
        "may_change": rules.can_change(request.user, found),
    }
    return render(request, "conversations/about.html#inside" if request.htmx else "conversations/about.html", context)


@login_required
@require_GET
def pins(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is pinned; htmx gets the list alone."""
    found = queries.conversation_for(request.user, pk)
    context = {"conversation": found, "title": talk.title_of(found, request.user), "pinned": talk.pinned(request.user, pk)}
    return render(request, "conversations/pins.html#list" if request.htmx else "conversations/pins.html", context)


@login_required
@require_POST
def pin(request: HttpRequest, pk: UUID, message: UUID) -> HttpResponse:
    """Pin a message for everybody."""
    pinning.pin(message=queries.message_for(request.user, pk, message), by=request.user)
    return _done(request, pk, _("Pinned for everybody in the conversation."))


@login_required
@require_POST
def unpin(request: HttpRequest, pk: UUID, message: UUID) -> HttpResponse:
    """Take a pin away."""
    pinning.unpin(message=queries.message_for(request.user, pk, message), by=request.user)
    return _done(request, pk, _("No longer pinned."))


def _done(request: HttpRequest, pk: UUID, words: str) -> HttpResponse:
    """Back to the conversation with the words; in place the page shows it itself, and no later page is to say it."""
    if request.htmx:
        return HttpResponse(status=204)
    messages.success(request, words)
    return redirect("conversation", pk=pk)
