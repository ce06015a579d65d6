"""Faults of answers and forms as a reader says them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from network.core.errors import Text
from network.forms.faults import Fault

SENTENCES: dict[str, Text] = {
    "unknown": _("This form does not ask this (any more)."),
    "required": _("This needs an answer."),
    "consent-needed": _("Without your consent this cannot be handed in."),
    "not-a-text": _("Write your answer as text."),
    "too-long": _("Your answer has %(length)d characters; at most %(longest)d fit."),
    "characters": _("There is a character in it that cannot be shown. Please take it out."),
    "not-a-number": _("Give a number."),
    "too-large": _("This number is too large."),
    "whole-number": _("Give a whole number."),
    "places": _("Give at most %(places)d decimals."),
    "too-small": _("Give at least %(least)d."),
    "too-big": _("Give at most %(most)d."),
    "not-offered": _("Choose from the answers offered."),
    "too-few-chosen": _("Choose at least %(least)d."),
    "too-many-chosen": _("Choose at most %(most)d."),
    "not-a-date": _("Give a date, such as 2027-03-31."),
    "too-early": _("Give a date from %(earliest)s on."),
    "too-late": _("Give a date up to %(latest)s."),
    "not-yes-or-no": _("Answer with yes or no."),
    # Of a form that is built
    "no-questions": _("A form needs at least one question."),
    "too-many-questions": _("A form has at most %(most)d questions."),
    "not-a-question": _("This is not a question that we know."),
    "kind": _("Choose what kind of answer you ask for."),
    "key": _("A key begins with a small letter, and has at most 40 small letters, digits, hyphens and underscores."),
    "labels": _("Write the question in at least one of the languages."),
    "limit": _("This limit cannot be used."),
    "limits-crossed": _("The smallest is larger than the largest."),
    "days-crossed": _("The last day comes before the first."),
    "answer-doubled": _("The answer “%(text)s” stands there twice. Take one of them out."),
    "options": _("A choice has from 2 to %(most)d answers, other questions have none."),
    "doubled": _("This key stands there twice."),
    "vocabulary": _("Choose the list that the terms come from."),
}


def sentence(fault: Fault) -> str:
    """A fault in the active language."""
    return str(SENTENCES[fault.code]) % dict(fault.details)


def sentences(faults: Mapping[str, Fault], *, prefix: str = "") -> dict[str, list[str]]:
    """Faults by key as `errors.Invalid` wants them; `prefix` stands before each key (`answers.`)."""
    return {f"{prefix}{key}": [sentence(fault)] for key, fault in faults.items()}
