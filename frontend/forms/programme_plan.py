"""Forms that say what a programme is: its facts, components, bases of aid, target figures, and the next one made from it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.fields import ChecksField
from frontend.forms.standing import StandingForm
from frontend.navigation import own_name
from network.core.languages import INTERFACE
from network.core.seen import mark_of
from network.programmes import aid
from network.programmes.components import KINDS
from network.programmes.models import Partner, Programme, Target
from network.programmes.planning import FACTS, TARGET
from network.vocabulary.countries import CountryCode, country_name
from network.vocabulary.queries import region_choices


class FactsForm(StandingForm):
    """Name, funder, dates, languages and countries."""

    name = forms.CharField(label=_("Name"), max_length=160)
    official_name = forms.CharField(label=_("Official name"), max_length=240, required=False)
    funder = forms.CharField(label=_("Funder"), max_length=200, required=False)
    fund = forms.CharField(label=_("Fund"), max_length=60, required=False)
    project_code = forms.CharField(label=_("Project code"), max_length=60, required=False)
    starts_on = forms.DateField(label=_("Starts"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Ends"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    languages = ChecksField(label=_("Languages"), required=False, choices=lambda: [(code, own_name(code)) for code in INTERFACE])
    countries = ChecksField(label=_("Countries"), required=False, choices=lambda: [(code, country_name(code)) for code in CountryCode.values])

    @staticmethod
    def initial_of(programme: Programme) -> dict[str, Any]:
        """The form's values as they are now."""
        return {name: getattr(programme, name) for name in FACTS} | {"was": mark_of(programme, FACTS)}


class ComponentsForm(Form):
    """Which components are on."""

    on = ChecksField(label=_("Switched on"), required=False, choices=lambda: [(key, f"{kind.label}: {kind.about}") for key, kind in KINDS.items()])

    @staticmethod
    def initial_of(programme: Programme) -> dict[str, Any]:
        """The form's values as they are now."""
        return {"on": [key for key in KINDS if key not in programme.switched_off]}


class BasesForm(Form):
    """On which legal bases the programme gives aid."""

    bases = ChecksField(
        label=_("Bases of aid"), required=False, choices=list(aid.LABELS.items()), help_text=_("As the decision on the programme says. Ask its funder.")
    )

    @staticmethod
    def initial_of(programme: Programme) -> dict[str, Any]:
        """The form's values as they are now."""
        return {"bases": programme.aid_bases}


class TargetForm(StandingForm):
    """A figure that the programme promised."""

    name = forms.CharField(label=_("What is counted"), max_length=160)
    comparison = forms.ChoiceField(label=_("How many"), choices=Target.Comparison.choices, initial=Target.Comparison.AT_LEAST)
    value = forms.DecimalField(label=_("Number"), min_value=0, max_value=10**9, max_digits=14, decimal_places=2)
    unit = forms.CharField(label=_("Unit"), max_length=40, help_text=_("What the number counts, like companies or hours."))

    @staticmethod
    def initial_of(target: Target) -> dict[str, Any]:
        """The form's values as they are now."""
        return {"name": target.label, "comparison": target.comparison, "value": target.value.normalize(), "unit": target.unit, "was": mark_of(target, TARGET)}


class RegionsForm(Form):
    """The regions of a regional coordinator."""

    regions = ChecksField(label=_("Regions"), required=False, choices=region_choices)

    @staticmethod
    def initial_of(partner: Partner) -> dict[str, Any]:
        """The form's values as they are now."""
        return {"regions": [region.pk for region in partner.regions.all()]}


class CloneForm(Form):
    """The next programme, made from one that is there."""

    name = forms.CharField(label=_("Name"), max_length=160)
    slug = forms.SlugField(label=_("Short address"), max_length=60, help_text=_("Small letters and hyphens, like creative-networks."))
    starts_on = forms.DateField(label=_("Starts"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Ends"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    partners = forms.BooleanField(label=_("The same partners, in the same roles"), required=False, help_text=_("Nobody is appointed: you do that afterwards."))
