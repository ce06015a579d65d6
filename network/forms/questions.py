"""Typed questions as data: what a form asks, in several languages, with what an answer may be. Pure: no Django.

A form is a tuple of questions in the order in which they are asked; a version of it is kept as JSON (`as_data`) and never
changed, so that an answer can always be read beside the question it was given to.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What an answer is, and how it is kept in JSON."""

    TEXT = "text"  # a string, line breaks as \n
    NUMBER = "number"  # an int; with decimal places a string such as "12.50"
    CHOICE = "choice"  # an option's key; with `most` above one a list of them, in the form's order
    TERMS = "terms"  # a list of codes of a vocabulary
    DATE = "date"  # "2027-03-31"
    CONSENT = "consent"  # true or false
    FILE = "file"  # a list of ids; whoever asks checks that they are there and whose they are


LONGEST_TEXT = 10_000  # characters of one answer
LONGEST_LINE = 200  # up to here a text is asked for in one line
MOST_QUESTIONS = 100
MOST_OPTIONS = 60
MOST_DIGITS = 15
MOST_PLACES = 4
VOCABULARIES = ("country", "language", "need", "region", "sector")
Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers of a choice."""

    key: str
    labels: Labels


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `least` and `most` bound a number, or how many are chosen; `longest` counts characters.

    `earliest` and `latest` are ISO dates. `part` names the part of a form that is asked apart from the others. An answer that
    `identifies` whoever gives it is kept from those who must not know. `labels` and `help` map languages to texts.
    """

    key: str
    kind: Kind
    labels: Labels
    help: Labels = field(default_factory=dict)
    required: bool = False
    longest: int = 2000
    least: int | None = None
    most: int | None = None
    places: int = 0
    earliest: str = ""
    latest: str = ""
    options: tuple[Option, ...] = ()
    vocabulary: str = ""
    part: str = ""
    identifies: bool = False

    @property
    def takes_many(self) -> bool:
        """Whether the answer is a list."""
        return self.kind in (Kind.TERMS, Kind.FILE) or (self.kind == Kind.CHOICE and (self.most or 1) > 1)


def questions_of(data: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    """The questions of a kept version. The data has passed `building.read` when it was made."""
    return tuple(_question(given) for given in data)


def as_data(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """A version as JSON: only what differs from a bare question."""
    return [_data(question) for question in questions]


_PLAIN = ("required", "longest", "least", "most", "places", "earliest", "latest", "vocabulary", "part", "identifies")
_BARE = Question("", Kind.TEXT, {})


def _question(given: Mapping[str, Any]) -> Question:
    options = tuple(Option(option["key"], dict(option["labels"])) for option in given.get("options", ()))
    plain = {name: given[name] for name in _PLAIN if name in given}
    return Question(given["key"], Kind(given["kind"]), dict(given["labels"]), help=dict(given.get("help", {})), options=options, **plain)


def _data(question: Question) -> dict[str, Any]:
    kept: dict[str, Any] = {"key": question.key, "kind": question.kind.value, "labels": dict(question.labels)}
    if question.help:
        kept["help"] = dict(question.help)
    kept |= {name: value for name in _PLAIN if (value := getattr(question, name)) != getattr(_BARE, name)}
    if question.options:
        kept["options"] = [{"key": option.key, "labels": dict(option.labels)} for option in question.options]
    return kept
