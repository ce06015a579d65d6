"""What reviewers of a blind call read of one application, for the coordinator who takes out what gives the applicant away."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.base import Form
from mentoring.reviews.redacting import LONGEST_WORD, MOST_WORDS
from network.forms.questions import LONGEST_TEXT, Kind, Question
from network.vocabulary.labels import label_of

TEXTS = "texts."  # as the service names what is wrong


class RedactionForm(Form):
    """Words to take out everywhere, then each answer: a text is worded anew, whatever else is kept back or not.

    Questions that are always kept from reviewers, and those without an answer, are not asked about.
    """

    words = forms.CharField(
        label=_("Words that give the applicant away"), widget=forms.Textarea(attrs={"rows": 3}), max_length=(LONGEST_WORD + 2) * MOST_WORDS, required=False,
        help_text=_("One word or phrase a line: a product, a place, a nickname. They are taken out of every answer, with their endings."),
    )  # fmt: skip

    def __init__(self, *args: Any, questions: Sequence[Question], given: Mapping[str, Any], standing: Mapping[str, str], **kwargs: Any) -> None:
        self.asked = [question for question in questions if given.get(question.key) not in (None, "", []) and not question.identifies]
        self.given, self.standing = given, standing
        initial = {"words": standing.get("", "")} | {f"{TEXTS}{question.key}": self._begin(question) for question in self.asked}
        super().__init__(*args, initial=initial, **kwargs)
        for question in self.asked:
            self.fields[f"{TEXTS}{question.key}"] = _field(question)

    def _begin(self, question: Question) -> Any:
        if question.kind != Kind.TEXT:
            return question.key in self.standing
        return self.standing.get(question.key, self.given[question.key])

    def chosen(self) -> dict[str, Any]:
        """The arguments of `redacting.redact`."""
        texts = {question.key: self._text(question, self.cleaned_data[f"{TEXTS}{question.key}"]) for question in self.asked}
        return {"texts": texts, "words": self.cleaned_data["words"].splitlines()}

    def _text(self, question: Question, value: Any) -> str | None:
        if question.kind != Kind.TEXT:
            return "" if value else None
        return None if _lines(value) == _lines(str(self.given[question.key])) else _lines(value)


def _field(question: Question) -> forms.Field:
    label = label_of(dict(question.labels))
    if question.kind != Kind.TEXT:
        return forms.BooleanField(label=_("Keep “%(question)s” from reviewers") % {"question": label}, required=False)
    rows = 3 if question.longest <= 500 else 8
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=LONGEST_TEXT, required=False, strip=False)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
