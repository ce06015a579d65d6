"""Applications and development plans of several incubators side by side: figures, pictures, and the companies where names are shared."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from frontend.charts import Bar, Bars, Funnel
from frontend.forms.across import AcrossFilter
from frontend.keyset import page_of_keys
from frontend.views.board_tables import file_of
from frontend.views.pipeline import rooms_of
from mentoring.insights import across_queries as queries
from mentoring.insights.across import Figure, Line, Table
from mentoring.insights.across_export import exported, labelled, said
from mentoring.insights.across_queries import APPLICATIONS, Chosen, Overview
from mentoring.insights.labels import category_words, sector_labels, standing_words
from mentoring.insights.missing import missing_for
from mentoring.insights.queries import slice_of
from network.core import sheets

BY = {
    "country": gettext_lazy("Country"),
    "region": gettext_lazy("Region"),
    "sector": gettext_lazy("Sector"),
    "quarter": gettext_lazy("Quarter"),
    "call": gettext_lazy("Call"),
}
TITLES = {"applications": gettext_lazy("Applications to several incubators"), "plans": gettext_lazy("Development plans of several incubators")}
PICTURES = {"applications": gettext_lazy("Applications by quarter of handing in"), "plans": gettext_lazy("Plans by the quarter in which they begin")}


@login_required
@require_GET
def figures(request: HttpRequest, what: str) -> HttpResponse:
    """A line for each incubator, their sum, a picture, and one split at a time."""
    found = queries.overview(request.user, what)
    context: dict[str, Any] = {"what": what, "title": TITLES[what], "views": rooms_of(what), "missing": missing_for(request.user, found.sources)}
    if not found.sources:
        return render(request, "across/none.html", context)
    form = AcrossFilter(request.GET or None, found=found)
    chosen, by, query = form.chosen(), _by(request, what), form.query()
    table = found.table(chosen, by)
    context |= {
        "form": form,
        "query": query,
        "filtered": bool(query),
        "stages": [standing_words(what, stage) for stage in table.stages],
        "lines": [(source, line, found.settled.get(source.pk)) for source, line in zip(found.chosen_sources(chosen), table.sources, strict=True)],
        "total": table.total,
        "funnel": _funnel(what, table),
        "trend": _trend(what, found, chosen),
        "splits": [(label, f"?by={key}&{query}", key == by) for key, label in BY.items() if key != "call" or what == APPLICATIONS],
        "by": BY[by],
        "split": labelled(found, by, table.split),
        "leaves_out": table.leaves_out,
        "exports": [(kind, f"{reverse(f'pipeline-{what}-export', args=[kind])}?by={by}&{query}") for kind in ("csv", "xlsx")],
        "named": any(block.rows for block in found.blocks.values()),
        "figures_only": any(block.guarded for block in found.blocks.values()),
        "nameless": what == APPLICATIONS and any(source.named and not source.own for source in found.sources),
        "blind": len([call for call in found.calls.values() if call.pk in found.guarded_calls]),
    }
    return render(request, "across/figures.html", context)


@login_required
@require_GET
def companies(request: HttpRequest, what: str) -> HttpResponse:
    """The companies behind what is shared with names."""
    found = queries.overview(request.user, what)
    form = AcrossFilter(request.GET or None, found=found)
    rows = queries.named_rows(found, form.chosen(), stage=request.GET.get("stage", ""))
    part = slice_of(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    page = page_of_keys(part.rows, request, next=part.next, previous=part.previous)
    opens = queries.opens(request.user, what, page.rows)
    labels = sector_labels(code for row in page.rows for code in row.sectors)
    for row in page.rows:
        row.words = {
            "stage": standing_words(what, row.unit.stage),
            "sectors": [labels[code] for code in labels if code in row.sectors],
            "company_url": reverse("organisation-detail", args=[row.company.pk]) if row.company.pk in opens.companies else "",
            "url": _url_of(what, row) if row.thing.pk in opens.things else "",
        }
    context = {"what": what, "title": TITLES[what], "views": rooms_of(what), "form": form, "page": page, "count": len(rows)}
    return render(request, "across/companies.html", context)


@login_required
@require_GET
def export(request: HttpRequest, what: str, kind: str) -> HttpResponseBase:
    """The same figures as a file."""
    found = queries.overview(request.user, what)
    form, by = AcrossFilter(request.GET or None, found=found), _by(request, what)
    return file_of(sheets.pieces(exported(found, form.chosen(), by, kind, title=str(TITLES[what]))), kind, str(TITLES[what]))


def _by(request: HttpRequest, what: str) -> str:
    by = request.GET.get("by", "country")
    return by if by in BY and (by != "call" or what == APPLICATIONS) else "country"


def _url_of(what: str, row: queries.Row) -> str:
    return reverse("application" if what == APPLICATIONS else "plan", args=[row.thing.pk])


def _bar(label: str, figure: Figure) -> Bar:
    return Bar(label, None if figure.is_hidden else figure.value, words=said(figure))


def _funnel(what: str, table: Table) -> Funnel:
    """Applications: handed in, of those accepted, of those confirmed. Plans: by where they stand."""
    by_stage = dict(zip(table.stages, table.total.stages, strict=True))
    if what == APPLICATIONS:
        confirmed = by_stage["confirmed"]
        bars = [_bar(_("Handed in"), table.total.total), _bar(_("Accepted"), by_stage["accepted"] + confirmed), _bar(_("Confirmed"), confirmed)]
        return Funnel(_("How far applications came"), bars, columns=(_("Stage"), _("Applications")))
    bars = [_bar(standing_words(what, stage), figure) for stage, figure in by_stage.items()]
    return Funnel(_("Plans by where they stand"), bars, columns=(_("Stage"), _("Plans")))


def _trend(what: str, found: Overview, chosen: Chosen) -> Bars | None:
    """By quarter, in order; nothing where fewer than two tell something."""
    lines: dict[str, Line] = {category[0]: line for category, line in found.table(chosen, "quarter").split}
    shown = [code for code in found.quarters if code in lines]
    if len(shown) < 2:
        return None
    words = category_words("quarter", [(code,) for code in shown])
    return Bars(str(PICTURES[what]), [_bar(words[code,], lines[code].total) for code in shown], columns=(_("Quarter"), str(BY["quarter"])))
