"""Forms about oneself: settings, and taking an account over."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from frontend.forms.accounts import interface_languages
from frontend.forms.base import Form
from frontend.forms.fields import ChecksField, OrderedChoiceField
from frontend.forms.widgets import Checks
from frontend.times import reader_locale
from network.accounts.models import Observance, User
from network.accounts.zones import time_zones
from network.vocabulary.countries import country_choices


def zone_choices() -> list[tuple[str, str]]:
    """Zones by name; underscores read badly."""
    return [(zone, zone.replace("_", " ")) for zone in time_zones()]


def weekday_choices() -> list[tuple[int, str]]:
    """Monday to Sunday in the reader's language, numbered as `date.weekday()` does."""
    names = reader_locale().days["stand-alone"]["wide"]
    return [(day, names[day]) for day in range(7)]  # Monday first: CLDR's own order begins with Sunday


class TimeInput(forms.TimeInput):
    """A clock time, typed the same way in every language."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def clock_field(label: Any, help_text: Any = "") -> forms.TimeField:
    """A time of day."""
    return forms.TimeField(label=label, help_text=help_text, widget=TimeInput(), input_formats=["%H:%M", "%H:%M:%S", "%H.%M"])


class IntroductionForm(Form):
    """Who one is and which languages one reads."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    languages = OrderedChoiceField(
        label=_("Languages you read, best first"),
        choices=interface_languages,
        places=3,
        help_text=_("Pages and mails come in the first. Where something is not translated yet, the next one is tried."),
    )
    country = forms.ChoiceField(label=_("Where you work"), choices=country_choices, help_text=_("Its public holidays are yours."))
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)


class SettingsForm(IntroductionForm):
    """Everything about when and how a person may be reached."""

    place = forms.CharField(label=_("Town or village"), max_length=80, required=False, help_text=_("Shown beside times: 10.00 in Vaasa."))
    work_days = forms.TypedMultipleChoiceField(label=_("Working days"), coerce=int, choices=weekday_choices, widget=Checks)
    work_start = clock_field(_("Working hours begin"))
    work_end = clock_field(_("Working hours end"), _("Reminders and questions come within these hours."))
    quiet_start = clock_field(_("Quiet from"))
    quiet_end = clock_field(_("Quiet until"), _("Nothing comes in quiet hours, except sign-in mails and changes of a meeting within a day."))
    observances = ChecksField(label=_("Days you keep free"), choices=Observance.choices, required=False, help_text=_("Besides your country's public holidays."))

    shows_presence = forms.BooleanField(
        label=_("Show when I am here and when I write"),
        required=False,
        help_text=_(
            "People in your conversations see it, and you see it of them. Turned off, nobody sees it of you and you see it of nobody. It is never stored."
        ),
    )

    @staticmethod
    def initial_of(user: User) -> dict[str, Any]:
        """The form's values as they are now."""
        return {name: getattr(user, name) for name in SettingsForm.base_fields}


class ClaimForm(IntroductionForm):
    """Taking over an account that was made for one, or opening one from an invitation."""

    field_order = ["name", "password", "languages", "country", "time_zone"]

    password = forms.CharField(label=_("Choose a password"), max_length=128, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())
        self.fields["languages"].initial = [get_language()]

    def _post_clean(self) -> None:
        typed = self.cleaned_data.get("password")
        super()._post_clean()
        if typed is not None:
            self.cleaned_data["password"] = typed  # exactly as typed: the sign-in page compares it so
