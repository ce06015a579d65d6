"""Checking answers against questions: what can be kept, and what is wrong with the rest. Pure and deterministic.

A draft may lack answers; whatever it holds is already checked, so that handing it in later is never a surprise.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from network.forms.faults import Fault, Wrong
from network.forms.questions import LONGEST_TEXT, MOST_DIGITS, MOST_QUESTIONS, Kind, Question

Known = Callable[[str, Collection[str]], Collection[str]]  # vocabulary, codes -> those that there are
MOST_FILES = 10
_KEPT_CONTROLS = "\n\t"


@dataclass(frozen=True, slots=True)
class Checked:
    """`cleaned` holds every answer that can be kept, in JSON; `errors` one fault per key."""

    cleaned: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, Fault] = field(default_factory=dict)


def check(answers: Mapping[str, Any], questions: Sequence[Question], *, known: Known, is_draft: bool = False) -> Checked:
    """Check what was given. An empty answer is left out of `cleaned`; a draft may leave out what is required.

    Only questions that are given or required are looked at; a key that no question has is a fault (`unknown`), at most
    MOST_QUESTIONS of them are named.
    """
    checked = Checked()
    by_key = {question.key: question for question in questions}
    for key in [key for key in answers if key not in by_key][:MOST_QUESTIONS]:
        checked.errors[key] = Fault("unknown")
    for question in questions:
        try:
            value = clean(question, answers.get(question.key), known=known)
        except Wrong as wrong:
            checked.errors[question.key] = wrong.fault
            continue
        if not _is_empty(value):
            checked.cleaned[question.key] = value
        if question.required and not is_draft and (_is_empty(value) or value is False):
            checked.errors[question.key] = Fault("consent-needed" if question.kind == Kind.CONSENT else "required")
    return checked


def clean(question: Question, value: Any, *, known: Known) -> Any:
    """The answer as it is kept; None, "" or [] for none. Raises Wrong."""
    if value is None or value == "" or value == []:
        return None
    return _CLEANERS[question.kind](question, value, known)


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [])


def _text(question: Question, value: Any, known: Known) -> str:
    if not isinstance(value, str):
        raise Wrong("not-a-text")
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    longest = min(question.longest, LONGEST_TEXT)
    if len(text) > longest:
        raise Wrong("too-long", longest=longest, length=len(text))
    _sayable(text)
    return text


def _sayable(text: str) -> None:
    if any((ord(c) < 32 and c not in _KEPT_CONTROLS) or ord(c) == 127 or 0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise Wrong("characters")


def _number(question: Question, value: Any, known: Known) -> int | str:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise Wrong("not-a-number")
    if isinstance(value, int) and abs(value) >= 10**MOST_DIGITS:  # before it is written out: that can take minutes
        raise Wrong("too-large")
    text = "".join(str(value).split()).replace(",", ".").replace("−", "-")
    if len(text) > MOST_DIGITS + MOST_DIGITS:
        raise Wrong("too-large")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Wrong("not-a-number") from None
    return _bounded(question, number)


def _bounded(question: Question, number: Decimal) -> int | str:
    if not number.is_finite():
        raise Wrong("not-a-number")
    if number.adjusted() >= MOST_DIGITS:  # not by comparing: the exponent may be beyond all that can be computed
        raise Wrong("too-large")
    kept = round(number, question.places) if number.adjusted() >= -MOST_DIGITS else Decimal(0)
    if kept != number:
        raise Wrong("whole-number" if question.places == 0 else "places", places=question.places)
    if question.least is not None and kept < question.least:
        raise Wrong("too-small", least=question.least)
    if question.most is not None and kept > question.most:
        raise Wrong("too-big", most=question.most)
    return int(kept) if question.places == 0 else f"{kept:.{question.places}f}"


def _choice(question: Question, value: Any, known: Known) -> str | list[str]:
    keys = [option.key for option in question.options]
    if not question.takes_many:
        if not isinstance(value, str) or value not in keys:
            raise Wrong("not-offered")
        return value
    chosen = _strings(value)
    if not set(chosen) <= set(keys):
        raise Wrong("not-offered")
    return _counted(question, [key for key in keys if key in chosen])


def _terms(question: Question, value: Any, known: Known) -> list[str]:
    codes = list(dict.fromkeys(_strings(value)))
    if not set(codes) <= set(known(question.vocabulary, codes)):
        raise Wrong("not-offered")
    return _counted(question, codes)


def _file(question: Question, value: Any, known: Known) -> list[str]:
    ids = list(dict.fromkeys(_strings(value)))
    if len(ids) > (question.most or 1):
        raise Wrong("too-many-chosen", most=question.most or 1)
    return ids


def _strings(value: Any) -> list[str]:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, (list, tuple)) or len(given) > MOST_QUESTIONS or not all(isinstance(one, str) and 0 < len(one) <= 80 for one in given):
        raise Wrong("not-offered")
    for one in given:
        _sayable(one)
    return list(given)


def _counted(question: Question, chosen: list[str]) -> list[str]:
    if question.least is not None and 0 < len(chosen) < question.least:
        raise Wrong("too-few-chosen", least=question.least)
    if question.most is not None and len(chosen) > question.most:
        raise Wrong("too-many-chosen", most=question.most)
    return chosen


def _date(question: Question, value: Any, known: Known) -> str:
    if isinstance(value, date):
        value = value.isoformat()
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None or day.year < 1900:
        raise Wrong("not-a-date")
    if question.earliest and day.isoformat() < question.earliest:
        raise Wrong("too-early", earliest=question.earliest)
    if question.latest and day.isoformat() > question.latest:
        raise Wrong("too-late", latest=question.latest)
    return day.isoformat()


def _consent(question: Question, value: Any, known: Known) -> bool:
    if not isinstance(value, bool):
        raise Wrong("not-yes-or-no")
    return value


_CLEANERS: Mapping[Kind, Callable[[Question, Any, Known], Any]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.CHOICE: _choice,
    Kind.TERMS: _terms,
    Kind.DATE: _date,
    Kind.CONSENT: _consent,
    Kind.FILE: _file,
}
