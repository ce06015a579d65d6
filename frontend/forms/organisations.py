"""Forms of organisations and of the people in them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.accounts import interface_languages
from frontend.forms.base import Form
from frontend.forms.fields import ChecksField
from frontend.forms.widgets import Radios
from network.organisations.models import Kind, LegalForm, Membership, Organisation
from network.vocabulary.countries import country_choices
from network.vocabulary.queries import region_choices, region_for, sector_choices

NOT_CHOSEN = [("", "—")]


def optional_regions() -> list[tuple[str, Any]]:
    """Regions by country, and none."""
    return [*NOT_CHOSEN, *region_choices()]


class IdentifierForm(Form):
    """What tells one organisation from another."""

    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    legal_form = forms.ChoiceField(label=_("Legal form"), choices=LegalForm.choices)
    business_id = forms.CharField(
        label=_("Business identifier"),
        max_length=30,
        required=False,
        help_text=_(
            "Business ID in Finland, organisation number in Sweden and Norway. Leave it empty if it is not registered yet. "
            "A Swedish sole trader's number is a personal number: we keep it encrypted and show it to nobody."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class OrganisationForm(IdentifierForm):
    """Everything an organisation says about itself."""

    field_order = ["kind", "name", "country", "legal_form", "business_id"]

    name = forms.CharField(label=_("Name of the organisation"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "organization"}))
    region = forms.TypedChoiceField(label=_("Region"), choices=optional_regions, required=False, coerce=region_for, empty_value=None)
    place = forms.CharField(label=_("Town or village"), max_length=80, required=False)
    sectors = ChecksField(label=_("What you work with"), choices=sector_choices, required=False)
    founded_on = forms.DateField(label=_("Founded"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    website = forms.URLField(label=_("Website"), max_length=200, required=False, assume_scheme="https")
    about = forms.CharField(label=_("In a few sentences"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}))


class NewOrganisationForm(OrganisationForm):
    """A new organisation: its kind is chosen once."""

    kind = forms.ChoiceField(
        label=_("What you come as"),
        choices=Kind.choices,
        widget=Radios(),
        initial=Kind.COMPANY,
        help_text=_("Companies and cooperatives can begin at once. The other kinds see others after a programme or an administrator has approved them."),
    )


class EditOrganisationForm(OrganisationForm):
    """The same, with its sealed number kept unless another is typed."""

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        self.organisation = organisation
        kwargs.setdefault("initial", self.initial_of(organisation))
        super().__init__(*args, **kwargs)
        if organisation.sealed_id:
            self.fields["business_id"].help_text = _("A personal number is kept here, where nobody sees it. Type one only to replace it.")
        if organisation.region and not organisation.region.valid_2024:
            self.fields["region"].choices = [*optional_regions(), (organisation.region.pk, organisation.region.label)]

    @staticmethod
    def initial_of(organisation: Organisation) -> dict[str, Any]:
        """The form's values as they are now."""
        plain = ("name", "country", "legal_form", "business_id", "place", "founded_on", "website", "about")
        values = {name: getattr(organisation, name) for name in plain}
        return values | {"region": organisation.region_id, "sectors": [sector.pk for sector in organisation.sectors.all()]}

    def changes(self) -> dict[str, Any]:
        """What the service gets: an empty number where one is sealed means keep it."""
        values = dict(self.cleaned_data)
        if self.organisation.sealed_id and not values["business_id"]:
            values["business_id"] = None
        return values


class InviteForm(Form):
    """A colleague to be asked in."""

    email = forms.EmailField(label=_("Your colleague's e-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices, initial=Membership.Role.MEMBER)
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=interface_languages)


class RoleForm(Form):
    """What a member may do."""

    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)
