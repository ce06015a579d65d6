"""Cohorts: made and run by incubators, read by the companies in them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.forms.cohorts import CohortForm, NewCohortForm
from frontend.keyset import page_of
from mentoring.calls.models import Call
from mentoring.calls.services import LANGUAGES
from mentoring.cohorts import queries, rules, services, talks
from mentoring.cohorts.models import Cohort
from network.core import clock
from network.core.errors import Conflict
from network.programmes.models import Partner

LEADS_TO = {"begin": Cohort.State.RUNNING, "end": Cohort.State.ENDED, "reopen": Cohort.State.RUNNING}
VERBS = {"begin": services.begin, "end": services.end, "reopen": services.reopen}


@login_required
@require_GET
def cohorts(request: HttpRequest) -> HttpResponse:
    """Those that one runs or is in, the newest first."""
    page = page_of(queries.cohorts_visible_to(request.user), request, "-starts_on", "-id")
    return render(request, "cohorts/list.html", {"page": page, "may_make": queries.pairs_for(request.user).exists()})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a cohort; nobody else sees it before it begins."""
    user, pairs = request.user, list(queries.pairs_for(request.user))
    calls = [call for pair in pairs for call in queries.calls_for(user, pair.programme, pair.organisation)[:20]]
    taken = next((call for call in calls if str(call.pk) == request.GET.get("call")), None)
    asked = request.POST.get("pair") or next((str(pair.pk) for pair in pairs if _is_asked(pair, taken, request.GET.get("programme"))), "")
    chosen = next((pair for pair in pairs if str(pair.pk) == asked), pairs[0] if pairs else None)
    initial: dict[str, Any] = {"time_zone": user.time_zone, "takes_confirmed": True, "call": request.GET.get("call", "")}
    if chosen:
        languages = [code for code in (taken or chosen.programme).languages if code in LANGUAGES] or [user.language[:2]]
        initial |= {"pair": str(chosen.pk), "languages": languages}
    form = NewCohortForm(request.POST if request.method == "POST" else None, by=user, pairs=pairs, calls=calls, initial=initial)
    if request.method == "POST" and form.is_valid() and form.perform(services.make, by=user, **form.made()):
        messages.success(request, _("The cohort is made, and nobody else sees it yet. Add its companies."))
        return redirect("cohort-members", form.result.pk)
    return render(request, "cohorts/new.html", {"form": form, "pairs": pairs}, status=form.status)


def _is_asked(pair: Partner, call: Call | None, programme: str | None) -> bool:
    """Whether the address asks for this incubator of this programme: by a call to take from, or by the programme alone."""
    if call is not None:
        return (pair.programme_id, pair.organisation_id) == (call.programme_id, call.incubator_id)
    return str(pair.programme_id) == programme


@login_required
@require_GET
def cohort(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One cohort: what it is, its schedule, who is in, where it talks, and what can be done."""
    user, found = request.user, queries.cohort_for(request.user, pk)
    sessions, now = list(queries.sessions_of(found)), clock.now()
    context: dict[str, Any] = {
        "cohort": found,
        "tabs": tabs(found, "cohort"),
        "ahead": [row for row in sessions if row.ends_at > now],
        "earlier": [row for row in reversed(sessions) if row.ends_at <= now],
        "members": list(queries.members_in(found)),
        "own": queries.own_member(user, found),
        "talks": queries.talks_of(user, found),
    }
    if found.is_run:
        context["may"] = {name: getattr(rules, f"can_{name}")(user, found) for name in ("change", "begin", "end", "reopen", "plan")}
        context["may"]["record"] = found.state != Cohort.State.DRAFT and rules.can_run(user, found)
    return render(request, "cohorts/cohort.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what is said of it."""
    found = queries.run_cohort_for(request.user, pk)
    calls = list(queries.calls_for(request.user, found.programme, found.incubator)[:50])
    form = CohortForm(request.POST if request.method == "POST" else None, calls=calls, initial=CohortForm.of(found))
    if request.method == "POST" and form.is_valid() and form.perform(services.change, cohort=found, by=request.user, **form.said()):
        messages.success(request, _("Saved."))
        return redirect("cohort", pk)
    may = rules.can_change(request.user, found)
    return render(request, "cohorts/edit.html", {"form": form, "cohort": found, "may": may}, status=form.status if may else may.status)


@login_required
@require_POST
def verb(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Begin it, end it, or take it up again."""
    try:
        VERBS[verb](cohort=queries.run_cohort_for(request.user, pk), by=request.user)
    except Conflict:
        if queries.run_cohort_for(request.user, pk).state != LEADS_TO[verb]:
            raise
        messages.info(request, _("That is done already. This is how the cohort stands."))  # sent twice, or by a colleague
        return redirect("cohort", pk)
    said = {
        "begin": _("The cohort has begun. Everybody who comes along is told and invited."),
        "end": _("The cohort has ended. Everything can still be read."),
        "reopen": _("The cohort runs again."),
    }
    messages.success(request, said[verb])
    return redirect("cohort", pk)


@login_required
@require_POST
def come_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whoever runs it comes into its conversation."""
    talks.come_in(cohort=queries.run_cohort_for(request.user, pk), by=request.user)
    messages.success(request, _("You are in. You read what is written from now on."))
    return redirect("cohort", pk)


def tabs(found: Cohort, here: str) -> list[tuple[Any, str, bool]]:
    """The pages of a cohort for whoever runs it."""
    pages = (("cohort", _("Overview")), ("cohort-track", _("Who is on track")), ("cohort-members", _("Companies")), ("cohort-match", _("Matching")))
    return [(label, reverse(name, args=[found.pk]), name == here) for name, label in pages]
