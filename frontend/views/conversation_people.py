"""The people of a conversation: who is in since when, groups and announcements of a programme, peace and quiet."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend import talk
from frontend.forms.talk_people import AskForm, GroupForm, MuteForm, PeopleForm, WriteForm
from messaging import announcing, direct, groups, member_rules, people, queries, quiet
from messaging.models import FOR_GOOD, Conversation
from messaging.rows import shown_name
from network.accounts.models import User
from network.core.errors import NotVisible, require
from network.programmes import queries as programmes
from network.programmes import rules as programme_rules
from network.programmes.models import Programme

FOUND = 20  # people found by name to write to
OFFERED = 60  # people offered at once; who is not among them is found by name


@login_required
@require_GET
def members(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who is and was in, since when, and what the reader can do about it."""
    found = queries.conversation_for(request.user, pk)
    others = talk.others(found, request.user)
    other = others[0].person if found.kind == Conversation.Kind.DIRECT and others else None
    context = {
        "conversation": found,
        "title": talk.title_of(found, request.user),
        "stays": people.stays_visible_to(request.user, found),
        "is_announcement": found.kind == Conversation.Kind.ANNOUNCEMENT,
        "may_write_alone": found.is_member and not found.is_closed and talk.is_group(found, request.user),
        "may_run": member_rules.can_run(request.user, found),
        "may_leave": member_rules.can_leave(request.user, found) if found.is_member else None,
        "mute_form": MuteForm(),
        "is_muted_for_good": found.muted_until == FOR_GOOD,
        "other": other,
        "has_blocked": other is not None and people.has_blocked(request.user, other),
    }
    return render(request, "conversations/people.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Bring people of the programme into a group."""
    found = queries.conversation_for(request.user, pk)
    require(member_rules.can_run(request.user, found))
    form, choice = _choosing(PeopleForm, request, people.newcomers_of(found))
    if form.is_valid() and form.perform(groups.add, conversation=found, people=form.chosen, by=request.user):
        messages.success(request, _("They are in. They read what is written from now on."))
        return redirect("conversation-people", pk=pk)
    context = {"form": form, "title": found.title, "back": reverse("conversation-people", args=[pk])}
    return render(request, "conversations/add.html", context | choice, status=form.status)


@login_required
@require_POST
def remove(request: HttpRequest, pk: UUID, person: UUID) -> HttpResponse:
    """Take somebody out of a group."""
    found = queries.conversation_for(request.user, pk)
    require(member_rules.can_run(request.user, found))
    groups.remove(conversation=found, person=people.member_of(found, person), by=request.user)
    messages.success(request, _("Taken out. They keep what they could read until now."))
    return redirect("conversation-people", pk=pk)


@login_required
@require_POST
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leave a group."""
    groups.remove(conversation=queries.conversation_for(request.user, pk), person=request.user, by=request.user)
    messages.success(request, _("You have left. What was written until now you can still read."))
    return redirect("conversations")


@login_required
@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a group."""
    groups.close(conversation=queries.conversation_for(request.user, pk), by=request.user)
    messages.success(request, _("The group has ended. It can still be read."))
    return redirect("conversation", pk=pk)


@login_required
@require_POST
def mute(request: HttpRequest, pk: UUID) -> HttpResponse:
    """No notices of a conversation for a while; without a span they come again."""
    found = queries.conversation_for(request.user, pk)
    form = MuteForm(request.POST)
    if "span" not in request.POST:
        quiet.unmute(conversation=found, by=request.user)
        messages.success(request, _("You hear of this conversation again."))
    elif form.is_valid():
        quiet.mute(conversation=found, by=request.user, until=form.until)
        messages.success(request, _("Muted. You are told only when somebody mentions you; messages are still counted here."))
    return redirect("conversation-people", pk=pk)


@login_required
@require_POST
def block(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Block the other person of a direct conversation, or lift the block."""
    found = queries.conversation_for(request.user, pk)
    others = talk.others(found, request.user)
    if found.kind != Conversation.Kind.DIRECT or not others:
        raise NotVisible
    if "lift" in request.POST:
        quiet.unblock(person=others[0].person, by=request.user)
        messages.success(request, _("The block is lifted."))
    else:
        quiet.block(person=others[0].person, by=request.user)
        messages.success(request, _("Blocked. Neither of you can write to the other; nobody is told."))
    return redirect("conversation-people", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: UUID, message: UUID) -> HttpResponse:
    """Ask the author of an announcement in private. Who did so already goes on there."""
    found = queries.message_for(request.user, pk, message)
    require(member_rules.can_ask(request.user, found))
    if request.method == "GET" and (there := announcing.talk_about(found, request.user)):
        return redirect("conversation", pk=there.pk)
    form = AskForm(request.POST if request.method == "POST" else None, initial={"client_uuid": uuid4()})
    typed = {"body": form.data.get("body", "") if form.is_bound else ""}
    if form.is_valid() and form.perform(announcing.ask_author, message=found, by=request.user, client_uuid=form.cleaned_data["client_uuid"], **typed):
        messages.success(request, _("Your question is on its way. Only %(name)s and you read it.") % {"name": talk.sender_name(found.sender)})
        return redirect("conversation", pk=form.result.pk)
    return render(request, "conversations/ask.html", {"form": form, "message": found, "author": talk.sender_name(found.sender)}, status=form.status)


@login_required
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, person: UUID) -> HttpResponse:
    """Write to one person alone. Who did so already goes on there."""
    other = direct.person_met(request.user, person)
    if request.method == "GET" and (there := direct.talk_with(other, request.user)):
        return redirect(f"{reverse('conversation', args=[there.pk])}#write")
    form = WriteForm(request.POST if request.method == "POST" else None, initial={"client_uuid": uuid4()})
    typed = {"body": form.data.get("body", "") if form.is_bound else ""}
    if form.is_valid() and form.perform(direct.write_to, other=other, by=request.user, client_uuid=form.cleaned_data["client_uuid"], **typed):
        return redirect("conversation", pk=form.result.pk)
    return render(request, "conversations/write.html", {"form": form, "name": shown_name(other)}, status=form.status)


@login_required
@require_GET
def place(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where a message stands: what a conversation is about may be one."""
    found = people.message_seen_by(request.user, pk)
    return redirect(f"{reverse('conversation', args=[found.conversation_id])}?after={max(0, found.seq - talk.BEFORE_HIT)}#m{found.seq}")


@login_required
@require_GET
def of_programme(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A programme's groups and its announcements, for its coordinators: names and numbers, nobody's words."""
    programme = _coordinated(request, pk)
    everybody = programmes.people_of(programme)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    found, more = people.offered(everybody.exclude(pk=request.user.pk), words, (), FOUND) if words else ([], False)
    context = {"programme": programme, "groups": people.groups_of(programme, request.user), "size": everybody.count()}
    return render(request, "conversations/programme.html", context | {"words": words, "found": found, "more": more})


@login_required
@require_POST
def announcements(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the programme's announcements, the first time for good."""
    room = announcing.open_announcements(programme=_coordinated(request, pk), by=request.user)
    return redirect(f"{reverse('conversation', args=[room.pk])}#write")


@login_required
@require_http_methods(["GET", "POST"])
def new_group(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open a group with people of the programme."""
    programme = _coordinated(request, pk)
    form, choice = _choosing(GroupForm, request, programmes.people_of(programme).exclude(pk=request.user.pk))
    if form.is_valid() and form.perform(groups.open_group, programme=programme, title=form.cleaned_data["title"], people=form.chosen, by=request.user):
        messages.success(request, _("The group is open, and its people are told."))
        return redirect("conversation", pk=form.result.pk)
    context = {"form": form, "title": programme.name, "back": reverse("conversations-of-programme", args=[pk]), "is_new": True}
    return render(request, "conversations/add.html", context | choice, status=form.status)


@login_required
@require_POST
def come_in(request: HttpRequest, pk: UUID, group: UUID) -> HttpResponse:
    """A coordinator comes into a group of the programme; everybody in it sees that."""
    found = people.group_for(_coordinated(request, pk), group)
    groups.add(conversation=found, people=[request.user], by=request.user)
    messages.success(request, _("You are in. You read what is written from now on; everybody sees that you came."))
    return redirect("conversation", pk=found.pk)


def _coordinated(request: HttpRequest, pk: UUID) -> Programme:
    programme = programmes.programme_for(request.user, pk)
    require(programme_rules.can_coordinate(request.user, programme))
    return programme


def _choosing(kind: type[PeopleForm], request: HttpRequest, everybody: QuerySet[User]) -> tuple[PeopleForm, dict[str, Any]]:
    """A form that offers people whose name has certain words, and whoever is chosen already; what the page shows beside it.

    “Search” sends the form as well: what stands in it stays.
    """
    chosen = request.POST.getlist("people")
    words = (request.POST.get("q") or request.GET.get("q", "")).replace("\x00", "").strip()[:80]
    offered, more = people.offered(everybody, words, chosen, OFFERED)
    is_sent = request.method == "POST" and "find" not in request.POST
    form = kind(request.POST if is_sent else None, offered=offered, initial={"title": request.POST.get("title", ""), "people": chosen})
    return form, {"offered": offered, "more": more, "words": words}
