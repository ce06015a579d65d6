"""The stages of a call and the ways between them, edited by those who run it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frontend.forms.pipelines import PipelineForm, more
from frontend.views.boards import frame
from mentoring.calls import board as boards
from mentoring.calls import pipelines, wording
from mentoring.calls.board import Viewer
from mentoring.calls.models import Role
from mentoring.calls.pipeline import Problem
from mentoring.calls.templates import LANGUAGES, TEMPLATES
from network.core.errors import DomainError, Invalid, NotVisible

ADDED = {"add-stage": "stages", "add-way": "ways"}


@login_required
@require_http_methods(["GET", "POST"])
def pipeline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Look at it, check a change without saving it, save it. What was filled in stays until it is saved."""
    viewer = _viewer(request, pk)
    current = pipelines.pipeline_of(viewer.call)
    languages = [code for code in LANGUAGES if code in viewer.call.languages] or ["en"]
    added = next((name for button, name in ADDED.items() if button in request.POST), "")
    data = more(request.POST, added) if added else request.POST if request.method == "POST" else None
    form = PipelineForm(current, pipelines.version_of(current), languages, data)
    checked = False
    if request.method == "POST" and not added and form.is_valid():
        checked = "check" in request.POST
        if checked:
            found = pipelines.problems_with(viewer.call, form.pipeline())
            form.tell(wording.by_place(found), 200)
            checked = not found
        elif _saved(request, viewer, form):
            messages.success(request, _("Saved. Open boards show the stages as they are now."))
            return redirect("call-pipeline", pk)
    return _page(request, viewer, form, checked=checked, status=form.status)


@login_required
@require_POST
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin anew with a ready pipeline, or with that of an earlier call."""
    viewer = _viewer(request, pk)
    chosen = request.POST.get("from", "")
    try:
        if chosen in TEMPLATES:
            pipelines.apply_template(call=viewer.call, key=chosen, by=request.user)
        else:
            pipelines.copy_pipeline(call=viewer.call, source=chosen, by=request.user)
    except (Invalid, NotVisible) as refusal:
        current = pipelines.pipeline_of(viewer.call)
        form = PipelineForm(current, pipelines.version_of(current), ["en"])
        told = {"": [_("Choose one of the ready pipelines.")]} if isinstance(refusal, NotVisible) else refusal.errors
        form.tell({"": [str(sentence) for sentences in told.values() for sentence in sentences]}, 400)
        return _page(request, viewer, form, status=400)
    messages.success(request, _("The call has these stages now. Reword them as you like."))
    return redirect("call-pipeline", pk)


def _viewer(request: HttpRequest, pk: UUID) -> Viewer:
    viewer = boards.viewer_for(request.user, pk)
    if viewer.role != Role.COORDINATOR:
        raise NotVisible
    return viewer


def _saved(request: HttpRequest, viewer: Viewer, form: PipelineForm) -> bool:
    try:
        pipelines.set_pipeline(call=viewer.call, pipeline=form.pipeline(), by=request.user, seen=form.version)
    except Invalid as refusal:
        form.tell(refusal.errors, refusal.status)
    except DomainError as refusal:
        form.tell({"": [str(refusal.message)]}, refusal.status)
    else:
        return True
    return False


def _page(request: HttpRequest, viewer: Viewer, form: PipelineForm, *, checked: bool = False, status: int = 200) -> HttpResponse:
    form.describe(pipelines.standing_of(viewer.call).counts)
    found: list[Problem] = [] if form.is_bound else pipelines.problems_of(viewer.call)
    context = frame(viewer, "pipeline") | {
        "form": form,
        "checked": checked,
        "problems": [wording.sentence(problem) for problem in found],
        "may_edit": pipelines.can_edit(request.user, viewer.call),
        "templates": TEMPLATES.values(),
        "earlier": pipelines.calls_to_copy(request.user, viewer.call),
    }
    return render(request, "boards/pipeline.html", context, status=status)
