"""Typed questions (`network/forms`) as the fields of a form: one field per question, named `q-<key>`.

The fields take what was typed as it is; whether it can be kept is said by `network.forms.answers.check`, the same for pages and API.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext

from frontend.forms.fields import ChecksField
from frontend.forms.widgets import Radios
from network.forms.questions import LONGEST_LINE, Kind, Question
from network.forms.terms import term_choices
from network.vocabulary.labels import label_of

PREFIX = "q-"
FEW = 6  # options that are all seen at once
ANSWERS = "answers."  # how a service names the answer that it refused


def question_fields(questions: Iterable[Question]) -> dict[str, forms.Field]:
    """The fields in the order of the questions. None is `required`: a draft may lack what handing in needs.

    Files are not among them: they are brought and taken away one by one.
    """
    return {f"{PREFIX}{question.key}": _field(question) for question in questions if question.kind != Kind.FILE}


def initial(questions: Iterable[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields begin with."""
    return {f"{PREFIX}{question.key}": answers[question.key] for question in questions if question.key in answers}


def given(cleaned_data: Mapping[str, Any], questions: Iterable[Question]) -> dict[str, Any]:
    """What was typed, as `answers.check` takes it: every question that the form showed, empty ones as None."""
    found = {question.key: cleaned_data.get(f"{PREFIX}{question.key}") for question in questions if question.kind != Kind.FILE}
    return {key: None if value in ("", []) else value for key, value in found.items()}


def beside_fields(errors: Mapping[str, Any]) -> dict[str, Any]:
    """What a service refused (`answers.<key>`), beside the field that was typed into."""
    return {PREFIX + name.removeprefix(ANSWERS) if name.startswith(ANSWERS) else name: words for name, words in errors.items()}


def _field(question: Question) -> forms.Field:
    field = _MAKERS[question.kind](question)
    field.label = label_of(dict(question.labels))
    field.help_text = " ".join(words for words in (label_of(dict(question.help)), _bounds(question)) if words)
    field.required = False
    field.needed_later = question.required  # a draft may lack it; to call it optional would mislead
    return field


def _bounds(question: Question) -> str:
    """What an answer may be at most, said before somebody meets it."""
    if question.kind == Kind.TEXT and question.longest > LONGEST_LINE:
        return gettext("At most %(most)d characters.") % {"most": question.longest}
    if question.kind in (Kind.TERMS, Kind.CHOICE) and question.takes_many and question.most:
        return gettext("Choose at most %(most)d.") % {"most": question.most}
    if question.kind == Kind.NUMBER:
        return _between(question.least, question.most)
    if question.kind == Kind.DATE:
        return _days(question.earliest, question.latest)
    return ""


def _between(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        return gettext("A number from %(least)s to %(most)s.") % {"least": least, "most": most}
    if least is not None:
        return gettext("Give at least %(least)d.") % {"least": least}
    return gettext("Give at most %(most)d.") % {"most": most} if most is not None else ""


def _days(earliest: str, latest: str) -> str:
    first, last = (date_format(date.fromisoformat(day)) if day else "" for day in (earliest, latest))
    if first and last:
        return gettext("A date from %(earliest)s to %(latest)s.") % {"earliest": first, "latest": last}
    if first:
        return gettext("Give a date from %(earliest)s on.") % {"earliest": first}
    return gettext("Give a date up to %(latest)s.") % {"latest": last} if last else ""


class Typed(forms.CharField):
    """A text as it is counted where it is kept: a line break is one character."""

    def to_python(self, value: Any) -> str:
        return re.sub(r"\r\n?", "\n", super().to_python(value) or "")


def _text(question: Question) -> forms.Field:
    widget = forms.TextInput() if question.longest <= LONGEST_LINE else forms.Textarea(attrs={"rows": 5 if question.longest > 500 else 3})
    return Typed(max_length=question.longest, widget=widget)


def _number(question: Question) -> forms.Field:
    return forms.CharField(max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal" if question.places else "numeric", "autocomplete": "off"}))


def _choice(question: Question) -> forms.Field:
    options = [(option.key, label_of(dict(option.labels))) for option in question.options]
    if question.takes_many:
        return ChecksField(choices=options)
    if len(options) <= FEW:
        return forms.ChoiceField(choices=options, widget=Radios)
    return forms.ChoiceField(choices=[("", "—"), *options])


def _terms(question: Question) -> forms.Field:
    return ChecksField(choices=term_choices(question.vocabulary))


def _date(question: Question) -> forms.Field:
    bounds = {name: day for name, day in (("min", question.earliest), ("max", question.latest)) if day}
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"} | bounds))


def _consent(question: Question) -> forms.Field:
    return forms.BooleanField()


_MAKERS = {Kind.TEXT: _text, Kind.NUMBER: _number, Kind.CHOICE: _choice, Kind.TERMS: _terms, Kind.DATE: _date, Kind.CONSENT: _consent}
