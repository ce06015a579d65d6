"""Calls: read by companies, made and run by incubators."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.forms.applications import CompanyForm
from frontend.forms.calls import CallForm, CancelForm, CopyForm, NewCallForm
from frontend.keyset import page_of
from mentoring.calls import editions, people, queries, reading, rules, services, writing
from mentoring.calls.models import Call
from mentoring.cohorts.queries import cohorts_from
from mentoring.cohorts.rules import can_make
from network.core.errors import require
from network.organisations.queries import companies_of

VERBS = {"publish": services.publish, "archive": services.archive, "reopen": services.reopen}


@login_required
@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """What one runs, what one can apply to, and what one applies with."""
    user = request.user
    context = {
        "may_make": queries.pairs_for(user).exists(),
        "run": page_of(queries.calls_run(user), request, "-closes_at", "-id"),
        "coming": list(queries.calls_open_to(user)[:50]),
        "own": page_of(queries.own_applications(user), request, name="own"),
    }
    begun = list(queries.own_applications(user).filter(call__in=context["coming"]).values_list("call", "company"))
    companies = set(companies_of(user).values_list("pk", flat=True))
    context["coming"] = [call for call in context["coming"] if companies - {company for begun_at, company in begun if begun_at == call.pk}]
    return render(request, "calls/list.html", context)


@login_required
@require_GET
def call(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One call."""
    return _page(request, queries.call_for(request.user, pk))


def _page(request: HttpRequest, found: Call, cancelling: CancelForm | None = None, beginning: CompanyForm | None = None) -> HttpResponse:
    user, runs = request.user, people.runs(request.user, found)
    companies, stages = list(queries.companies_to_apply_with(user, found)), list(queries.stages_of(found))
    context: dict[str, Any] = {
        "call": found,
        "runs": runs,
        "companies": companies,
        "beginning": beginning or CompanyForm(companies=companies, initial={"company": str(companies[0].pk)} if companies else {}),
        "own": list(queries.own_applications_to(found, user)),
        "open": rules.is_open(found),
        "stages": stages,
        "road": [] if runs else reading.road(stages),
        "cohorts": list(cohorts_from(user, found)[:12]),
        "asked": reading.asked_by_part(editions.questions(found), stages, own=not runs),
    }
    if runs:
        context |= {
            "may": {name: getattr(rules, f"can_{name}")(user, found) for name in ("change", "publish", "cancel", "archive", "reopen")},
            "may_gather": found.state == Call.State.PUBLISHED and can_make(user, found.programme, found.incubator),
            "cancelling": cancelling or CancelForm(),
            "closed": people.closed_to(user, found),
            "drafts": queries.drafts_of(found).count(),
            "page": page_of(queries.applications_to(found, user), request),
        }
    form = cancelling or beginning
    return render(request, "calls/call.html", context, status=form.status if form else 200)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a call; nobody else sees it before it is published."""
    pairs = list(queries.pairs_for(request.user))
    chosen = next((pair for pair in pairs if str(pair.programme_id) == request.GET.get("programme")), pairs[0] if pairs else None)
    initial: dict[str, Any] = {"time_zone": request.user.time_zone, "confirm_days": 14}
    if chosen:
        languages = [code for code in chosen.programme.languages if code in services.LANGUAGES] or [request.user.language[:2]]
        initial |= {"pair": str(chosen.pk), "languages": languages}
    form = NewCallForm(request.POST if request.method == "POST" else None, pairs=pairs, initial=initial)
    if request.method == "POST" and form.is_valid() and form.perform(services.make_call, by=request.user, **form.made()):
        messages.success(request, _("The call is made, and nobody else sees it yet. Put together what it asks."))
        return redirect("call-form", form.result.pk)
    return render(request, "calls/new.html", {"form": form, "pairs": pairs}, status=form.status)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change its texts and dates."""
    found = queries.run_call_for(request.user, pk)
    form = CallForm(request.POST if request.method == "POST" else None, initial=CallForm.of(found))
    if request.method == "POST" and form.is_valid() and form.perform(services.change_call, call=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("Saved."))
        return redirect("call", pk)
    may = rules.can_change(request.user, found)
    return render(request, "calls/edit.html", {"form": form, "call": found, "may": may}, status=form.status if may else may.status)


@login_required
@require_POST
def verb(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Publish it, put it away, or take it out again."""
    VERBS[verb](call=queries.run_call_for(request.user, pk), by=request.user)
    said = {
        "publish": _("The call is published. Companies of the programme see it."),
        "archive": _("The call is put away. You find it in the archive and can copy it."),
        "reopen": _("The call is out of the archive."),
    }
    messages.success(request, said[verb])
    return redirect("call", pk)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call it off, with a reason that applicants read."""
    found = queries.run_call_for(request.user, pk)
    form = CancelForm(request.POST)
    if form.is_valid() and form.perform(services.cancel, call=found, by=request.user, **form.cleaned_data):
        messages.success(request, _("The call is cancelled. Everybody with an application is told."))
        return redirect("call", pk)
    return _page(request, found, cancelling=form)


@login_required
@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make another call from this one, with dates of its own."""
    found = queries.run_call_for(request.user, pk)
    form = CopyForm(request.POST if request.method == "POST" else None, initial={"time_zone": found.time_zone})
    if request.method == "POST" and form.is_valid() and form.perform(services.copy_call, call=found, by=request.user, **form.dates()):
        messages.success(request, _("A new call with the same texts, questions and stages. Look it over before you publish it."))
        return redirect("call", form.result.pk)
    return render(request, "calls/copy.html", {"form": form, "call": found}, status=form.status)


@login_required
@require_POST
def apply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin an application for one of one's companies."""
    found = queries.call_for(request.user, pk)
    form = CompanyForm(request.POST, companies=list(queries.companies_to_apply_with(request.user, found)))
    if not form.companies:
        require(rules.is_open(found))
    if form.is_valid() and form.perform(writing.begin, call=found, by=request.user, company=form.companies[form.cleaned_data["company"]]):
        return redirect("application-write", form.result.pk)
    return _page(request, found, beginning=form)
