"""What a programme is and promised, for its managers: facts, components, bases of aid, target figures, archiving, the next one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frontend.forms.programme_plan import BasesForm, CloneForm, ComponentsForm, FactsForm, RegionsForm, TargetForm
from mentoring.followups import rules as asking
from network.core.errors import require
from network.programmes import archiving, cloning, planning, queries, rules, services
from network.programmes.models import Programme

PARTS = {
    "facts": (FactsForm, planning.update_facts),
    "components": (ComponentsForm, planning.switch_components),
    "bases": (BasesForm, planning.choose_aid_bases),
    "target": (TargetForm, planning.set_target),
}


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Facts, components, bases of aid and target figures, each a form of its own; `part` says which was sent."""
    found = _managed(request, pk)
    part = request.POST.get("part", "")
    forms = {name: _form(request, found, name, part) for name in PARTS}
    form = forms.get(part)
    if form and form.is_valid() and form.perform(PARTS[part][1], by=request.user, programme=found, **form.cleaned_data):
        messages.success(request, _("It is kept."))
        return redirect("programme-plan", pk=found.pk)
    may_archive = rules.can_archive(request.user, found)
    context = {
        "programme": found, "forms": forms, "targets": queries.targets_of(found), "bases": planning.bases_of(found),
        "may_archive": may_archive, "running": archiving.still_running(found) if may_archive else [],
        "may_create": rules.can_create(request.user), "may_write": rules.open_for(found), "may_ask": asking.can_set_rules(request.user, found),
    }  # fmt: skip
    return render(request, "programmes/plan.html", context, status=form.status if form else 200)


def _form(request: HttpRequest, found: Programme, name: str, part: str) -> FactsForm | ComponentsForm | BasesForm | TargetForm:
    kind = PARTS[name][0]
    initial = kind.initial_of(found) if name != "target" else None
    return kind(request.POST if part == name else None, initial=initial, prefix=name)


@login_required
@require_http_methods(["GET", "POST"])
def target(request: HttpRequest, pk: UUID, target: UUID) -> HttpResponse:
    """Change one target figure."""
    found = _managed(request, pk)
    row = queries.target_in(found, target)
    form = TargetForm(request.POST if request.method == "POST" else None, initial=TargetForm.initial_of(row))
    if form.is_valid() and form.perform(planning.set_target, by=request.user, programme=found, key=row.key, **form.cleaned_data):
        messages.success(request, _("It is kept."))
        return redirect("programme-plan", pk=found.pk)
    return render(request, "programmes/target.html", {"programme": found, "target": row, "form": form}, status=form.status)


@login_required
@require_POST
def remove_target(request: HttpRequest, pk: UUID, target: UUID) -> HttpResponse:
    """Take a target figure away."""
    found = _managed(request, pk)
    planning.remove_target(by=request.user, target=queries.target_in(found, target))
    messages.success(request, _("The target figure is gone."))
    return redirect("programme-plan", pk=found.pk)


@login_required
@require_http_methods(["GET", "POST"])
def regions(request: HttpRequest, pk: UUID, partner: UUID) -> HttpResponse:
    """The regions of a regional coordinator."""
    found = _managed(request, pk)
    row = queries.partner_in(found, partner)
    form = RegionsForm(request.POST if request.method == "POST" else None, initial=RegionsForm.initial_of(row))
    if form.is_valid() and form.perform(services.set_regions, by=request.user, partner=row, **form.cleaned_data):
        messages.success(request, _("It is kept."))
        return redirect("programme-manage", pk=found.pk)
    return render(request, "programmes/regions.html", {"programme": found, "partner": row, "form": form}, status=form.status)


@login_required
@require_http_methods(["GET", "POST"])
def clone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The next programme, made from this one."""
    found = queries.programme_for(request.user, pk)
    require(rules.can_create(request.user))
    form = CloneForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.perform(cloning.clone_programme, by=request.user, programme=found, **form.cleaned_data):
        messages.success(request, _("The programme is set up. It is closed to companies until its manager opens it."))
        return redirect("programme-manage", pk=form.result.pk)
    return render(request, "programmes/clone.html", {"programme": found, "form": form}, status=form.status)


@login_required
@require_POST
def archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make the programme read-only."""
    found = queries.programme_for(request.user, pk)
    archiving.archive(by=request.user, programme=found)
    messages.success(request, _("The programme is archived. Everything can still be read."))
    return redirect("programme", pk=found.pk)


@login_required
@require_POST
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let an archived programme be changed again."""
    found = queries.programme_for(request.user, pk)
    archiving.reopen(by=request.user, programme=found)
    messages.success(request, _("The programme can be changed again. It takes companies when its manager opens it for them."))
    return redirect("programme-plan", pk=found.pk)


def _managed(request: HttpRequest, pk: UUID) -> Programme:
    found = queries.programme_for(request.user, pk)
    require(rules.can_manage(request.user, found))
    return found
