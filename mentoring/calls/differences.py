"""What changed from one handing in to the next, question by question and, in longer texts, word by word."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from mentoring.calls.models import Submission
from mentoring.calls.reading import NO_NAMES, Read, answers_in

MOST_WORDS = 4000  # longer texts are shown whole beside each other: to compare them would take long
SAME, OUT, IN = "same", "out", "in"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed, went or came."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose answer, or which itself, is another one now."""

    read: Read
    pieces: tuple[Piece, ...]


def between(older: Submission, newer: Submission, names: Mapping[str, str] = NO_NAMES) -> list[Change]:
    """The changes, in the order of the newer form, then what it does not ask any more. `names` are those of the files, by key."""
    before, after = ({one.question.key: one for one in answers_in(each, names)} for each in (older, newer))
    found = []
    for key, now in {**after, **{key: one for key, one in before.items() if key not in after}}.items():
        was = before[key].words if key in before else ""
        words = now.words if key in after else ""
        if was != words:
            found.append(Change(now, pieces_of(was, words)))
    return found


def pieces_of(was: str, now: str) -> tuple[Piece, ...]:
    """One text against another, in runs of words."""
    old, new = re.findall(r"\s*\S+|\s+$", was), re.findall(r"\s*\S+|\s+$", now)
    if len(old) + len(new) > MOST_WORDS:
        return tuple(Piece(kind, text) for kind, text in ((OUT, was), (IN, now)) if text)
    found = []
    for tag, first, last, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(SAME, "".join(old[first:last])))
            continue
        found += [Piece(OUT, "".join(old[first:last]))] if last > first else []
        found += [Piece(IN, "".join(new[start:end]))] if end > start else []
    return tuple(found)
