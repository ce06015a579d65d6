"""An application as a reviewer reads it. In a blind call nothing of it says who applies."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from mentoring.calls.files import named_for_reviewers
from mentoring.calls.models import Application
from mentoring.calls.reading import words_of
from mentoring.reviews.masking import mask, names_in
from mentoring.reviews.queries import redactions_of
from network.accounts.models import User
from network.files.models import File
from network.forms.questions import Kind, Question, questions_of
from network.organisations.models import Membership


@dataclass(frozen=True)
class Answer:
    """A question with what the reader sees of its answer; `is_kept_back` where a blind call shows none."""

    question: Question
    value: Any = None
    is_redacted: bool = False
    is_kept_back: bool = False
    files: tuple[tuple[File, str], ...] = ()  # each with the name that the reader sees

    @property
    def words(self) -> str:
        """The answer in the active language; empty for none."""
        return words_of(self.question, self.value)


@dataclass(frozen=True)
class Case:
    """What a reviewer reads: the number always, the company's name and country only where the call is not blind."""

    application: Application
    company: str
    country: str
    answers: tuple[Answer, ...]

    @property
    def number(self) -> int:
        return self.application.number


def as_reviewer(application: Application) -> Case:
    """The application for a reviewer who may read it (`queries.case_for`). A file's own name is never shown where the call is blind."""
    questions, given = handed_in_last(application)
    if application.call.is_blind:
        redactions = redactions_of(application)
        names = names_of(application) | words_in(redactions.get("", ""))
        answers = [_blind(question, given.get(question.key), redactions, names) for question in questions]
        return Case(application, "", "", _with_files(application, answers))
    answers = [Answer(question, given.get(question.key)) for question in questions]
    return Case(application, application.company.name, application.company.country, _with_files(application, answers))


def words_in(text: str) -> frozenset[str]:
    """The words of a redaction of all answers: one a line, a line whole."""
    return frozenset(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)


def _with_files(application: Application, answers: list[Answer]) -> tuple[Answer, ...]:
    if not any(answer.question.kind == Kind.FILE and answer.value for answer in answers):
        return tuple(answers)
    named = named_for_reviewers(application)
    return tuple(
        replace(answer, files=tuple(named[key] for key in answer.value if key in named)) if answer.question.kind == Kind.FILE and answer.value else answer
        for answer in answers
    )


def handed_in_last(application: Application) -> tuple[tuple[Question, ...], dict[str, Any]]:
    """The questions and answers of what was handed in last: a draft of further information, perhaps in a newer form, is not read before it is handed in."""
    last = application.submissions.select_related("form").first()
    return (questions_of(last.form.questions), last.answers) if last else (questions_of(application.form.questions), {})


def names_of(application: Application) -> frozenset[str]:
    """Everything by which an applicant could be known: the company, its people past and present, co-applicants, addresses, numbers."""
    company = application.company
    people = User.objects.filter(memberships__organisation=company).exclude(memberships__state=Membership.State.DECLINED)
    written_with = application.co_applicants.select_related("person")
    texts = [company.name, company.business_id, urlsplit(company.website).hostname or ""]
    texts += [text for person in people.distinct() for text in (person.name, person.email)]
    texts += [text for row in written_with for text in (row.email, row.person.name if row.person else "")]
    return names_in(*texts) | _bare_hosts([company.website])


def _bare_hosts(addresses: Iterable[str]) -> frozenset[str]:
    """`www.example.org` is also written `example.org`."""
    hosts = [(urlsplit(address).hostname or "").removeprefix("www.") for address in addresses]
    return frozenset(host for host in hosts if host)


def _blind(question: Question, value: Any, redactions: dict[str, str], names: frozenset[str]) -> Answer:
    if redactions.get(question.key) == "":
        return Answer(question, is_kept_back=True)
    if question.key in redactions:
        return Answer(question, mask(redactions[question.key], names), is_redacted=True)
    if question.identifies:
        return Answer(question, is_kept_back=True)
    if question.kind == Kind.TEXT and isinstance(value, str):
        shown = mask(value, names)
        return Answer(question, shown, is_redacted=shown != value)
    return Answer(question, value)
