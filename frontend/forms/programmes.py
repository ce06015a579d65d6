"""Forms of programmes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.standing import StandingForm
from network.core.errors import NotVisible
from network.core.seen import mark_of
from network.organisations.models import Organisation
from network.programmes.models import MOST_OVERLAP, Appointment, Partner, Programme, SharingAgreement
from network.programmes.services import KEPT

MUSTS = ("across_the_border", "first_need", "overlap_hours")


class PickField(forms.TypedChoiceField):
    """One of the rows that the page offers, and no other; cleans to the row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=lambda key: self.rows[key], **kwargs)
        self.rows: dict[str, Any] = {}

    def offer(self, rows: Any) -> None:
        """Choose among these."""
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [("", "—"), *((key, str(row)) for key, row in self.rows.items())]
        self.coerce = self.rows.__getitem__


class ProgrammeForm(Form):
    """A new programme."""

    name = forms.CharField(label=_("Name"), max_length=160)
    slug = forms.SlugField(label=_("Short address"), max_length=60, help_text=_("Small letters and hyphens, like creative-networks."))
    official_name = forms.CharField(label=_("Official name"), max_length=240, required=False)
    funder = forms.CharField(label=_("Funder"), max_length=200, required=False)
    fund = forms.CharField(label=_("Fund"), max_length=60, required=False)
    project_code = forms.CharField(label=_("Project code"), max_length=60, required=False)
    starts_on = forms.DateField(label=_("Starts"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Ends"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class ProgrammeSettingsForm(StandingForm):
    """How requests are asked and followed in a programme."""

    answer_days = forms.IntegerField(
        label=_("Days to answer"), min_value=1, max_value=30, help_text=_("Of the mentor's own working days, counted from when the question was sent.")
    )
    approval_before_asking = forms.BooleanField(label=_("A coordinator approves each choice before the question goes out"), required=False)
    stuck_after_days = forms.IntegerField(
        label=_("Stuck after days"), min_value=1, max_value=365, help_text=_("Without a session and without a message for so long, coordinators see it.")
    )
    is_open = forms.BooleanField(label=_("Companies can join"), required=False)

    across_the_border = forms.BooleanField(
        label=_("A company and its mentor must come from different countries"), required=False, help_text=_("Nobody is proposed who does not meet this.")
    )
    first_need = forms.BooleanField(label=_("A mentor must know the company’s first need"), required=False)
    overlap_hours = forms.IntegerField(
        label=_("Working hours a week they must have in common"),
        min_value=0,
        max_value=MOST_OVERLAP,
        required=False,
        help_text=_("0: none need to be in common."),
    )
    feedback_counts = forms.BooleanField(
        label=_("What earlier companies said of a mentor counts"),
        required=False,
        help_text=_("Only from three companies on, and never who said what. Mentors without feedback are not worse off."),
    )

    def clean(self) -> dict[str, Any]:
        """The demands on every pair go together."""
        data = super().clean() or self.cleaned_data
        data["musts"] = {name: data.pop(name) or 0 for name in MUSTS if name in data}
        return data

    @staticmethod
    def initial_of(programme: Programme) -> dict[str, Any]:
        """The form's values as they are now."""
        own = programme.musts
        names = [name for name in ProgrammeSettingsForm.base_fields if name != "was"]
        return {name: own[name] if name in own else getattr(programme, name) for name in names} | {"was": mark_of(programme, KEPT)}


class JoinForm(Form):
    """Which company joins, followed by which incubator."""

    company = PickField(label=_("Your company"))
    incubator = PickField(label=_("Your incubator"), required=False, empty_value=None, help_text=_("Leave it open if you come on your own."))

    def __init__(self, *args: Any, companies: Any, incubators: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].offer(companies)
        self.fields["incubator"].offer(incubators)


class PartnerForm(Form):
    """An organisation that becomes a partner."""

    organisation = PickField(label=_("Organisation"))
    role = forms.ChoiceField(label=_("Role"), choices=Partner.Role.choices)

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].offer(organisations)


class AppointmentForm(Form):
    """A person of a partner who gets rights in the programme."""

    person = forms.ChoiceField(label=_("Person"))
    role = forms.ChoiceField(label=_("Role"), choices=Appointment.Role.choices)

    def __init__(self, *args: Any, partners: list[tuple[Organisation, list]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {f"{organisation.pk}/{person.pk}": (organisation, person) for organisation, people in partners for person in people}
        groups = [(str(o), [(f"{o.pk}/{p.pk}", str(p)) for p in people]) for o, people in partners]
        self.fields["person"].choices = [("", "—"), *groups]

    def appointed(self) -> dict[str, Any]:
        """What the service gets."""
        if self.cleaned_data["person"] not in self.found:
            raise NotVisible
        organisation, person = self.found[self.cleaned_data["person"]]
        return {"organisation": organisation, "person": person, "role": self.cleaned_data["role"]}


class SharingForm(Form):
    """Who may see whose pipeline."""

    giver = PickField(label=_("Who shares"))
    receiver = PickField(label=_("With whom"))
    level = forms.ChoiceField(label=_("What they see"), choices=SharingAgreement.Level.choices)

    def __init__(self, *args: Any, givers: Any, receivers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["giver"].offer(givers)
        self.fields["receiver"].offer(receivers)
