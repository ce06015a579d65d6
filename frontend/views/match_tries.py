"""What would be different: two runs side by side, and a run with more candidates."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from frontend.forms.match_runs import CompareForm, WhatIfForm
from frontend.templatetags.weights import points
from mentoring.matching.models import Match, MatchRun
from mentoring.matching.runs import queries as run_queries
from mentoring.matching.runs import rules, workspace
from mentoring.matching.runs.queries import Comparison, Figure
from mentoring.matching.runs.what_if import Change
from mentoring.matching.runs.what_if import what_if as tried
from network.accounts.models import User

FIGURES = {
    "companies": gettext_lazy("Companies that took part"),
    "served": gettext_lazy("Companies that got somebody"),
    "first_choice": gettext_lazy("Got the one who fits them best"),
    "worst": gettext_lazy("The least fitting pair"),
    "median": gettext_lazy("The pair in the middle"),
    "total": gettext_lazy("All fits together"),
}
FITS = ("worst", "median")


@login_required
@require_GET
def compare(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two runs of a programme side by side."""
    run = run_queries.run_for(request.user, pk)
    others = workspace.comparable_with(request.user, run)
    newest = {"to": str(others[0].pk)} if others else None
    form = CompareForm(request.GET if "to" in request.GET else newest, others=others)
    found = None
    if form.is_valid() and form.perform(_compared, by=request.user, run=run, to=form.cleaned_data["to"]):
        found = form.result
    context = {"run": run, "form": form, "others": others, "found": found, "figures": figures_said(found.figures) if found else []}
    context["moved"] = [(row, _side(row.one), _side(row.two)) for row in found.moved] if found else []
    return render(request, "matching/compare.html", context, status=form.status)


def _compared(*, by: User, run: MatchRun, to: str) -> Comparison:
    """The newer run stands at the right, whichever page was open."""
    other = run_queries.run_for(by, to)
    return run_queries.compare(*sorted((run, other), key=lambda it: it.number))


def _side(match: Match | None) -> tuple[str, str, str] | None:
    """Whom a request got, with the fit in words; None when it took no part."""
    return (match.name, *workspace.fit_of(match.points)) if match else None


def said(key: str, value: int | None) -> str:
    """A figure of a run in words: a fit is never a bare number."""
    if key == "total":
        return points(value)
    return workspace.fit_of(value)[1] if key in FITS else "–" if value is None else number_format(value, use_l10n=True, force_grouping=True)


def figures_said(figures: tuple[Figure, ...]) -> list[tuple[str, str, str]]:
    """Figures before and after, in words."""
    return [(str(FIGURES[it.key]), said(it.key, it.one), said(it.key, it.two)) for it in figures if it.key in FIGURES]


@login_required
def what_if(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The run with candidates who are not there: shown, never kept."""
    run = run_queries.run_for(request.user, pk)
    form = WhatIfForm(request.POST if request.method == "POST" else None, target=run.target)
    found = None
    if form.is_valid() and form.perform(tried, run=run, by=request.user, added=[form.added()]):
        found = form.result
    context = {"run": run, "form": form, "found": found, "can_try": rules.can_try(request.user, run)}
    if found:
        context |= {"figures": figures_said(found.figures), "changes": [(it, *_sides(it)) for it in found.changes]}
    return render(request, "matching/what_if.html", context, status=form.status)


def _sides(it: Change) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """Whom a request has, and whom it would get, each with the fit in words."""
    after = str(gettext_lazy("One of those you add")) if it.is_added else it.after
    return (it.before, *workspace.fit_of(it.points_before)), (after, *workspace.fit_of(it.points_after))
