"""What a newcomer tells at sign-up: as little as mails in the right language and times on the right clock need."""

from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import bound_text
from frontend.forms.fields import OrderedChoiceField
from frontend.forms.text import tidy
from frontend.navigation import own_name
from network.accounts.models import User
from network.accounts.services import introduce
from network.core.languages import INTERFACE
from network.vocabulary.countries import country_choices


def interface_languages() -> list[tuple[str, str]]:
    """The languages of the platform, each named in itself."""
    return [(code, own_name(code)) for code in INTERFACE]


class SignupForm(AllauthSignupForm):
    """Name, address, password, country, and the languages a person reads."""

    field_order = ["name", "email", "password1", "country", "languages"]

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    country = forms.ChoiceField(
        label=_("Where you work"),
        choices=country_choices,
        help_text=_("Times are shown on this country's clock. You can choose another zone in your settings."),
    )
    languages = OrderedChoiceField(
        label=_("Languages you read, best first"),
        choices=interface_languages,
        places=3,
        help_text=_("Pages and mails come in the first. Where something is not translated yet, the next one is tried."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].initial = [get_language()]
        self.fields["email"].label = _("E-mail address")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, forms.CharField):
                bound_text(field)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the account is saved."""
        given = self.cleaned_data
        introduce(by=user, name=tidy(given["name"]), country=given["country"], languages=given["languages"])
