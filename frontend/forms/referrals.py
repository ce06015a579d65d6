"""Forms of referrals and of loans of mentors."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.fields import ChecksField
from frontend.forms.programmes import PickField
from mentoring.referrals import shared
from mentoring.referrals.models import ANSWER_DAYS, OPEN_DAYS

DAYS_TO_ANSWER = {"min_value": ANSWER_DAYS[0], "max_value": ANSWER_DAYS[1], "initial": 14}
DAYS_OPEN = {"min_value": OPEN_DAYS[0], "max_value": OPEN_DAYS[1], "initial": 90}
WORDS = {"max_length": 2000, "widget": forms.Textarea(attrs={"rows": 4})}


def _shared_choices() -> list[tuple[str, str]]:
    return [(key, f"{kind.label}: {kind.about}") for key, kind in shared.KINDS.items()]


class PickRowField(PickField):
    """A row with more to say than its name: `words` makes what is read."""

    def offer(self, rows: Any, words: Any = str) -> None:
        """Choose among these."""
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [("", "—"), *((key, words(row)) for key, row in self.rows.items())]
        self.coerce = self.rows.__getitem__


class ReferralForm(Form):
    """Which company is referred to whom, why, and what would be handed over."""

    receiver = PickRowField(label=_("To which incubator"))
    reason = forms.CharField(label=_("Why"), **WORDS, help_text=_("The company and the other incubator read it."))
    fields_shared = ChecksField(
        label=_("What would be handed over"), required=False, choices=_shared_choices, help_text=_("The company sees it first, and can leave parts of it out.")
    )
    note = forms.CharField(
        label=_("More for the other incubator"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
        help_text=_("The company reads it too."),
    )
    answer_days = forms.IntegerField(
        label=_("Days to answer"),
        min_value=ANSWER_DAYS[0],
        max_value=ANSWER_DAYS[1],
        initial=14,
        help_text=_("For the company, and then again for the other incubator."),
    )
    open_days = forms.IntegerField(
        label=_("Days that what is handed over stays open"),
        min_value=OPEN_DAYS[0],
        max_value=OPEN_DAYS[1],
        initial=90,
        help_text=_("Counted from when it is accepted."),
    )

    def __init__(self, *args: Any, receivers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].offer(receivers, words=lambda row: row.organisation.name)

    def prepared(self) -> dict[str, Any]:
        """What the service gets."""
        data = dict(self.cleaned_data)
        return data | {"fields": data.pop("fields_shared"), "receiver": data["receiver"].organisation}


class ConsentForm(Form):
    """What of the proposal the company lets go."""

    fields_shared = ChecksField(label=_("What may be handed over"), required=False)

    def __init__(self, *args: Any, offered: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fields_shared"].choices = [(key, words) for key, words in _shared_choices() if key in offered]
        self.initial = {"fields_shared": offered}


class SayForm(Form):
    """A deed with words to the other side."""

    answer = forms.CharField(label=_("A word to the others"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000, required=False)


class LoanForm(Form):
    """Which mentor is lent to whom, from when to when, and why."""

    approval = PickRowField(label=_("Mentor"))
    borrower = PickRowField(label=_("To which incubator"))
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Why"), **WORDS, help_text=_("The mentor and the other incubator read it."))
    answer_days = forms.IntegerField(
        label=_("Days to answer"),
        min_value=ANSWER_DAYS[0],
        max_value=ANSWER_DAYS[1],
        initial=14,
        help_text=_("For the mentor, and then again for the other incubator."),
    )

    def __init__(self, *args: Any, approvals: Any, borrowers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approval"].offer(approvals, words=lambda row: f"{row.profile.person} ({row.programme})")
        self.fields["borrower"].offer(borrowers, words=lambda row: f"{row.organisation} ({row.programme})")
