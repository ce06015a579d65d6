"""Words for the categories of the pipeline, in the reader's language."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.insights.pipeline import NONE, SEVERAL
from network.vocabulary.countries import country_name
from network.vocabulary.models import Region, Sector

Category = tuple[str, ...]
_STANDINGS = {
    "applications": {
        "open": gettext_lazy("Being looked at"),
        "accepted": gettext_lazy("Accepted"),
        "confirmed": gettext_lazy("Confirmed"),
        "declined": gettext_lazy("Not accepted"),
        "withdrawn": gettext_lazy("Withdrawn"),
    },
    "plans": {
        "making": gettext_lazy("Being made"),
        "running": gettext_lazy("Running"),
        "late": gettext_lazy("A report is late"),
        "finished": gettext_lazy("Finished"),
    },
}


def standing_words(what: str, stage: str) -> str:
    """Where an application or a plan stands."""
    return str(_STANDINGS[what][stage])


def category_words(dimension: str, categories: Iterable[Category]) -> dict[Category, str]:
    """The label of each category. At most one query."""
    found = list(categories)
    codes = [category[-1] for category in found]
    if dimension == "region":
        labels = {region.pk: region.label for region in Region.objects.filter(pk__in=codes)}
        return {c: labels.get(c[-1]) or _("%(country)s, region not given") % {"country": country_name(c[0])} for c in found}
    if dimension == "sector":
        labels = {sector.pk: sector.label for sector in Sector.objects.filter(pk__in=codes)}
        labels |= {SEVERAL: _("Several sectors"), NONE: _("Sector not given")}
        return {c: labels.get(c[0], c[0]) for c in found}
    if dimension == "country":
        return {c: country_name(c[0]) for c in found}
    return {c: quarter_words(c[0]) for c in found}


def quarter_words(code: str) -> str:
    """`2027-Q1` as people say it: the first quarter of 2027."""
    if code == "earlier":
        return _("Earlier")
    year, number = code.split("-Q")
    return _("Quarter %(number)s of %(year)s") % {"number": number, "year": year}


def sector_labels(codes: Iterable[str]) -> dict[str, str]:
    """Labels of sectors by code, in the vocabulary's order. One query."""
    return {sector.pk: sector.label for sector in Sector.objects.filter(pk__in=set(codes)).order_by("position", "pk")}
