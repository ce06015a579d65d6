"""Pairs of a match run: why two are or are not proposed, and setting a pair by hand."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frontend.charts import Parts
from frontend.forms.match_runs import LookForm, PinForm
from mentoring.matching.models import MatchRun
from mentoring.matching.runs import pins, rules, workspace
from mentoring.matching.runs import queries as run_queries
from network.core.errors import DomainError

DEEDS = {"pin": pins.pin, "forbid": pins.forbid}


@login_required
def pair(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One pair: how it fits, why it was or was not proposed, what would change it; and keeping it or ruling it out."""
    run = run_queries.run_for(request.user, pk)
    chosen = {name: request.GET.get(name, "") for name in ("request", "candidate")}
    sides = workspace.sides_of(run) if run.summary else workspace.Sides((), ())
    choose = LookForm(chosen if all(chosen.values()) else None, initial=chosen, sides=sides, target=run.target)
    looked = workspace.look_at(run, **chosen) if choose.is_bound and choose.is_valid() else None
    form = PinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and looked and form.is_valid() and _set(request, run, form, chosen):
        return redirect(address_of(run, **chosen))
    context = {"run": run, "choose": choose, "looked": looked, "form": form, "can_pin": rules.can_pin(request.user, run)}
    if looked:
        context["chart"] = Parts.of(looked.pair.explanation.criteria, looked.lines)
    return render(request, "matching/pair.html", context, status=form.status if looked else choose.status)


def address_of(run: MatchRun, **chosen: Any) -> str:
    """The page of one pair."""
    return f"{reverse('match-run-pair', args=[run.pk])}?{urlencode(chosen)}"


def _set(request: HttpRequest, run: MatchRun, form: PinForm, chosen: dict[str, str]) -> bool:
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None or not form.perform(deed, run=run, by=request.user, reason=form.cleaned_data["reason"], **{k: UUID(v) for k, v in chosen.items()}):
        return False
    messages.success(request, _("It is kept. It counts when you run again."))
    return True


@login_required
@require_POST
def lift(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back a pair that was kept or ruled out."""
    pin = run_queries.pin_for(request.user, pk)
    try:
        pins.unpin(pin=pin, by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("It is taken back. It no longer counts when you run again."))
    return redirect("match-run", pk=pin.run_id)
