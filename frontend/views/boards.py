"""The board of a call: its stages as columns, its applications as cards that are moved."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from frontend.forms.boards import BoardFilterForm, MoveForm, NumberForm
from mentoring.calls import board as boards
from mentoring.calls import moving, ways
from mentoring.calls.board import Filters, Viewer, filters_of
from mentoring.calls.models import Application, Role
from mentoring.calls.queries import moves_of
from network.core.errors import DomainError, Refused
from network.organisations.queries import organisations_visible_to
from network.vocabulary.labels import label_of

NOW_AT = gettext_lazy("%(name)s now stands at “%(stage)s”.")


@login_required
@require_GET
def board(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All columns with their first cards; the columns alone where the page reads them anew."""
    viewer, filters = boards.viewer_for(request.user, pk), filters_of(request.GET)
    context = frame(viewer, "board") | filtering(viewer, filters) | {"columns": (columns := boards.columns_of(viewer, filters))}
    context["fitting"] = sum(column.count for column in columns)
    return render(request, "boards/board.html#columns" if request.htmx and not request.htmx.boosted else "boards/board.html", context)


@login_required
@require_GET
def column(request: HttpRequest, pk: UUID, stage: UUID) -> HttpResponse:
    """More cards of one column: beneath the others with script, on a page of their own without."""
    viewer, filters = boards.viewer_for(request.user, pk), filters_of(request.GET)
    found = boards.more_of(viewer, filters, stage, request.GET.get("after", ""))
    context = frame(viewer, "board") | filtering(viewer, filters) | {"columns": [found], "column": found, "alone": True}
    return render(request, "boards/cards.html" if request.htmx and not request.htmx.boosted else "boards/board.html", context)


@login_required
@require_GET
def card(request: HttpRequest, pk: UUID, application: UUID) -> HttpResponse:
    """Where a card can go, why not elsewhere, and which way it came."""
    viewer = boards.viewer_for(request.user, pk)
    return _card_page(request, viewer, boards.application_on(viewer, application))


@login_required
@require_GET
def card_part(request: HttpRequest, pk: UUID, application: UUID) -> HttpResponse:
    """A card as it stands now, with the counts of all columns; the counts alone where this reader does not see it (any more)."""
    return _answer(request, boards.viewer_for(request.user, pk), application)


@login_required
@require_POST
def move(request: HttpRequest, pk: UUID, application: UUID) -> HttpResponse:
    """Take a way. Where it is refused, the card's page says why, what was written stays, and the card stays where it was."""
    viewer = boards.viewer_for(request.user, pk)
    found = boards.application_on(viewer, application)
    form = MoveForm(request.POST)
    if form.is_valid() and form.perform(_move, found=found, by=request.user, given=form.cleaned_data):
        said = _said(viewer, form.result)
        if request.htmx:
            return _answer(request, viewer, application, said)
        messages.success(request, said)
        return redirect("call-board", pk)
    return _card_page(request, viewer, boards.application_on(viewer, application), form)


@login_required
@require_POST
def release(request: HttpRequest, pk: UUID, application: UUID) -> HttpResponse:
    """Let one held decision out."""
    return _do(request, pk, application, moving.release, _("The decision is made, and the applicant is told."))


@login_required
@require_POST
def take_back(request: HttpRequest, pk: UUID, application: UUID) -> HttpResponse:
    """Drop a held decision."""
    return _do(request, pk, application, moving.take_back, _("The decision is taken back. Nobody outside has heard of it."))


def frame(viewer: Viewer, current: str) -> dict[str, Any]:
    """The tabs of the call's working pages."""
    call = viewer.call
    tabs = [
        (_("Board"), reverse("call-board", args=[call.pk]), current == "board", ""),
        (_("Table"), reverse("call-table", args=[call.pk]), current == "table", ""),
    ]
    if viewer.role == Role.COORDINATOR:
        tabs.append((_("Funnel"), reverse("call-funnel", args=[call.pk]), current == "funnel", ""))
        tabs.append((_("Stages"), reverse("call-pipeline", args=[call.pk]), current == "pipeline", ""))
    return {"viewer": viewer, "call": call, "tabs": tabs, "runs": viewer.role == Role.COORDINATOR, "moved_words": NOW_AT}


def filtering(viewer: Viewer, filters: Filters) -> dict[str, Any]:
    """The form that filters, by the number alone where more would tell who applies, and the filters as they stand in addresses."""
    form = NumberForm if viewer.is_blind else BoardFilterForm
    return {"filter_form": form(initial=filters.given), "filters": filters.given, "query": urlencode(filters.given)}


def _move(*, found: Application, by: Any, given: dict[str, Any]) -> Application:
    verb = given["verb"] or moving.verb_to(found, given["target"], by)
    return moving.move(application=found, verb=verb, by=by, reason=given["reason"], words=given["words"], seen_in=given["seen_in"])


def _said(viewer: Viewer, moved: Application) -> str:
    name = boards.card_of(moved, is_blind=viewer.is_blind).title
    if moved.pending is not None:
        return _("%(name)s: the decision is held until it is released.") % {"name": name}
    return str(NOW_AT) % {"name": name, "stage": label_of(moved.stage.staff_labels)}


def _answer(request: HttpRequest, viewer: Viewer, application: UUID, said: str = "") -> HttpResponse:
    filters = filters_of(request.GET)
    counts = boards.counts_of(viewer, filters)
    context = {
        "viewer": viewer, "call": viewer.call, "said": said, "card": boards.card_on(viewer, filters, application),
        "counts": [(stage.pk, counts.get(stage.pk, 0)) for stage in viewer.stages],
    }  # fmt: skip
    return render(request, "boards/answer.html", context)


def _card_page(request: HttpRequest, viewer: Viewer, found: Application, form: MoveForm | None = None, refusal: DomainError | None = None) -> HttpResponse:
    form = form or MoveForm(initial={"seen_in": found.stage_id})
    open_ways = moving.ways_for(request.user, found)
    context = frame(viewer, "board") | {
        "card": boards.card_of(found, is_blind=viewer.is_blind),
        "application": found,
        "stage": label_of(found.stage.staff_labels),
        "form": form,
        "ways": [(way, label_of(way.labels), label_of(way.target.staff_labels), verdict) for way, verdict in open_ways],
        "asking": ways.hand_back(found),
        "may_release": moving.can_release(request.user, found),
        "history": _history(viewer, found),
        "refusal": "" if refusal is None else refusal.message,  # a refusal itself counts as False
        "sees_company": not viewer.is_blind and organisations_visible_to(request.user).filter(pk=found.company_id).exists(),
    }
    status = refusal.status if refusal is not None else form.status
    return render(request, "boards/card.html#ways" if request.htmx and not request.htmx.boosted else "boards/card.html", context, status=status)


def _history(viewer: Viewer, found: Application) -> list[dict[str, Any]]:
    """Its way so far; to a blind reader only the stages and the days."""
    return [
        {
            "at": line.created_at,
            "title": " ".join(filter(None, (label_of(line.target.staff_labels), _("(the decision had been held)") if line.was_pending else ""))),
            "detail": "" if viewer.is_blind else " · ".join(filter(None, (str(line.made_by or ""), line.reason))),
            "words": line.words if line.is_told and not viewer.is_blind else "",
        }
        for line in moves_of(found)
    ]


def _do(request: HttpRequest, pk: UUID, application: UUID, service: Any, words: str) -> HttpResponse:
    viewer = boards.viewer_for(request.user, pk)
    found = boards.application_on(viewer, application)
    try:
        service(application=found, by=request.user)
    except Refused as refusal:
        return _card_page(request, viewer, boards.application_on(viewer, application), refusal=refusal)
    messages.success(request, words)
    return redirect("call-board", pk)
