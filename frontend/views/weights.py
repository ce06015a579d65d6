"""What counts how much in a programme: change it, see what would change, keep it with a reason; and what it was before."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from frontend.forms.weights import ReasonForWeightsForm, WeightsForm
from frontend.keyset import page_of
from mentoring.matching.engine.facts import Weights
from mentoring.matching.weights import preview as weight_preview
from mentoring.matching.weights import queries as weight_queries
from mentoring.matching.weights import services as weighting
from mentoring.matching.weights.preview import Preview
from mentoring.matching.weights.wording import changed, changed_shares, shown
from network.core.errors import NotVisible
from network.jobs.models import Job
from network.programmes.models import Programme

SHOWN = 100  # moves on the page; the API has them all


@login_required
def weights(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The weights that hold, as a form. What it sends is shown as a preview first; nothing is kept before `do=keep`."""
    programme = weight_queries.programme_to_weigh(request.user, pk)
    now = weight_queries.weighed(programme)
    form = WeightsForm(request.POST if request.method == "POST" else None, now=now.weights, initial=WeightsForm.initial_of(now.weights, now.number))
    do = request.POST.get("do", "")
    if not form.is_valid() or do == "change":
        return render(request, "programmes/weights.html", {"programme": programme, "form": form, "now": now}, status=form.status)
    if do == "keep":
        return _keep(request, programme, form)
    found = weight_preview.preview(programme=programme, by=request.user, weights=form.weights)
    if isinstance(found, Job):
        return redirect("programme-weights-preview", programme.pk, found.pk)
    return _previewed(request, programme, form, ReasonForWeightsForm(), found)


def _keep(request: HttpRequest, programme: Programme, form: WeightsForm) -> HttpResponse:
    """Keep the weights with the reason, or show the preview again with what is missing."""
    why = ReasonForWeightsForm(request.POST)
    given = {"weights": form.weights.by_criterion(), "importance": form.weights.importance, "based_on": form.cleaned_data["based_on"]}
    if why.is_valid() and why.perform(weighting.set_weights, programme=programme, by=request.user, reason=why.cleaned_data["reason"], **given):
        messages.success(request, _("It is kept as version %(number)d, and holds from now on.") % {"number": why.result.number})
        return redirect("programme-weights-history", programme.pk)
    return _previewed(request, programme, form, why, _again(request, programme, form.weights))


def _again(request: HttpRequest, programme: Programme, asked: Weights) -> Preview | None:
    """The preview that stood beside a reason that was not taken; a large one is not worked out twice."""
    try:
        if job := request.POST.get("job"):
            return weight_preview.preview_of(programme=programme, by=request.user, job=job)[1]
    except NotVisible:
        return None
    basis = weight_preview.basis_of(programme)
    found = None if basis.is_large else weight_preview.preview(programme=programme, by=request.user, weights=asked)
    return found if isinstance(found, Preview) else None


def _previewed(
    request: HttpRequest, programme: Programme, form: WeightsForm, why: ReasonForWeightsForm, found: Preview | None, job: Job | None = None
) -> HttpResponse:
    told = shown(found) if found else None
    context: dict[str, Any] = {
        "programme": programme,
        "form": form,
        "why": why,
        "preview": found,
        "shown": told,
        "moves": told.moves[:SHOWN] if told else (),
        "more": max(len(told.moves) - SHOWN, 0) if told else 0,
        "changed": changed_shares(form.now, form.weights),
        "hidden": [(name, form[name].value()) for name in form.fields] + [("job", job.pk if job else request.POST.get("job", ""))],
    }
    return render(request, "programmes/weights_preview.html", context, status=why.status)


@login_required
def preview(request: HttpRequest, pk: UUID, job: UUID) -> HttpResponse:
    """A preview that a job works out: its bar, then what came out."""
    programme = weight_queries.programme_to_weigh(request.user, pk)
    row, found = weight_preview.preview_of(programme=programme, by=request.user, job=job)
    if found is None or request.htmx:
        if request.htmx and row.state not in (Job.State.WAITING, Job.State.RUNNING):
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, f"programmes/weights_{'bar' if request.htmx else 'waiting'}.html", {"programme": programme, "job": row})
    form = WeightsForm(WeightsForm.initial_of(found.after, found.number), now=found.before)
    form.is_valid()
    return _previewed(request, programme, form, ReasonForWeightsForm(), found, row)


@login_required
def history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every version with what it changed, who and why, newest first."""
    programme = weight_queries.programme_to_weigh(request.user, pk)
    page = page_of(weight_queries.weightings_of(programme), request)
    rows = [(version, changed(found)) for version, found in weight_queries.with_differences(page.rows)]
    return render(request, "programmes/weights_history.html", {"programme": programme, "page": page, "rows": rows})
