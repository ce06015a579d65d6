"""One question, one click."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.widgets import Radios
from mentoring.followups.models import FollowUp, FollowUpRule
from mentoring.followups.questions import SCALE_WORDS

SCALE = [(str(number), format_lazy("{} – {}", number, word)) for number, word in enumerate(SCALE_WORDS, start=1)]
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class AnswerForm(Form):
    """The answer that was clicked in the mail is chosen already; a few words may follow."""

    choice = forms.ChoiceField(label=_("Your answer"), widget=Radios)
    comment = forms.CharField(label=_("A few words, if you like"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False)

    def __init__(self, *args: Any, follow_up: FollowUp, clicked: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_scale = follow_up.rule.answer_kind == FollowUpRule.AnswerKind.SCALE
        self.fields["choice"].choices = SCALE if self.is_scale else YES_NO
        before = getattr(follow_up, "check_in", None)
        known = {value for value, _label in self.fields["choice"].choices}
        self.initial = {"choice": clicked if clicked in known else self._said(before), "comment": before.comment if before else ""}

    @property
    def answer(self) -> dict[str, Any]:
        """As the service takes it."""
        choice, comment = self.cleaned_data["choice"], self.cleaned_data["comment"]
        return {"score": int(choice) if self.is_scale else None, "yes": None if self.is_scale else choice == "yes", "comment": comment}

    def _said(self, before: Any) -> str:
        if before is None:
            return ""
        return str(before.score) if self.is_scale else "yes" if before.yes else "no"
