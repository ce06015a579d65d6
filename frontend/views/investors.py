"""Investor meetings: set up by a coordinator, read by whoever is in them."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.forms.fields import as_instant
from frontend.forms.investors import DocumentForm, KnownPersonForm, MeetingForm, NewcomerForm, NewMeetingForm, RecordForm, members_not_in
from frontend.keyset import page_of
from mentoring.investors import people, queries, rules, services
from mentoring.investors.models import InvestorMeeting
from network.core.errors import DomainError, Invalid
from network.invitations.letters import answer_url
from network.invitations.rules import can_answer
from network.organisations.queries import members_of


@login_required
@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    """Coming ones, those to record, and all others by page."""
    user = request.user
    coming = list(queries.coming_for(user)[:50])
    context = {
        "coming": coming,
        "to_record": list(queries.to_record_by(user)[:20]),
        "page": page_of(queries.meetings_visible_to(user).exclude(pk__in=[m.pk for m in coming]).order_by("-id"), request),
        "may_plan": queries.programmes_to_plan(user).exists(),
    }
    return render(request, "investors/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set a meeting up; nobody is told before the invitations are sent."""
    pairs = queries.pairs_to_plan(request.user)
    form = NewMeetingForm(
        request.POST if request.method == "POST" else None,
        pairs=pairs,
        known=queries.investors_for(request.user),
        initial={"company": request.GET.get("company", "")},
    )
    if request.method == "POST" and form.is_valid() and form.perform(people.plan_with, by=request.user, **form.planned()):
        messages.success(request, _("The meeting is set up. Look it over, then send the invitations."))
        return redirect("investor-meeting", form.result.pk)
    return render(request, "investors/new.html", {"form": form, "pairs": form.pairs}, status=form.status)


@login_required
@require_GET
def meeting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One meeting."""
    return _page(request, queries.meeting_for(request.user, pk))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what is said of it."""
    found = queries.meeting_for(request.user, pk)
    form = MeetingForm(request.POST if request.method == "POST" else None, initial=MeetingForm.of(found))
    if request.method == "POST" and form.is_valid() and form.perform(services.change, meeting=found, by=request.user, **form.cleaned_data):
        words = _("Saved. Everyone whose calendar changes is told.") if found.invited_at else _("Saved.")
        messages.success(request, words)
        return redirect("investor-meeting", pk)
    may = rules.can_change(request.user, found)
    return render(request, "investors/edit.html", {"form": form, "meeting": found, "may": may}, status=form.status if may else may.status)


@login_required
@require_POST
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one of the free times that a refusal offered."""
    starts_at = as_instant(request.POST.get("starts_at", ""))
    if starts_at is None:
        raise Invalid({"starts_at": [_("Choose a time from the list.")]})
    return _do(request, pk, services.change, _("The time is changed."), starts_at=starts_at)


@login_required
@require_POST
def invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the invitations. Where somebody is taken, the page shows times at which all are free."""
    return _do(request, pk, services.invite, _("The invitations are on their way. Answers appear here."))


@login_required
@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call it off."""
    return _do(request, pk, services.cancel, _("The meeting is called off. Everyone who was invited is told."))


@login_required
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Held, with its length and what came of it, or missed."""
    found = queries.meeting_for(request.user, pk)
    form = RecordForm(request.POST if request.method == "POST" else None, initial={"minutes": found.minutes})
    may = rules.can_record(request.user, found)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"meeting": found, "by": request.user, "outcome": form.cleaned_data["outcome"]}
        held = form.cleaned_data["happened"] == "held"
        done = form.perform(services.hold, minutes=form.cleaned_data["minutes"], **given) if held else form.perform(services.miss, **given)
        if done:
            messages.success(request, _("Thank you, it is on record."))
            return redirect("investor-meeting", pk)
    return render(request, "investors/record.html", {"form": form, "meeting": found, "may": may}, status=form.status if may else may.status)


@login_required
@require_POST
def add_known(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add somebody who is known."""
    found = queries.meeting_for(request.user, pk)
    form = _known_form(request, found, request.POST)
    if form.is_valid() and form.perform(people.add_known, meeting=found, by=request.user, **form.chosen):
        messages.success(request, _("%(name)s is in.") % {"name": form.result.person})
        return redirect("investor-meeting", pk)
    return _page(request, found, known_form=form)


@login_required
@require_POST
def add_newcomer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add an investor by address."""
    found = queries.meeting_for(request.user, pk)
    form = NewcomerForm(request.POST)
    if form.is_valid() and form.perform(people.add_investor_by_mail, meeting=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("%(name)s is in.") % {"name": form.result.person})
        return redirect("investor-meeting", pk)
    return _page(request, found, newcomer_form=form)


@login_required
@require_POST
def remove_person(request: HttpRequest, pk: UUID, person: UUID) -> HttpResponse:
    """Take somebody off."""
    found = queries.meeting_for(request.user, pk)
    return _do(request, pk, services.remove_person, _("They are taken off, and they alone are told."), participant=queries.participant_of(found, person))


@login_required
@require_POST
def add_document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a link."""
    found = queries.meeting_for(request.user, pk)
    form = DocumentForm(request.POST)
    if form.is_valid():
        given = {"title": form.cleaned_data["document_title"], "url": form.cleaned_data["document_url"]}
        if form.perform(services.add_document, meeting=found, by=request.user, **given):
            return redirect("investor-meeting", pk)
    return _page(request, found, document_form=form)


@login_required
@require_POST
def remove_document(request: HttpRequest, pk: UUID, document: UUID) -> HttpResponse:
    """Take a link away."""
    return _do(request, pk, services.remove_document, _("The link is taken away."), document_id=document)


def _do(request: HttpRequest, pk: UUID, service: Any, words: str, **given: Any) -> HttpResponse:
    """Run a service on a meeting; where it refuses, the page says why."""
    found = queries.meeting_for(request.user, pk)
    try:
        service(meeting=found, by=request.user, **given)
    except DomainError as refusal:
        return _page(request, queries.meeting_for(request.user, pk), refusal=refusal)
    messages.success(request, words)
    return redirect("investor-meeting", pk)


def _page(request: HttpRequest, found: InvestorMeeting, *, refusal: DomainError | None = None, **forms: Any) -> HttpResponse:
    user, answers = request.user, queries.answers(found)
    mine = answers.get(user.pk)
    everybody = list(found.people.all())
    for participant in everybody:
        participant.answered = answers.get(participant.person_id)
        participant.may_go = rules.can_remove(user, found, participant)
    coordinated = frozenset(queries.programmes_to_plan(user).values_list("pk", flat=True))
    writes = found.programme_id in coordinated
    context = {
        "meeting": found,
        "people": everybody,
        "zones": sorted({p.person.time_zone for p in everybody} - {user.time_zone}),
        "writes": writes,
        "sees_outcome": rules.sees_outcome(user, found, coordinated),
        "my_answer": mine,
        "answer_url": urlsplit(answer_url(mine)).path if mine and can_answer(mine) else "",
        "refusal": "" if refusal is None else refusal.message,  # a Refused counts as false
        "slots": [as_instant(slot["start"]) for slot in getattr(refusal, "details", {}).get("slots", ())],
        "may": {name: getattr(rules, f"can_{name}")(user, found) for name in ("change", "invite", "cancel", "record")} if writes else {},
    }
    if writes:
        context |= {"known_form": _known_form(request, found), "newcomer_form": NewcomerForm(), "document_form": DocumentForm()}
    refused = [form.status for form in forms.values()]
    status = refusal.status if refusal is not None else refused[0] if refused else 200
    return render(request, "investors/meeting.html", context | forms, status=status)


def _known_form(request: HttpRequest, found: InvestorMeeting, data: Any = None) -> KnownPersonForm:
    known = members_not_in(found, queries.investors_for(request.user))
    return KnownPersonForm(data, known=known, company=members_not_in(found, members_of(found.company)))
