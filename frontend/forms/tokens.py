"""The form for a key to the API."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from network.accounts.tokens import LONGEST_DAYS


class TokenForm(Form):
    """What the token is for and how long it works."""

    name = forms.CharField(label=_("What will use it"), max_length=80)
    days = forms.IntegerField(
        label=_("Works for days"), min_value=1, max_value=LONGEST_DAYS, required=False, initial=90, help_text=_("Leave it empty for no end.")
    )
