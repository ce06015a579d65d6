"""What a new version of a form means for answers that were given to the old one. Pure.

Nothing is ever taken away: an answer whose question is gone stays where it was given, and is shown beside the words of the
question that asked for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from network.forms.answers import Known, clean
from network.forms.faults import Fault, Wrong
from network.forms.questions import Question


@dataclass(frozen=True, slots=True)
class Impact:
    """What differs between two versions, and how that meets some answers.

    `added`, `removed` and `changed` are questions (of the new version, except `removed`); `needed` are those of the new one
    that are required and have no answer; `left_behind` are answers whose question is gone; `unfit` are answers that the
    question no longer takes as they are.
    """

    added: tuple[Question, ...]
    removed: tuple[Question, ...]
    changed: tuple[Question, ...]
    needed: tuple[Question, ...]
    left_behind: tuple[tuple[Question, Any], ...]
    unfit: tuple[tuple[Question, Any, Fault], ...]

    @property
    def is_nothing(self) -> bool:
        """The two versions ask the same."""
        return not (self.added or self.removed or self.changed)


def impact(old: Sequence[Question], new: Sequence[Question], answers: Mapping[str, Any], *, known: Known) -> Impact:
    """Compare two versions, with answers that were given to the old one (none: only the questions are compared).

    A question is the same when its key is; another kind under the same key counts as changed, and its answer may be unfit.
    """
    before, after = ({question.key: question for question in version} for version in (old, new))
    removed = tuple(question for question in old if question.key not in after)
    kept = [question for question in new if question.key in before]
    return Impact(
        added=tuple(question for question in new if question.key not in before),
        removed=removed,
        changed=tuple(question for question in kept if question != before[question.key]),
        needed=tuple(question for question in new if question.required and question.key not in answers),
        left_behind=tuple((question, answers[question.key]) for question in removed if question.key in answers),
        unfit=tuple(_unfit([question for question in kept if question.key in answers], answers, known)),
    )


def carried(answers: Mapping[str, Any], new: Sequence[Question], *, known: Known) -> dict[str, Any]:
    """The answers that the new version can take as they are."""
    asked = [question for question in new if question.key in answers]
    unfit = {question.key for question, _value, _fault in _unfit(asked, answers, known)}
    return {question.key: answers[question.key] for question in asked if question.key not in unfit}


def _unfit(asked: Sequence[Question], answers: Mapping[str, Any], known: Known) -> list[tuple[Question, Any, Fault]]:
    found = []
    for question in asked:
        try:
            clean(question, answers[question.key], known=known)
        except Wrong as wrong:
            found.append((question, answers[question.key], wrong.fault))
    return found
