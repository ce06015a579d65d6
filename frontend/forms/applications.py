"""The form in which an application is written: made from its call's questions, each kept by itself."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.accounts import interface_languages
from frontend.forms.base import Form
from frontend.forms.fields import ChecksField, LocalDateTimeField
from frontend.forms.widgets import Radios
from mentoring.calls.merging import digest
from network.forms.questions import LONGEST_LINE, Kind, Question
from network.forms.terms import term_choices
from network.vocabulary.labels import label_of

FEW = 8  # up to here the answers of a choice are all seen at once


class Typed(forms.CharField):
    """A text as it is counted where it is kept: a line break is one character."""

    def to_python(self, value: Any) -> str:
        return re.sub(r"\r\n?", "\n", super().to_python(value) or "")


class AnswersForm(Form):
    """Answers to `questions`. Nothing is required: a draft may be incomplete; what is wrong with an answer is said by the service."""

    def __init__(self, *args: Any, questions: Sequence[Question], answers: Mapping[str, Any], **kwargs: Any) -> None:
        self.questions = list(questions)
        self.answers = answers
        kwargs["initial"] = {f"a-{key}": value for key, value in answers.items()}
        kwargs.setdefault("auto_id", "q-%s")
        super().__init__(*args, **kwargs)
        for question in self.questions:
            field = field_of(question)
            field.label, field.help_text = label_of(question.labels), label_of(question.help)
            field.needed_later = question.required
            self.fields[f"a-{question.key}"] = field

    def given(self) -> dict[str, Any]:
        """The answers that came with this request and can be looked at, by key; a question that the page did not show is left alone."""
        found = {}
        for question in self.questions:
            name = f"a-{question.key}"
            if question.kind != Kind.FILE and name in self.cleaned_data and f"was-{question.key}" in self.data:
                found[question.key] = self.cleaned_data[name]
        return found

    def seen(self) -> dict[str, str]:
        """What the page showed of each answer."""
        return {question.key: str(self.data.get(f"was-{question.key}", ""))[:16] for question in self.questions}

    def tell(self, errors: Mapping[str, Sequence[Any]]) -> None:
        """What the service said, beside each question; `answers.` may stand before a key."""
        for key, sentences in errors.items():
            name = f"a-{key.removeprefix('answers.')}"
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, str(sentence))
        self._status = 400 if errors else self._status

    def rows(self) -> list[dict[str, Any]]:
        """The questions with their fields, and the mark of what was shown."""
        return [{"question": one, "field": self[f"a-{one.key}"], "was": digest(self.answers.get(one.key))} for one in self.questions]


def field_of(question: Question) -> forms.Field:
    """The control that fits a question's kind."""
    if question.kind == Kind.TEXT:
        widget = forms.TextInput() if question.longest <= LONGEST_LINE else forms.Textarea(attrs={"rows": 6 if question.longest > 600 else 3})
        widget.attrs["maxlength"] = str(question.longest)
        return Typed(required=False, max_length=question.longest, widget=widget)
    if question.kind == Kind.NUMBER:
        return forms.CharField(required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    if question.kind == Kind.DATE:
        return forms.CharField(required=False, max_length=10, widget=forms.DateInput(attrs={"type": "date"}))
    if question.kind == Kind.CONSENT:
        return forms.BooleanField(required=False)
    if question.kind == Kind.FILE:
        return forms.CharField(required=False, max_length=10, disabled=True)
    return _choice(question)


def _choice(question: Question) -> forms.Field:
    if question.kind == Kind.TERMS:
        return ChecksField(choices=term_choices(question.vocabulary), required=False)
    options = [(option.key, label_of(option.labels)) for option in question.options]
    if question.takes_many:
        return ChecksField(choices=options, required=False)
    if len(options) <= FEW:
        return forms.ChoiceField(choices=options, required=False, widget=Radios)
    return forms.ChoiceField(choices=[("", "—"), *options], required=False)


class CoApplicantForm(Form):
    """Somebody from outside the company who writes with it."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=interface_languages)


class InformationForm(Form):
    """What more a coordinator needs to know, of which questions, until when."""

    words = forms.CharField(label=_("What do you need to know?"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    questions = ChecksField(label=_("Questions that can be changed"), required=False, help_text=_("None chosen: all of them."))
    due_at = LocalDateTimeField(label=_("Until when"), help_text=_("On your own clock. The company sees it on theirs too."))

    def __init__(self, *args: Any, asked: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questions"].choices = [(question.key, label_of(question.labels)) for question in asked]


class CompanyForm(Form):
    """For which company an application is begun."""

    company = forms.ChoiceField(label=_("Company"))

    def __init__(self, *args: Any, companies: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.companies = {str(company.pk): company for company in companies}
        self.fields["company"].choices = [(pk, company.name) for pk, company in self.companies.items()]
