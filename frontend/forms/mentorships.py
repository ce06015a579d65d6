"""Forms of a mentorship."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.widgets import Radios
from mentoring.mentorships.models import Mentorship
from network.accounts.models import User

SCALE = [("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5")]


class AgreementForm(Form):
    """What is agreed. Hidden: the version that the editor has read."""

    goals = forms.CharField(label=_("What do you want to reach together?"), widget=forms.Textarea(attrs={"rows": 6}), max_length=4000)
    frequency = forms.ChoiceField(label=_("How often do you meet?"), choices=Mentorship.Frequency.choices, widget=Radios)
    hours_per_month = forms.DecimalField(
        label=_("Hours a month"), min_value=0.5, max_value=40, max_digits=4, decimal_places=1,
        help_text=_("What was accepted last holds until both have accepted the new hours."),
    )  # fmt: skip
    months = forms.IntegerField(
        label=_("For how many months?"), min_value=1, max_value=36, help_text=_("It ends by itself on that day. You can change it together.")
    )
    confidentiality = forms.CharField(label=_("What stays between you?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def of(mentorship: Mentorship) -> dict[str, Any]:
        """The form's beginning."""
        names = ("goals", "frequency", "hours_per_month", "months", "confidentiality")
        return {name: getattr(mentorship, name) for name in names} | {"version": mentorship.agreement_version}


class EndForm(Form):
    """A word at the end."""

    note = forms.CharField(
        label=_("A word to the other one"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text=_("The coordinator reads it too."),
    )

    def __init__(self, *args: Any, is_party: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_party:
            self.fields["note"].label, self.fields["note"].help_text = _("Your reason"), _("It is kept, and both of them read it.")


class ClosingForm(Form):
    """Looking back on the whole."""

    reached = forms.TypedChoiceField(
        label=_("How far did you come with what you wanted to reach?"), choices=SCALE, coerce=int, widget=Radios, help_text=_("1 is not far, 5 is all the way.")
    )
    recommend = forms.TypedChoiceField(
        label=_("Would you recommend it to others like you?"), choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda v: v == "yes", widget=Radios
    )
    comment = forms.CharField(label=_("What should the coordinator know?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False)


class ContactForm(Form):
    """Which member of the company."""

    person = forms.ChoiceField(label=_("Who acts for the company from now on?"), choices=(), widget=Radios)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["person"].choices = [(key, str(person)) for key, person in self.people.items()]

    def clean_person(self) -> User:
        """The chosen one."""
        return self.people[self.cleaned_data["person"]]
