"""Conversations: the list, one of them, and changing one's own messages. All of it works without script."""

from datetime import date
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend import talk
from frontend.forms.conversations import ChangeForm, MessageForm
from frontend.keyset import page_of
from messaging import activity, finding, message_queries, queries, reporting, rules, services
from messaging.models import Conversation
from network.files import kinds
from network.programmes import queries as programmes


@login_required
@require_GET
def conversations(request: HttpRequest) -> HttpResponse:
    """One's conversations, the liveliest first."""
    if not request.htmx:  # the open list is asked for again by itself
        activity.note(request.user.pk)
    page = page_of(queries.conversations_visible_to(request.user), request, *queries.LIVELY_FIRST)
    rows = [_row(conversation, request) for conversation in page]
    standing = {str(row["conversation"].pk): row["conversation"].counter for row in rows if row["conversation"].is_member}
    name = "conversations/list.html#rows" if request.htmx and not request.htmx.boosted else "conversations/list.html"
    context = {"rows": rows, "page": page, "standing": standing, "reported": reporting.waits_for(request.user)}
    return render(request, name, context | {"coordinated": programmes.coordinated_by(request.user)})


def _row(conversation: Conversation, request: HttpRequest) -> dict:
    title = talk.title_of(conversation, request.user)
    return {
        "conversation": conversation,
        "title": title,
        "about": talk.about(conversation, title),
        "latest": talk.latest_line(conversation, request.user),
    }


@login_required
@require_http_methods(["GET", "POST"])
def conversation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read and write. GET shows the newest page, or another one with `?before=`, `?after=` or `?on=`; POST sends."""
    found = queries.conversation_for(request.user, pk)
    activity.note(request.user.pk)
    form = MessageForm(request.POST, request.FILES) if request.method == "POST" else MessageForm()
    if request.method == "POST" and form.keep(request.user) and _send(request, found, form):
        return redirect(f"{reverse('conversation', args=[pk])}#write")
    return _show(request, found, form)


def _send(request: HttpRequest, found: Conversation, form: MessageForm) -> bool:
    words = {"body": form.typed, "client_uuid": form.key, "reply_to": form.cleaned_data.get("reply_to"), "files": [file.pk for file in form.kept]}
    if not form.perform(services.send, conversation=found, by=request.user, **words):
        return False
    if seen := form.cleaned_data.get("seen"):
        services.mark_read(conversation=found, by=request.user, seq=seen)
    return True


def _page(request: HttpRequest, found: Conversation) -> tuple[queries.Stretch, bool]:
    """The messages the address asks for, and whether they are simply the newest."""
    before, after = _number(request.GET.get("before")), _number(request.GET.get("after"))
    if day := _day(request.GET.get("on")):
        page = finding.messages_from_day(request.user, found.pk, day)
        return page, False
    if after is not None:
        return queries.messages_after(request.user, found.pk, after), False
    return queries.messages_before(request.user, found.pk, before), before is None


def _show(request: HttpRequest, found: Conversation, form: MessageForm) -> HttpResponse:
    # `since` was read with the conversation, before the rows: what comes in between is fetched again, never missed.
    since = found.counter
    page, is_newest = _page(request, found)
    rows = page.rows
    read_seq = found.read_seq if found.is_member and _shows_first_unread(page, found.read_seq) else None
    others = talk.others(found, request.user)
    answered = _id(request.GET.get("reply")) or (form.cleaned_data.get("reply_to") if form.is_bound and form.is_valid() else None)
    quoted = message_queries.quoted_for(request.user, found.pk, [answered, *(row.reply_to_id for row in rows)])
    title = talk.title_of(found, request.user)
    told = {
        "read_seq": read_seq,
        "others_read": talk.everybody_read(found, request.user),
        "quoted": quoted,
        "for_me": message_queries.mentioning(request.user, rows),
    }
    context = {
        "conversation": found,
        "is_group": talk.is_group(found, request.user),
        "is_announcement": found.kind == Conversation.Kind.ANNOUNCEMENT,
        "title": title,
        "about": talk.about(found, title),
        "others": [(other.person, talk.local_time(other.person)) for other in others],
        "lines": list(talk.lines(rows, request.user, **told)),
        "answered": talk.quote_of(answered, quoted, request.user) if answered in quoted else None,
        "pinned": talk.pinned(request.user, found.pk),
        "earlier": found.read_seq if is_newest and found.unread and read_seq is None else None,
        "older": rows[0].seq if rows and page.has_older else None,
        "newer": rows[-1].seq if rows and page.has_newer else None,
        "is_newest": is_newest,
        "since": since,
        "form": form,
        "key": uuid4(),  # also after a refusal: what is written next is another message
        "allowed": rules.may_write(found),
        "accepted": kinds.accepted(),
        "subject_url": talk.subject_link(found),
        "script": talk.script_data(found, request.user, since) if found.is_member and is_newest else None,
    }
    return render(request, "conversations/conversation.html", context, status=form.status)


def _shows_first_unread(page: queries.Stretch, read_seq: int) -> bool:
    """Whether the first unread message, should there be one, is on this page or after it: nothing unread stands before."""
    return bool(page.rows) and (not page.has_older or page.rows[0].seq <= read_seq + 1)


@login_required
@require_GET
def search(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was said with certain words, newest first, each with a link to its place."""
    found = queries.conversation_for(request.user, pk)
    words = request.GET.get("q", "").replace("\x00", "").strip()[: finding.LONGEST]
    hits = finding.search(request.user, pk, words, _number(request.GET.get("before")))
    context = {"conversation": found, "title": talk.title_of(found, request.user), "words": words, "lines": list(talk.hits(hits.rows, request.user, words))}
    return render(request, "conversations/search.html", context | {"further": hits.further})


@login_required
@require_POST
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mark as read, without script."""
    found = queries.conversation_for(request.user, pk)
    services.mark_read(conversation=found, by=request.user, seq=_number(request.POST.get("seq")) or 0)
    return redirect("conversation", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, pk: UUID, message: UUID) -> HttpResponse:
    """Change one's own message, on a page of its own."""
    found = queries.message_for(request.user, pk, message)
    form = ChangeForm(request.POST if request.method == "POST" else None, initial={"body": found.body})
    if request.method == "POST" and form.is_valid() and form.perform(services.edit, message=found, by=request.user, body=form.typed):
        messages.success(request, _("Your message was changed."))
        return redirect("conversation", pk=pk)
    allowed = rules.can_change(request.user, found)
    return render(request, "conversations/message.html", {"message": found, "form": form, "allowed": allowed}, status=form.status)


@login_required
@require_POST
def delete_message(request: HttpRequest, pk: UUID, message: UUID) -> HttpResponse:
    """Take one's own message back."""
    services.delete(message=queries.message_for(request.user, pk, message), by=request.user)
    messages.success(request, _("Your message was deleted."))
    return redirect("conversation", pk=pk)


@login_required
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """The worker that keeps opened conversations for reading without a line. Its place is its reach: these pages alone."""
    return render(request, "conversations/offline.js", content_type="text/javascript")


def _day(text: str | None) -> date | None:
    """A day of an address; None for anything else."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _id(text: str | None) -> UUID | None:
    """An identifier of an address; None for anything else."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _number(text: str | None) -> int | None:
    """A number of an address or a form; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
