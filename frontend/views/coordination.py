"""The coordinator's page: requests and mentorships of the programme, who is stuck and since when, and a few words to send."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from frontend.forms.coordination import NoteForm
from frontend.keyset import Page, page_of
from mentoring.insights import attention, nudges, reactions
from mentoring.insights.attention import Reason
from mentoring.matching.contests.queries import contests_to_answer, overdue_contests
from mentoring.mentorships.models import Mentorship
from mentoring.requests.models import MentoringRequest
from network.core.errors import NotVisible

WHY = {
    Reason.SILENCE: gettext_lazy("Nobody answered in their days"),
    Reason.QUESTION: gettext_lazy("A question waits for the company's reply"),
    Reason.APPROVAL: gettext_lazy("Waits for your approval"),
    Reason.EXHAUSTED: gettext_lazy("Nobody on the list could take it"),
    Reason.QUIET: gettext_lazy("No session and no message"),
    Reason.CONTEST: gettext_lazy("A question about a list waits for your answer"),
}
STUCK = "stuck"
SEEKING = (MentoringRequest.State.OPEN, MentoringRequest.State.ASKING, MentoringRequest.State.EXHAUSTED)


@login_required
@require_GET
def coordination(request: HttpRequest) -> HttpResponse:
    """Requests; those that are stuck first asked for."""
    state = request.GET.get("state", "")
    rows = attention.stuck_requests(request.user) if state == STUCK else _in_state(attention.requests_watched_by(request.user), state)
    page = _with_reasons(page_of(rows, request), attention.why_request_is_stuck)
    for row in page:
        row.seeks = row.state in SEEKING
    shown = [(value, label) for value, label in MentoringRequest.State.choices if value != MentoringRequest.State.DRAFT]
    waiting = overdue_contests(request.user) if state in ("", STUCK) else []
    context = {"page": page, "state": state, "states": shown, "waiting": waiting}
    return render(request, "coordination/requests.html", frame(request, "requests") | context)


@login_required
@require_GET
def mentorships(request: HttpRequest) -> HttpResponse:
    """Mentorships with their last and next sign of life."""
    state = request.GET.get("state", "")
    rows = attention.stuck_mentorships(request.user) if state == STUCK else _in_state(attention.mentorships_watched_by(request.user), state)
    page = _with_reasons(page_of(rows, request), attention.why_mentorship_is_stuck)
    return render(request, "coordination/mentorships.html", frame(request, "mentorships") | {"page": page, "state": state, "states": Mentorship.State.choices})


def _in_state(rows: QuerySet, state: str) -> QuerySet:
    """Those in a state; all where the address names none that there is."""
    return rows.filter(state=state) if state in rows.model.State.values else rows


def _with_reasons(page: Page, why: Callable[[Any], attention.Stuck | None]) -> Page:
    for row in page:
        row.stuck = why(row)
        row.why = WHY[row.stuck.reason] if row.stuck else ""
    return page


@login_required
@require_GET
def feedback(request: HttpRequest) -> HttpResponse:
    """What people answered in confidence, low scores first asked for."""
    of, low = request.GET.get("of", "sessions"), request.GET.get("all") != "1"
    sources = {"sessions": reactions.feedback_heard_by, "check-ins": reactions.check_ins_heard_by, "closings": reactions.closings_heard_by}
    of = of if of in sources else "sessions"
    page = page_of(sources[of](request.user, low=low), request)
    kinds = [("sessions", _("After sessions")), ("check-ins", _("Check-ins")), ("closings", _("Closing surveys"))]
    context = {"page": page, "of": of, "low": low, "kinds": kinds}
    return render(request, "coordination/feedback.html", frame(request, "feedback") | context)


@login_required
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, what: str, pk: UUID, to: str) -> HttpResponse:
    """A ready text, read over, changed and sent by a person."""
    if to not in (nudges.COMPANY, nudges.MENTOR):
        raise NotVisible
    find = attention.watched_request_for if what == "request" else attention.watched_mentorship_for
    thing = find(request.user, pk)
    draft = nudges.draft(thing=thing, to=to, by=request.user)
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"text": draft.text})
    if request.method == "POST" and form.is_valid() and form.perform(nudges.send, thing=thing, to=to, text=form.cleaned_data["text"], by=request.user):
        messages.success(request, _("Your words are on their way to %(name)s.") % {"name": draft.receiver})
        return redirect("coordination" if what == "request" else "coordination-mentorships")
    context = {"form": form, "thing": thing, "draft": draft, "language": draft.receiver.language, "back": _back(what)}
    return render(request, "coordination/write.html", context, status=form.status)


def _back(what: str) -> str:
    return reverse("coordination" if what == "request" else "coordination-mentorships")


def frame(request: HttpRequest, current: str) -> dict:
    """The tabs of the coordinator's pages."""
    load = attention.load_of(request.user)
    tabs = [
        (_("Requests"), reverse("coordination"), current == "requests", load.requests or ""),
        (_("Mentorships"), reverse("coordination-mentorships"), current == "mentorships", load.mentorships or ""),
        (_("Feedback"), reverse("coordination-feedback"), current == "feedback", ""),
        (_("Hours"), reverse("coordination-supply"), current == "supply", ""),
        (_("Match runs"), reverse("match-runs"), current == "match-runs", ""),
        (_("Questions about lists"), reverse("contests"), current == "contests", contests_to_answer(request.user).count() or ""),
    ]
    return {"tabs": tabs}
