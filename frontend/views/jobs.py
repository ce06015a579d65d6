"""Long work: how far it is, stop it, let it go on."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from frontend.keyset import page_of
from network.jobs import services
from network.jobs.queries import job_for, jobs_visible_to


@login_required
def jobs(request: HttpRequest) -> HttpResponse:
    """The person's jobs, newest first."""
    return render(request, "jobs/list.html", {"page": page_of(jobs_visible_to(request.user), request)})


@login_required
def job(request: HttpRequest, pk: str) -> HttpResponse:
    """One job and its bar; the bar alone when it refreshes itself."""
    return render(request, "jobs/bar.html" if request.htmx else "jobs/detail.html", {"job": job_for(request.user, pk)})


@login_required
@require_POST
def cancel(request: HttpRequest, pk: str) -> HttpResponse:
    """Stop it after the step it is at."""
    services.cancel(by=request.user, job=job_for(request.user, pk))
    return redirect("job", pk=pk)


@login_required
@require_POST
def resume(request: HttpRequest, pk: str) -> HttpResponse:
    """Let it go on where it stopped."""
    services.resume(by=request.user, job=job_for(request.user, pk))
    return redirect("job", pk=pk)
