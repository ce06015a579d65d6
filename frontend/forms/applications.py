"""The form in which an application is written: made from its call's questions, each kept by itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.accounts import interface_languages
from frontend.forms.base import Form
from frontend.forms.fields import ChecksField, LocalDateTimeField
from frontend.forms.files import FilesField
from frontend.forms.questions import ANSWERS, PREFIX, beside_fields, given, initial, question_fields
from mentoring.calls.merging import digest
from network.forms.questions import Kind, Question
from network.vocabulary.labels import label_of


class AnswersForm(Form):
    """Answers to `questions`. Nothing is required: a draft may be incomplete; what is wrong with an answer is said by the service."""

    def __init__(self, *args: Any, questions: Sequence[Question], answers: Mapping[str, Any], **kwargs: Any) -> None:
        self.questions, self.answers = list(questions), answers
        super().__init__(*args, initial=initial(self.questions, answers), **kwargs)
        self.fields.update(question_fields(self.questions))
        for question in self.file_questions:
            self.fields[f"{PREFIX}{question.key}"] = FilesField(
                label=label_of(dict(question.labels)), help_text=label_of(dict(question.help)), many=(question.most or 1) > 1, required=False
            )
        self.order_fields([f"{PREFIX}{question.key}" for question in self.questions])

    @property
    def file_questions(self) -> list[Question]:
        """Those that are answered with files."""
        return [question for question in self.questions if question.kind == Kind.FILE]

    def given(self) -> dict[str, Any]:
        """The answers that came with this request and can be looked at, by key; a question that the page did not show is left alone."""
        shown = [one for one in self.questions if one.kind != Kind.FILE and f"was-{one.key}" in self.data and f"{PREFIX}{one.key}" in self.cleaned_data]
        return {key: None if value is False else value for key, value in given(self.cleaned_data, shown).items()}  # no consent is no answer

    def seen(self) -> dict[str, str]:
        """What the page showed of each answer."""
        return {question.key: str(self.data.get(f"was-{question.key}", ""))[:16] for question in self.questions}

    def tell(self, errors: Mapping[str, Sequence[Any]]) -> None:
        """What the service said, beside each question; `answers.` may stand before a key."""
        for name, sentences in beside_fields({f"{ANSWERS}{key.removeprefix(ANSWERS)}": words for key, words in errors.items()}).items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, str(sentence))
        self._status = 400 if errors else self._status

    def rows(self) -> list[dict[str, Any]]:
        """The questions with their fields, and the mark of what was shown."""
        names = [(one, f"{PREFIX}{one.key}") for one in self.questions]
        return [{"question": one, "field": self[name] if name in self.fields else None, "was": digest(self.answers.get(one.key))} for one, name in names]


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
