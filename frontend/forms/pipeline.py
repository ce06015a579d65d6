"""Filters of the pipeline's list of companies; they offer what is in the list."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from mentoring.insights.labels import sector_labels
from mentoring.insights.queries import Row
from network.vocabulary.countries import country_name

ANY = ("", _("All"))


class PipelineFilter(Form):
    """Stage, country, region, sector. A value that is not offered filters nothing."""

    stage = forms.ChoiceField(label=_("Stage"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)

    def __init__(self, *args: Any, rows: Sequence[Row], stages: Mapping[Any, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = {row.company.region_id: row.company.region.label for row in rows if row.company.region}
        self.fields["stage"].choices = [ANY, *((str(stage), label) for stage, label in stages.items())]
        self.fields["country"].choices = [ANY, *((code, country_name(code)) for code in sorted({row.company.country for row in rows}))]
        self.fields["region"].choices = [ANY, *sorted(regions.items(), key=lambda item: item[1])]
        self.fields["sector"].choices = [ANY, *sector_labels(code for row in rows for code in row.sectors).items()]

    def chosen(self) -> dict[str, str]:
        """The filters that hold."""
        self.is_valid()
        return {name: getattr(self, "cleaned_data", {}).get(name, "") for name in self.fields}
