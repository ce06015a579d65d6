"""Hours asked for and hours free in a programme, as a picture and as a table."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from frontend.charts import Bar, Bars
from frontend.views.coordination import frame
from mentoring.insights import supply
from mentoring.insights.supply import Line

MOST_BARS = 10  # of the picture; the table has them all


@login_required
@require_GET
def hours(request: HttpRequest) -> HttpResponse:
    """One programme, by need or by language; what is short first."""
    programmes = list(supply.programmes_watched_by(request.user))
    chosen = next((it for it in programmes if str(it.pk) == request.GET.get("of")), programmes[0] if programmes else None)
    if chosen is None:
        return render(request, "coordination/supply.html", frame(request, "supply"))
    by = "languages" if request.GET.get("by") == "languages" else "needs"
    balance = supply.balance_for(request.user, chosen.pk)
    lines = balance.languages if by == "languages" else balance.needs
    context = {
        "balance": balance,
        "lines": lines,
        "heading": _("Language") if by == "languages" else _("Need"),
        "programmes": [(it.name, f"?of={it.pk}&by={by}", it == chosen, "") for it in programmes],
        "views": [(_("By need"), f"?of={chosen.pk}&by=needs", by == "needs", ""), (_("By language"), f"?of={chosen.pk}&by=languages", by == "languages", "")],
        "picture": _picture(lines),
    }
    return render(request, "coordination/supply.html", frame(request, "supply") | context)


def _picture(lines: list[Line]) -> Bars | None:
    """What is short, in hours a month; nothing where nothing is."""
    short = [line for line in lines if line.short][:MOST_BARS]
    if not short:
        return None
    bars = [Bar(line.label, float(line.short), words=_("%(hours)s h") % {"hours": floatformat(line.short, "-1g")}) for line in short]
    return Bars(title=_("Hours a month that are lacking"), bars=bars, columns=("", _("Hours a month that are lacking")))
