"""Forms of contesting a list, and of the answer."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.widgets import Radios
from mentoring.matching.contests.services import LONGEST
from mentoring.matching.models import Contest


class ContestForm(Form):
    """What is wrong, about one candidate or the list."""

    about = forms.ChoiceField(label=_("What is it about?"), choices=(), widget=Radios)
    criterion = forms.ChoiceField(label=_("What exactly?"), choices=(), required=False)
    text = forms.CharField(
        label=_("What is wrong?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST,
        help_text=_("A coordinator of the programme reads it and answers. Whom it is about is not told."),
    )

    def __init__(self, *args: Any, abouts: Iterable[str], criteria: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        abouts, criteria = list(abouts), list(criteria)
        self.fields["about"].choices = [(value, Contest.About(value).label) for value in abouts]
        self.fields["about"].initial = abouts[0]
        if len(abouts) == 1:
            self.fields["about"].widget = forms.HiddenInput()
        if criteria:
            self.fields["criterion"].choices = [("", _("All of it")), *criteria]
        else:
            del self.fields["criterion"]


class ListsForm(Form):
    """A mentor asks why companies do not find them."""

    text = forms.CharField(
        label=_("What would you like to know, or what is wrong?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST,
        help_text=_("A coordinator of the programme reads it and answers."),
    )


class AnswerForm(Form):
    """What came of it, and the words."""

    outcome = forms.ChoiceField(label=_("What came of it?"), choices=Contest.Outcome.choices, widget=Radios)
    answer = forms.CharField(
        label=_("Your answer"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST,
        help_text=_("Whoever asked reads it, and it is kept. Do not tell what others have confided to you."),
    )
