"""Forms of mentors' and incubators' profiles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.fields import ChecksField, LevelsField
from frontend.forms.widgets import Radios
from mentoring.profiles.models import BusinessStage, ExpertiseLevel, Format, IncubatorProfile, MentorPause, MentorProfile
from network.organisations.models import Organisation
from network.vocabulary.countries import country_choices
from network.vocabulary.languages import Level, language_choices
from network.vocabulary.queries import region_choices, sector_choices, support_need_choices


def numbers(levels: dict[str, str]) -> dict[str, int]:
    """Levels as numbers."""
    return {code: int(level) for code, level in levels.items()}


class OfferForm(Form):
    """What mentors and incubators tell alike."""

    about = forms.CharField(label=_("About you"), widget=forms.Textarea(attrs={"rows": 6}), max_length=4000, required=False)
    expertise = LevelsField(label=_("What can you help with?"), choices=support_need_choices, levels=ExpertiseLevel.choices, required=False)
    sectors = ChecksField(label=_("Sectors you know"), choices=sector_choices, required=False)
    languages = LevelsField(label=_("Languages you work in"), choices=language_choices, levels=Level.choices)
    formats = ChecksField(label=_("How you meet"), choices=Format.choices)
    stages = ChecksField(label=_("Businesses you have helped"), choices=BusinessStage.choices, required=False, help_text=_("How far they had come."))

    def clean_expertise(self) -> dict[str, int]:
        return numbers(self.cleaned_data["expertise"])

    def clean_languages(self) -> dict[str, int]:
        return numbers(self.cleaned_data["languages"])

    @staticmethod
    def offer_of(profile: MentorProfile | IncubatorProfile) -> dict[str, Any]:
        """What both profiles begin with."""
        return {
            "about": profile.about,
            "expertise": {row.need_id: str(row.level) for row in profile.expertise.all()},
            "sectors": [sector.pk for sector in profile.sectors.all()],
            "languages": {row.language: str(row.level) for row in profile.spoken.all()},
            "formats": profile.formats,
            "stages": profile.stages,
        }


class MentorForm(OfferForm):
    """A mentor's own profile."""

    headline = forms.CharField(
        label=_("You in one line"), max_length=140, required=False, help_text=_("For example: sold Finnish design in Norway for ten years")
    )
    countries = ChecksField(label=_("Companies from"), choices=country_choices, help_text=_("Companies from other countries do not find you."))
    wants_stages = ChecksField(
        label=_("Whom would you rather help?"), choices=BusinessStage.choices, required=False, help_text=_("A wish: it shuts nobody out.")
    )
    wants_countries = ChecksField(label=_("Rather companies from"), choices=country_choices, required=False)
    places = forms.IntegerField(label=_("Companies at a time"), min_value=0, max_value=20, initial=2)
    hours_per_month = forms.DecimalField(
        label=_("Hours a month, all together"),
        min_value=0,
        max_value=160,
        max_digits=5,
        decimal_places=1,
        initial=4,
    )
    field_order = ["headline", "about", "expertise", "sectors", "stages", "languages", "formats", "places", "hours_per_month"]
    field_order += ["countries", "wants_countries", "wants_stages"]

    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The fields as the page groups them: a heading, a word on it, and what stands under it."""
        parts = [
            (_("Who you are"), _("Companies read this first."), ("headline", "about")),
            (_("Your expertise"), _("Companies find you by this."), ("expertise", "sectors", "stages")),
            (_("How you work together"), "", ("languages", "formats")),
            (_("How much you offer"), _("You are never asked for more."), ("places", "hours_per_month")),
            (_("Which companies"), "", ("countries", "wants_countries", "wants_stages")),
        ]
        return [(str(heading), str(word), [self[name] for name in names]) for heading, word, names in parts]

    @classmethod
    def of(cls, profile: MentorProfile | None) -> dict[str, Any]:
        """The form's beginning."""
        if profile is None:
            return {"countries": [code for code, _name in country_choices()], "formats": [Format.ONLINE.value]}
        names = ("headline", "countries", "wants_stages", "wants_countries", "places", "hours_per_month")
        return cls.offer_of(profile) | {name: getattr(profile, name) for name in names}


class IncubatorForm(OfferForm):
    """An incubator's profile."""

    regions = ChecksField(label=_("Regions you serve"), choices=region_choices, required=False, help_text=_("None: companies from everywhere."))
    places = forms.IntegerField(label=_("Places"), min_value=0, max_value=500, initial=5)
    call_open = forms.BooleanField(label=_("We take companies now"), required=False, initial=True)
    call_closes_on = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    field_order = ["about", "expertise", "sectors", "languages", "formats", "stages", "regions", "places", "call_open", "call_closes_on"]

    @classmethod
    def of(cls, profile: IncubatorProfile | None) -> dict[str, Any]:
        """The form's beginning."""
        if profile is None:
            return {"formats": [Format.ONLINE.value, Format.IN_PERSON.value]}
        names = ("places", "call_open", "call_closes_on")
        return cls.offer_of(profile) | {name: getattr(profile, name) for name in names} | {"regions": [region.pk for region in profile.regions.all()]}


PAUSES = [choice for choice in MentorPause.Kind.choices if choice[0] != MentorPause.Kind.SILENCE]


class PauseForm(Form):
    """Days on which nothing new is taken."""

    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Without a date the pause lasts until you end it."),
    )
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=PAUSES, initial="other", required=False, help_text=_("For yourself: others only see that you are away.")
    )
    hours = forms.DecimalField(
        label=_("Hours a month meanwhile"),
        min_value=0.5,
        max_value=160,
        max_digits=5,
        decimal_places=1,
        required=False,
        help_text=_("Leave it empty to take nothing new. With hours you go on, with so many in every month it touches."),
    )
    yearly = forms.BooleanField(label=_("Every year"), required=False)
    reason = forms.CharField(label=_("A note for yourself"), max_length=200, required=False)


class DecisionForm(Form):
    """A coordinator's answer to a mentor."""

    approve = forms.TypedChoiceField(label=_("Your answer"), choices=[("yes", _("Approve")), ("no", _("Decline"))], coerce=lambda value: value == "yes")
    reason = forms.CharField(label=_("A word to the mentor"), max_length=400, required=False)


class EndApprovalForm(Form):
    """A word with the end of a mentor's time in a programme."""

    reason = forms.CharField(label=_("A word to the mentor"), max_length=400, required=False)


class ApartForm(Form):
    """Who is kept apart from whom, and why; where there is one company nothing is to be chosen."""

    company = forms.ChoiceField(label=_("For which company?"), choices=())
    reason = forms.CharField(
        label=_("Your reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=400,
        required=False,
        help_text=_("You need not give one. Coordinators can read it."),
    )

    def __init__(self, *args: Any, companies: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.companies = {str(company.pk): company for company in companies}
        self.fields["company"].choices = [(key, company.name) for key, company in self.companies.items()]
        if len(companies) == 1:
            self.fields["company"].widget = forms.HiddenInput()
            self.fields["company"].initial = str(companies[0].pk)

    def clean_company(self) -> Organisation:
        """The chosen one."""
        return self.companies[self.cleaned_data["company"]]


class MentorApartForm(ApartForm):
    """A mentor's own: not again, or an interest in the company, which coordinators have to know of."""

    interest = forms.TypedChoiceField(
        label=_("Why?"),
        choices=[("", _("I do not want to work with this company")), ("yes", _("I have an interest in it: family, ownership, work, a rival"))],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=Radios,
        initial="",
    )
    field_order = ["company", "interest", "reason"]
