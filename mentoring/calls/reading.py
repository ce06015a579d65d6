"""An application as a reader sees it: answers in words beside their questions, where it stands, and its way so far."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from babel.dates import format_date
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from mentoring.calls.editions import question_of
from mentoring.calls.models import Application, Move, Stage, Submission
from mentoring.calls.queries import moves_of
from mentoring.calls.rules import asked_now
from network.forms.questions import Kind, Question, questions_of
from network.forms.terms import term_choices
from network.notifications.tongue import locale_of
from network.vocabulary.labels import label_of

ENDS = (Stage.Kind.CONFIRMED, Stage.Kind.DECLINED, Stage.Kind.WITHDRAWN)
NO_NAMES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Read:
    """One question with its answer in words; `is_past`: the form does not ask it any more."""

    question: Question
    words: str
    is_past: bool = False

    @property
    def label(self) -> str:
        """In the active language."""
        return label_of(self.question.labels)


@dataclass(frozen=True, slots=True)
class Passed:
    """A line of the way: when, in the words of the reader's side, by whom."""

    at: Any
    title: str
    detail: str = ""
    tone: str = ""
    words: str = ""  # what was said to the applicant


def words_of(question: Question, answer: Any, terms: Callable[[str], Mapping[str, str]] | None = None) -> str:
    """An answer as a reader reads it; empty for none. Who reads many gives `terms`, which keeps each vocabulary (`terms_of`)."""
    if answer is None or answer == "" or answer == []:
        return ""
    if question.kind == Kind.CONSENT:
        return _("Yes") if answer else _("No")
    if question.kind == Kind.NUMBER:
        return number_format(answer, use_l10n=True)
    if question.kind == Kind.DATE:
        return _day(answer)
    if question.kind == Kind.CHOICE:
        labels = {option.key: label_of(option.labels) for option in question.options}
        return ", ".join(labels.get(key, key) for key in ([answer] if isinstance(answer, str) else answer))
    if question.kind == Kind.TERMS:
        labels = (terms or terms_of)(question.vocabulary)
        return ", ".join(labels.get(code, code) for code in answer)
    if question.kind == Kind.FILE:
        return ""
    return str(answer)


def _day(answer: str) -> str:
    from datetime import date  # noqa: PLC0415 -- one reader

    return format_date(date.fromisoformat(answer), "long", locale=locale_of())


def terms_of(vocabulary: str) -> Mapping[str, str]:
    """The vocabulary's codes with their labels in the active language."""
    return _flat(term_choices(vocabulary))


def _flat(choices: Sequence[Any]) -> dict[str, str]:
    found = {}
    for key, label in choices:
        found |= _flat(label) if isinstance(label, (list, tuple)) else {str(key): str(label)}
    return found


def answers_of(application: Application) -> list[Read]:
    """The questions of the application's version with their answers, then answers whose question is gone.

    Those of a part that is not written yet are left out: an invitation to the full application may never come.
    """
    questions = questions_of(application.form.questions)
    begun = {"", application.stage.part} | {question.part for question in questions if question.key in application.answers}
    read = [Read(question, words_of(question, application.answers.get(question.key))) for question in questions if question.part in begun]
    asked = {question.key for question in questions}
    for key, value in application.answers.items():
        if key not in asked and (question := question_of(application.call, key, value)):
            read.append(Read(question, words_of(question, value), is_past=True))
    return read


def answers_in(submission: Submission, names: Mapping[str, str] = NO_NAMES) -> list[Read]:
    """What was handed in, beside the questions of that version, as far as they were reached; files by their `names` (key of the file → name)."""
    questions = questions_of(submission.form.questions)
    begun = {"", *(question.part for question in questions if question.key in submission.answers)}
    found = ((question, submission.answers.get(question.key)) for question in questions if question.part in begun)
    return [Read(question, _named(answer, names) if question.kind == Kind.FILE else words_of(question, answer)) for question, answer in found]


def _named(files: Sequence[str] | None, names: Mapping[str, str]) -> str:
    return ", ".join(names.get(pk, "–") for pk in files or ())


def questions_asked(application: Application) -> list[str]:
    """The questions that a coordinator asked to be answered anew and still waits for; none where all of them can be."""
    asked = asked_now(application)
    named = asked.questions if asked else ()
    return [label_of(question.labels) for question in questions_of(application.form.questions) if question.key in named]


def road(stages: Iterable[Stage], standing: Stage | None = None) -> list[str]:
    """What applicants are told beforehand: what lies ahead of where they stand, in order; nothing where an end is reached."""
    if standing and standing.kind in ENDS:
        return []
    ahead = [stage for stage in stages if standing is None or stage.position > standing.position]
    return [words for stage in ahead if (words := label_of(stage.future_labels))]


def parts_of(stages: Iterable[Stage], *, own: bool) -> dict[str, str]:
    """Each part of a form, named by the stage in which it is answered, in the words of one of the two sides."""
    found: dict[str, str] = {}
    for stage in stages:
        if stage.part and stage.part not in found:
            ahead = label_of(stage.future_labels) if own else ""
            found[stage.part] = ahead or stage_words(stage, own=own)
    return found


def asked_by_part(questions: Sequence[Question], stages: Iterable[Stage], *, own: bool) -> list[tuple[str, list[Question]]]:
    """What a form asks, in the order in which it is answered: a heading for each part after the first."""
    names = parts_of(stages, own=own)
    groups = [
        (part, [question for question in questions if question.part == part])
        for part in dict.fromkeys(("", *names, *(question.part for question in questions)))
    ]
    found = [(names.get(part, ""), group) for part, group in groups if group]
    return [("" if place == 0 else name, group) for place, (name, group) in enumerate(found)]


def labels_of(application: Application, *, own: bool) -> str:
    """Where it stands, in the words for applicants or for those who run the call."""
    return stage_words(application.stage, own=own)


def stage_words(stage: Stage, *, own: bool) -> str:
    """A stage's name for one of the two sides."""
    labels: Mapping[str, str] = stage.applicant_labels if own else stage.staff_labels
    return label_of(labels)


def way_of(application: Application, *, own: bool) -> list[Passed]:
    """Its way so far, newest first. Applicants read their own words for the stages, and neither names nor reasons of staff."""
    return [_line(move, own=own) for move in moves_of(application)]


def _line(move: Move, *, own: bool) -> Passed:
    mover = "" if own or move.made_by is None else str(move.made_by)
    detail = " · ".join(part for part in (mover, "" if own else move.reason) if part)
    return Passed(move.created_at, stage_words(move.target, own=own), detail, words=move.words if move.is_told else "")
