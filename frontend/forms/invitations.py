"""The answer to an invitation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.widgets import Radios


class AnswerForm(Form):
    """Yes, perhaps or no; iCalendar's words underneath. `sequence` tells which state of the meeting was answered."""

    sequence = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    answer = forms.ChoiceField(
        label=_("Can you come?"),
        choices=[("accepted", _("Yes, I am coming")), ("tentative", _("Perhaps, I do not know yet")), ("declined", _("No, I cannot come"))],
        widget=Radios,
    )
