"""Who is served, and how well, by group: in one run, and over time."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mentoring.matching.runs import fairness, workspace
from mentoring.matching.runs import queries as run_queries


@login_required
@require_GET
def of_run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The groups of one run."""
    run = run_queries.run_for(request.user, pk)
    return render(request, "matching/fairness.html", {"run": run, "programme": run.programme, "report": fairness.of_run(run)})


@login_required
@require_GET
def over_time(request: HttpRequest, programme: UUID) -> HttpResponse:
    """The groups of all runs that a programme has published, and the runs one by one."""
    found = workspace.programme_to_match(request.user, programme)
    context = {"programme": found, "report": fairness.of_programme(found), "runs": fairness.published_runs(found)}
    return render(request, "matching/fairness.html", context)
