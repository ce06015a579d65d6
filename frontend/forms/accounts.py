"""The forms of sign-in and sign-up: allauth's, in our words and without words inside the fields.

At sign-up a newcomer tells as little as mails in the right language and times on the right clock need.
"""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Errors, bound_text
from frontend.forms.fields import OrderedChoiceField
from frontend.forms.text import tidy
from frontend.navigation import own_name
from network.accounts.models import User
from network.accounts.services import introduce
from network.core.languages import INTERFACE
from network.vocabulary.countries import country_choices

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "password1": _("Password"),
    "password2": _("The same password again"),
    "oldpassword": _("Your password now"),
    "code": _("Code"),
}


class Plain:
    """Our labels, no placeholders, a longest length for every text."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_class = Errors
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            if isinstance(field, forms.CharField):
                bound_text(field)


class LoginForm(Plain, allauth.LoginForm):
    """Address and password; the way to a new password stands below the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class RequestLoginCodeForm(Plain, allauth.RequestLoginCodeForm):
    """Where to send the code."""


class ConfirmLoginCodeForm(Plain, allauth.ConfirmLoginCodeForm):
    """The code from the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"class": "code", "autocomplete": "one-time-code"}


class ResetPasswordForm(Plain, allauth.ResetPasswordForm):
    """Where to send the link."""


class ResetPasswordKeyForm(Plain, allauth.ResetPasswordKeyForm):
    """The new password."""


class ChangePasswordForm(Plain, allauth.ChangePasswordForm):
    """The old password and the new one."""


class SetPasswordForm(Plain, allauth.SetPasswordForm):
    """A first password, for those who came by code."""


class ReauthenticateForm(Plain, allauth.ReauthenticateForm):
    """The password once more."""


class AddEmailForm(Plain, allauth.AddEmailForm):
    """Another address."""


def interface_languages() -> list[tuple[str, str]]:
    """The languages of the platform, each named in itself."""
    return [(code, own_name(code)) for code in INTERFACE]


class SignupForm(Plain, allauth.SignupForm):
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

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the account is saved."""
        given = self.cleaned_data
        introduce(by=user, name=tidy(given["name"]), country=given["country"], languages=given["languages"])
