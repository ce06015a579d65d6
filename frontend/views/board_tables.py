"""Applications as a table, as a funnel, and as a file; of one call, or of all that the reader runs."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from frontend.charts import Bar, Funnel
from frontend.forms.boards import TableFilterForm
from frontend.keyset import page_of
from frontend.views.boards import filtering, frame
from mentoring.calls import board as boards
from mentoring.calls import tables
from mentoring.calls.board import filters_of
from mentoring.calls.models import Application, Role, Stage
from mentoring.calls.people import calls_run_by
from network.core import sheets
from network.core.errors import NotVisible
from network.files.serving import Pieces

HEADS = {"number": gettext_lazy("No."), "name": gettext_lazy("Name"), "stage": gettext_lazy("Stage"), "time": gettext_lazy("In the stage since")}
STEP, WIDE, LETTER = 150, 1180, 7  # least width of a stage in the picture, of all where a screen holds it, and of a letter under it


@login_required
@require_GET
def table(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The applications of one call."""
    viewer, filters = boards.viewer_for(request.user, pk), filters_of(request.GET)
    rows = boards.cards_seen_by(viewer, filters)
    context = frame(viewer, "table") | filtering(viewer, filters) | _sorted(request, rows, is_blind=viewer.is_blind)
    context["may_take_answers"] = viewer.role == Role.COORDINATOR
    return render(request, "boards/table.html", context)


@login_required
@require_GET
def across(request: HttpRequest) -> HttpResponse:
    """The applications to all calls that the reader runs, of several incubators where they do."""
    filters, calls = filters_of(request.GET), calls_run_by(request.user).select_related("incubator").order_by("-closes_at", "-id")
    offered = {
        "incubator": sorted({(str(call.incubator_id), call.incubator.name) for call in calls}, key=lambda one: one[1]),
        "call": [(str(call.pk), call.title) for call in calls],
        "kind": list(Stage.Kind.choices),
    }
    query = urlencode(filters.given)
    context = {"filter_form": TableFilterForm(initial=filters.given, choices=offered), "filters": filters.given, "query": query, "across": True}
    return render(request, "boards/across.html", context | _sorted(request, boards.cards_run_by(request.user, filters), is_blind=False))


@login_required
@require_GET
def funnel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How many ever reached each stage."""
    viewer = boards.viewer_for(request.user, pk)
    if viewer.role != Role.COORDINATOR:
        raise NotVisible
    reached = tables.funnel_of(viewer)
    bars = [Bar(one.label, one.ever) for one in tables.on_the_road(reached)]
    longest = max((len(bar.label) for bar in bars), default=0)
    step = max(STEP, min(WIDE // max(len(bars), 1), LETTER * (longest + 2)))
    picture = Funnel(_("How far applications came"), bars, columns=(_("Stage"), _("Applications")), width=max(760, step * len(bars)))
    return render(request, "boards/funnel.html", frame(viewer, "funnel") | {"picture": picture if any(bar.value for bar in bars) else None, "reached": reached})


@login_required
@require_GET
def export(request: HttpRequest, pk: str, kind: str) -> HttpResponseBase:
    """The table of one call as a file; `answers` brings what was written too, for who runs the call."""
    viewer, filters = boards.viewer_for(request.user, pk), filters_of(request.GET)
    asked = None
    if request.GET.get("answers"):
        if viewer.role != Role.COORDINATOR:
            raise NotVisible
        asked = tables.asked_in(viewer.call)
    rows = boards.cards_seen_by(viewer, filters).order_by(*tables.order_of(request.GET.get("sort", ""), is_blind=viewer.is_blind))
    return file_of(tables.exported(rows, kind, is_blind=viewer.is_blind, title=viewer.call.title, asked=asked), kind, viewer.call.title)


@login_required
@require_GET
def export_across(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The table across calls as a file."""
    rows = boards.cards_run_by(request.user, filters_of(request.GET)).order_by(*tables.order_of(request.GET.get("sort", "")))
    return file_of(tables.exported(rows, kind, is_blind=False, title=_("Applications"), with_call=True), kind, _("Applications"))


def _sorted(request: HttpRequest, rows: QuerySet[Application], *, is_blind: bool) -> dict[str, Any]:
    sort = request.GET.get("sort", "")
    sort = sort if sort in tables.SORTS and not (is_blind and sort == "name") else "number"
    page = page_of(rows, request, *tables.order_of(sort, is_blind=is_blind))
    page.rows = [boards.card_of(row, is_blind=is_blind) for row in page.rows]
    heads = [(key, label, key == sort) for key, label in HEADS.items() if not (is_blind and key == "name")]
    return {"page": page, "sort": sort, "heads": heads, "is_blind": is_blind}


def file_of(content: Iterator[bytes], kind: str, name: str) -> HttpResponseBase:
    """A table as a download, kept by nobody on the way."""
    answer = Pieces(content, content_type=sheets.CONTENT_TYPES[kind])
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{slugify(name) or 'applications'}.{kind}")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
