"""What stands in a plan or a report, in words: answers beside their questions, lines of the history."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from mentoring.plans.models import PlanEntry
from network.core.languages import babel_locale
from network.forms.questions import Kind, Question, questions_of
from network.forms.terms import term_choices
from network.vocabulary.labels import label_of


@dataclass(frozen=True)
class Shown:
    """A question and its answer in words; empty where nothing was answered."""

    question: str
    answer: str


@dataclass(frozen=True)
class Entry:
    """A line of the history as the timeline takes it."""

    at: datetime
    title: str
    detail: str
    tone: str = ""


VERBS = {
    "started": gettext_lazy("The plan was begun"),
    "plan-submit": gettext_lazy("The plan was handed in"),
    "plan-return": gettext_lazy("The plan was returned"),
    "plan-approve": gettext_lazy("The plan was approved"),
    "plan-close": gettext_lazy("The plan was closed"),
    "adviser": gettext_lazy("Who advises was decided"),
    "adviser-left": gettext_lazy("The adviser has left"),
    "goal-added": gettext_lazy("A goal was added"),
    "goal-open": gettext_lazy("A goal was changed"),
    "goal-reached": gettext_lazy("A goal was reached"),
    "goal-dropped": gettext_lazy("A goal was given up"),
    "report-submit": gettext_lazy("Report %(number)s was handed in"),
    "report-return": gettext_lazy("Report %(number)s was returned"),
    "report-approve": gettext_lazy("Report %(number)s was approved"),
    "report-skip": gettext_lazy("Report %(number)s was skipped"),
    "report-unskip": gettext_lazy("Report %(number)s is asked for again"),
    "report-escalated": gettext_lazy("Report %(number)s stayed out; it was told on"),
    "due-moved": gettext_lazy("Report %(number)s has another date"),
    "advice": gettext_lazy("Advice was written down"),
    "advice-corrected": gettext_lazy("Advice was corrected"),
    "form": pgettext_lazy("development plan", "The form was changed"),
}
TONES = {"plan-approve": "good", "report-approve": "good", "goal-reached": "good", "report-return": "stop", "plan-return": "stop", "report-escalated": "stop"}


def entry_words(row: PlanEntry) -> Entry:
    """A line in the reader's language: what, by whom, and the words that were said."""
    words = row.note
    if row.verb == "due-moved":
        words = day_words(row.note)
    if row.verb == "form":
        words = _("Version %(number)s") % {"number": row.note}
    detail = " · ".join(part for part in (row.person_name, words) if part)
    return Entry(row.created_at, str(VERBS.get(row.verb, row.verb)) % {"number": row.report.number if row.report else ""}, detail, TONES.get(row.verb, ""))


def answers_shown(questions: Iterable[Question], answers: Mapping[str, Any]) -> list[Shown]:
    """Every question with its answer, in the reader's language."""
    return [Shown(label_of(dict(question.labels)), said(question, answers.get(question.key))) for question in questions]


def kept_shown(kept: Sequence[Mapping[str, Any]]) -> list[Shown]:
    """Answers whose question is no longer asked, beside the question as it was."""
    return [Shown(label_of(dict(question.labels)), said(question, row["answer"])) for row in kept for question in questions_of([row["question"]])]


def said(question: Question, answer: Any) -> str:
    """One answer in words."""
    return "" if answer is None else _SAID[question.kind](question, answer)


def day_words(day: str) -> str:
    """An ISO date as the reader writes it."""
    return format_date(date.fromisoformat(day), "long", locale=babel_locale(get_language()))


def _choices(question: Question, answer: Any) -> str:
    labels = {option.key: label_of(dict(option.labels)) for option in question.options}
    return ", ".join(labels.get(key, key) for key in ([answer] if isinstance(answer, str) else answer))


def _terms(question: Question, answer: Any) -> str:
    labels: dict[str, str] = {}
    for code, label in term_choices(question.vocabulary):
        labels |= dict(label) if isinstance(label, list) else {code: label}
    return ", ".join(labels.get(code, code) for code in answer)


_SAID: Mapping[Kind, Callable[[Question, Any], str]] = {
    Kind.TEXT: lambda _question, answer: str(answer),
    Kind.NUMBER: lambda _question, answer: format_decimal(answer, locale=babel_locale(get_language())),
    Kind.CHOICE: _choices,
    Kind.TERMS: _terms,
    Kind.DATE: lambda _question, answer: day_words(answer),
    Kind.CONSENT: lambda _question, answer: _("Yes") if answer else _("No"),
    Kind.FILE: lambda _question, answer: "",
}
