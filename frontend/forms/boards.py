"""Moving an application, and what a board or a table shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from mentoring.calls.finding import LONGEST
from network.vocabulary.countries import country_choices
from network.vocabulary.queries import region_choices, sector_choices


class MoveForm(Form):
    """Where to, and what is said on the way: to colleagues, and to the applicant."""

    verb = forms.SlugField(max_length=40, required=False, widget=forms.HiddenInput)
    target = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen_in = forms.UUIDField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why, for those who work on the call"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    words = forms.CharField(label=_("To the applicant"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if not self.errors and not found.get("verb") and not found.get("target"):
            raise forms.ValidationError(_("Choose where the application goes."))
        return found


class NumberForm(Form):
    """Where names are hidden an application is looked for by its number alone."""

    q = forms.CharField(label=_("Number"), required=False, max_length=LONGEST, widget=forms.TextInput(attrs={"type": "search", "inputmode": "numeric"}))


class BoardFilterForm(Form):
    """What a reader wants to see; nothing chosen is everything."""

    q = forms.CharField(label=_("Company, title, person"), required=False, max_length=LONGEST, widget=forms.TextInput(attrs={"type": "search"}))
    country = forms.ChoiceField(label=_("Country"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", _("All"))]
        for name, choices in (("country", country_choices), ("region", region_choices), ("sector", sector_choices)):
            self.fields[name].choices = [*everything, *choices()]


class TableFilterForm(BoardFilterForm):
    """Of several calls: also by incubator, call and kind of stage."""

    incubator = forms.ChoiceField(label=_("Incubator"), required=False)
    call = forms.ChoiceField(label=_("Call"), required=False)
    kind = forms.ChoiceField(label=_("Kind of stage"), required=False)

    def __init__(self, *args: Any, choices: dict[str, list], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            self.fields[name].choices = [("", _("All")), *offered]
