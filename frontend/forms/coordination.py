"""A coordinator's words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from mentoring.insights.nudges import LONGEST


class NoteForm(Form):
    """A ready text that can be changed before it is sent."""

    text = forms.CharField(label=_("Your text"), widget=forms.Textarea(attrs={"rows": 10}), max_length=LONGEST)
