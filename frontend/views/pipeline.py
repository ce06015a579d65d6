"""Where companies stand: a picture and figures, and for those who may, the companies behind them."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from frontend.charts import Bar, Funnel
from frontend.forms.pipeline import PipelineFilter
from frontend.keyset import page_of_keys
from mentoring.insights import queries, scopes
from mentoring.insights.labels import category_words, sector_labels
from mentoring.insights.pipeline import Figures, Stage
from mentoring.insights.scopes import Scope

STAGES = {
    Stage.REQUESTED: gettext_lazy("Requested"),
    Stage.ASKED: gettext_lazy("Asked"),
    Stage.MATCHED: gettext_lazy("Matched"),
    Stage.ACTIVE: gettext_lazy("Active"),
    Stage.ENDED: gettext_lazy("Ended"),
}
VIEWS = {
    "country": gettext_lazy("Country"),
    "region": gettext_lazy("Region"),
    "sector": gettext_lazy("Sector"),
    "quarter": gettext_lazy("Since when"),
}


@login_required
@require_GET
def pipeline(request: HttpRequest) -> HttpResponse:
    """One programme, or what one partner shares, split in one way at a time; at first the one with most to show."""
    found = scopes.scopes_of(request.user)
    chosen = next((scope for scope in found if str(scope.pk) == request.GET.get("of")), None)
    shown = queries.fullest([chosen] if chosen else found)
    if shown is None:
        return render(request, "pipeline/none.html", {"rooms": rooms_of("mentoring")})
    scope, figures = shown
    by = request.GET.get("by", "country")
    by = by if by in VIEWS else "country"
    context = {
        "scope": scope,
        "rooms": rooms_of("mentoring"),
        "scopes": [(_title(s), f"?of={s.pk}&by={by}", s.pk == scope.pk) for s in found],
        "views": [(label, f"?of={scope.pk}&by={key}", key == by) for key, label in VIEWS.items()],
        "by": VIEWS[by],
        "funnel": funnel_of(scope, figures),
        "total": figures.total(),
        "stages": STAGES.values(),
        "lines": _lines(figures, by),
        "keeps_back": figures.keeps_back(by),
    }
    return render(request, "pipeline/figures.html", context)


@login_required
@require_GET
def pipeline_companies(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The companies behind the figures, for coordinators and where names are shared."""
    scope = scopes.scope_for(request.user, pk)
    everybody = queries.pipeline_rows(scope)
    form = PipelineFilter(request.GET or None, rows=everybody, stages=STAGES)
    chosen = form.chosen()
    rows = queries.pipeline_rows(scope, **chosen) if any(chosen.values()) else everybody
    found = queries.slice_of(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    page = page_of_keys(found.rows, request, next=found.next, previous=found.previous)
    labels = sector_labels(code for row in page.rows for code in row.sectors)
    for row in page.rows:
        row.words = [labels[code] for code in labels if code in row.sectors]
        row.stage_words = STAGES[row.stage]
    context = {"scope": scope, "title": _title(scope), "page": page, "form": form, "count": len(rows)}
    return render(request, "pipeline/companies.html", context)


def rooms_of(what: str) -> list[tuple[Any, str, bool]]:
    """The three rooms of the pipeline: mentoring, applications, plans."""
    rooms = (
        ("mentoring", gettext_lazy("Mentoring"), "pipeline"),
        ("applications", gettext_lazy("Applications"), "pipeline-applications"),
        ("plans", gettext_lazy("Plans"), "pipeline-plans"),
    )
    return [(label, reverse(name), key == what) for key, label, name in rooms]


def _title(scope: Scope) -> str:
    if scope.giver is None:
        return scope.programme.name
    return _("%(giver)s in %(programme)s") % {"giver": scope.giver.name, "programme": scope.programme.name}


def funnel_of(scope: Scope, figures: Figures) -> Funnel:
    """The picture of a scope; home pages show it too."""

    def url(stage: Stage) -> str:
        return f"{reverse('pipeline-companies', args=[scope.pk])}?stage={stage}" if scope.named else ""

    bars = [Bar(str(label), figures.stage(stage), words=_words(figures.stage(stage)), url=url(stage)) for stage, label in STAGES.items()]
    return Funnel(title=_("Companies by stage"), stages=bars, columns=(_("Stage"), _("Companies")))


def _words(number: int | None) -> str:
    return _("kept back") if number is None else str(number)


def _lines(figures: Figures, by: str) -> list[tuple[str, list[int | None]]]:
    lines = figures.by(by)
    words = category_words(by, [category for category, _numbers in lines])
    return [(words[category], numbers) for category, numbers in lines]
