"""Reading a form that somebody builds: JSON in, questions out, or what is wrong with it. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from network.forms.faults import Fault, Wrong
from network.forms.questions import LONGEST_TEXT, MOST_DIGITS, MOST_OPTIONS, MOST_PLACES, MOST_QUESTIONS, VOCABULARIES, Kind, Question, questions_of

LANGUAGES = ("en", "fi", "sv", "nb", "se")
LONGEST_LABEL, LONGEST_HELP = 300, 1000
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_FIELDS = {
    "key",
    "kind",
    "labels",
    "help",
    "required",
    "longest",
    "least",
    "most",
    "places",
    "earliest",
    "latest",
    "options",
    "vocabulary",
    "part",
    "identifies",
}


def read(data: Any) -> tuple[tuple[Question, ...], dict[str, Fault]]:
    """The questions, and faults by where they stand (`"2"`, `"2.labels"`; `""` is the whole form). With faults there are no questions."""
    if not isinstance(data, list) or not data:
        return (), {"": Fault("no-questions")}
    if len(data) > MOST_QUESTIONS:
        return (), {"": Fault("too-many-questions", {"most": MOST_QUESTIONS})}
    faults: dict[str, Fault] = {}
    for place, given in enumerate(data):
        faults |= _faults_of(str(place), given)
    if not faults:
        faults = _doubled(data)
    return ((), faults) if faults else (questions_of(data), {})


def _faults_of(place: str, given: Any) -> dict[str, Fault]:
    if not isinstance(given, Mapping) or set(given) - _FIELDS:
        return {place: Fault("not-a-question")}
    if given.get("kind") not in {kind.value for kind in Kind}:
        return {f"{place}.kind": Fault("kind")}
    found = {}
    for name, look in _LOOKS.items():
        try:
            look(given)
        except Wrong as wrong:
            found[f"{place}.{name}"] = wrong.fault
    return found


def _key(given: Mapping[str, Any]) -> None:
    if not isinstance(given.get("key"), str) or not _KEY.fullmatch(given["key"]):
        raise Wrong("key")


def _part(given: Mapping[str, Any]) -> None:
    if given.get("part") and (not isinstance(given["part"], str) or not _KEY.fullmatch(given["part"])):
        raise Wrong("key")


def _labels(given: Mapping[str, Any]) -> None:
    _texts(given.get("labels"), LONGEST_LABEL, needed=True)


def _help(given: Mapping[str, Any]) -> None:
    _texts(given.get("help", {}), LONGEST_HELP, needed=False)


def _texts(labels: Any, longest: int, *, needed: bool) -> None:
    if not isinstance(labels, Mapping) or not set(labels) <= set(LANGUAGES):
        raise Wrong("labels")
    for text in labels.values():
        if not isinstance(text, str) or any(ord(c) < 32 or 0xD800 <= ord(c) <= 0xDFFF for c in text):
            raise Wrong("characters")
        if len(text) > longest:
            raise Wrong("too-long", longest=longest, length=len(text))
    if needed and not any(text.strip() for text in labels.values()):
        raise Wrong("labels")


def _yes_or_no(name: str) -> Callable[[Mapping[str, Any]], None]:
    def look(given: Mapping[str, Any]) -> None:
        if not isinstance(given.get(name, False), bool):
            raise Wrong("not-yes-or-no")

    return look


def _limits(given: Mapping[str, Any]) -> None:
    far = 10**MOST_DIGITS
    bounds = {"longest": (1, LONGEST_TEXT), "places": (0, MOST_PLACES), "least": (-far, far), "most": (-far, far)}
    for name, (low, high) in bounds.items():
        value = given.get(name)
        if name in given and value is not None and (isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high):
            raise Wrong("limit")
    if given.get("least") is not None and given.get("most") is not None and given["least"] > given["most"]:
        raise Wrong("limits-crossed")


def _days(given: Mapping[str, Any]) -> None:
    for name in ("earliest", "latest"):
        value = given.get(name, "")
        try:
            if not isinstance(value, str) or (value and date.fromisoformat(value).isoformat() != value):
                raise Wrong("not-a-date")
        except ValueError as error:
            raise error if isinstance(error, Wrong) else Wrong("not-a-date") from None
    if given.get("earliest") and given.get("latest") and given["earliest"] > given["latest"]:
        raise Wrong("days-crossed")


def _options(given: Mapping[str, Any]) -> None:
    options = given.get("options", [])
    if not isinstance(options, list) or len(options) > MOST_OPTIONS:
        raise Wrong("options", most=MOST_OPTIONS)
    if (given["kind"] == Kind.CHOICE) != (len(options) >= 2):
        raise Wrong("options", most=MOST_OPTIONS)
    for option in options:
        if not isinstance(option, Mapping) or set(option) != {"key", "labels"}:
            raise Wrong("options", most=MOST_OPTIONS)
        _key(option)
        _labels(option)
    if len({option["key"] for option in options}) < len(options):
        raise Wrong("doubled")
    said: set[tuple[str, str]] = set()
    for option in options:
        own = {(code, " ".join(text.split()).casefold()): text for code, text in option["labels"].items() if text.strip()}
        if twice := next((text for mark, text in own.items() if mark in said), None):
            raise Wrong("answer-doubled", text=" ".join(twice.split()))
        said |= set(own)


def _vocabulary(given: Mapping[str, Any]) -> None:
    named = given.get("vocabulary", "")
    if (given["kind"] == Kind.TERMS and named not in VOCABULARIES) or (given["kind"] != Kind.TERMS and named):
        raise Wrong("vocabulary")


def _doubled(data: Sequence[Mapping[str, Any]]) -> dict[str, Fault]:
    seen: set[str] = set()
    found = {}
    for place, given in enumerate(data):
        if given["key"] in seen:
            found[f"{place}.key"] = Fault("doubled")
        seen.add(given["key"])
    return found


_LOOKS: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
    "key": _key,
    "labels": _labels,
    "help": _help,
    "required": _yes_or_no("required"),
    "identifies": _yes_or_no("identifies"),
    "limits": _limits,
    "days": _days,
    "options": _options,
    "vocabulary": _vocabulary,
    "part": _part,
}
