"""Forms for what a programme asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from frontend.forms.widgets import Radios
from frontend.navigation import own_name
from mentoring.followups.models import FollowUpRule

NAMES = ("audience", "channel", "offset_days", "repeat_days", "repeat_times", "is_active")
HINT = _("{other} stands for the other one’s name, {topic} for what a session was about.")
WORDED = ("en", "fi", "sv", "nb")


class RuleForm(Form):
    """When, of whom, and in which words. A language without words of its own gets ours."""

    audience = forms.ChoiceField(label=_("Who is asked?"), choices=FollowUpRule.Audience.choices, widget=Radios, initial="company")
    channel = forms.ChoiceField(
        label=_("How is it asked?"), choices=FollowUpRule.Channel.choices, widget=Radios, initial="both",
        help_text=_("Who has turned one of them off is not asked that way. The question always stands under “Questions to you”."),
    )  # fmt: skip
    offset_days = forms.IntegerField(label=_("How many days after it happened?"), min_value=0, max_value=730, initial=1)
    repeat_days = forms.IntegerField(label=_("Ask again after how many days?"), min_value=0, max_value=365, initial=0, help_text=_("0 when it is asked once."))
    repeat_times = forms.IntegerField(label=_("How many times again?"), min_value=0, max_value=24, initial=0)
    is_active = forms.BooleanField(label=_("It is asked"), required=False, initial=True)

    def __init__(self, *args: Any, rule: FollowUpRule | None = None, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        self.codes = [code for code in WORDED if code in {"en", *languages}]
        for code in self.codes:
            self.fields[f"question_{code}"] = forms.CharField(
                label=_("Your own words, %(language)s") % {"language": own_name(code)}, max_length=400, required=False,
                widget=forms.Textarea(attrs={"rows": 2, "lang": code}), help_text=HINT,
            )  # fmt: skip
        if rule is not None:
            self.initial = {name: getattr(rule, name) for name in NAMES} | {f"question_{code}": rule.question.get(code, "") for code in self.codes}

    @property
    def changes(self) -> dict[str, Any]:
        """As the service takes them."""
        data = self.cleaned_data
        kept = {code: text for code, text in (self.rule.question if self.rule else {}).items() if code not in self.codes}
        question = kept | {code: data[f"question_{code}"] for code in self.codes if data[f"question_{code}"]}
        return {name: data[name] for name in NAMES} | {"question": question}


class NewRuleForm(RuleForm):
    """A question of the programme's own: after what, and how it is answered."""

    event = forms.ChoiceField(label=_("After what?"), choices=FollowUpRule.Event.choices, widget=Radios, initial=FollowUpRule.Event.SESSION_HELD)
    answer_kind = forms.ChoiceField(label=_("How is it answered?"), choices=FollowUpRule.AnswerKind.choices, widget=Radios, initial="scale")
    field_order = ("event", "answer_kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question_en"].required = True

    @property
    def changes(self) -> dict[str, Any]:
        return super().changes | {name: self.cleaned_data[name] for name in ("event", "answer_kind")}
