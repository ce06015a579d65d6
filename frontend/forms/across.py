"""Filters of the view of several incubators."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from mentoring.insights.across_queries import APPLICATIONS, Chosen, Overview
from mentoring.insights.labels import category_words, quarter_words
from mentoring.insights.pipeline import NONE
from network.core.sorting import sort_key
from network.vocabulary.countries import country_choices

ANY = ("", _("All"))


def _offered(split: str, found: Overview) -> list[tuple[str, str]]:
    """Categories of which something is told, by label; who gave none cannot be asked for."""
    words = category_words(split, [path for path in found.told(split) if path[-1] != NONE])
    return sorted(((path[-1], label) for path, label in words.items()), key=lambda one: sort_key(one[1]))


class AcrossFilter(Form):
    """Incubator, call, country, region, sector and quarters. A value that is not offered filters nothing."""

    incubator = forms.ChoiceField(label=_("Incubator"), required=False)
    call = forms.ChoiceField(label=_("Call"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    since = forms.ChoiceField(label=_("From"), required=False)
    until = forms.ChoiceField(label=_("Until"), required=False)

    def __init__(self, *args: Any, found: Overview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        quarters = [(code, quarter_words(code)) for code in found.quarters]
        offered = {
            "incubator": list({str(source.incubator.pk): source.incubator.name for source in found.sources}.items()),
            "call": [(key, call.title) for key, call in found.calls.items()],
            "country": country_choices(),
            "region": _offered("region", found),
            "sector": _offered("sector", found),
            "since": quarters,
            "until": quarters,
        }
        if found.what != APPLICATIONS:
            del self.fields["call"]
        for name in self.fields:
            self.fields[name].choices = [ANY, *offered[name]]

    def chosen(self) -> Chosen:
        """The filters that hold."""
        self.is_valid()
        return Chosen(**{name: value for name, value in getattr(self, "cleaned_data", {}).items() if value and value != NONE})

    def query(self) -> str:
        """For addresses that keep them: names and values are codes and keys."""
        return "&".join(f"{name}={value}" for name, value in asdict(self.chosen()).items() if value)
