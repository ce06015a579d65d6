"""What either side left open, as sentences: what would count if it were told. Callers activate the language."""

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mentoring.matching.wording import Side, labels, made


def sentence(key: str, whose: str, side: Side) -> str:
    """What would count if it were told, and who could tell it; empty where there is nothing that somebody could do."""
    if whose == Side.COMPANY and key not in ("sectors", "hours"):
        return ""  # the rest is asked of every company, or leaving it open is an answer: either format will do
    if side == Side.COORDINATOR:
        return _for_coordinators(key, whose)
    return made(_own if whose == side else _others, side, get_language()).get(key, "")


def _own(side: Side) -> dict[str, str]:
    return {
        "sectors": _("If you named your sectors, they would count too."),
        "hours": _("If you told your working hours, they would count too."),
        "need": _("If you told what you know, it would count too."),
        "format": _("If you told how you meet, it would count too."),
        "spare": _("If you told how many places you have, they would count too."),
    }


def _others(side: Side) -> dict[str, str]:
    return {
        "sectors": _("They have not named their sectors; if they did, it would count too."),
        "hours": _("They have not told their working hours; if they did, it would count too."),
        "need": _("They have not told what they know; if they did, it would count too."),
        "format": _("They have not told how they meet; if they did, it would count too."),
        "spare": _("They have not told how many places they have; if they did, it would count too."),
    }


def _for_coordinators(key: str, whose: str) -> str:
    label = {"need": _("What they know")}.get(key) or labels(Side.COORDINATOR).get(key)
    if not label or key == "stage":
        return ""
    if whose == Side.COMPANY:
        return _("The company left open: %(criterion)s. If it were told, it would count too.") % {"criterion": label}
    return _("The candidate left open: %(criterion)s. If it were told, it would count too.") % {"criterion": label}


def sentences(found: Iterable[tuple[str, str]], side: Side) -> tuple[str, ...]:
    """Everything that either side could still tell, one's own first."""
    own_first = sorted(found, key=lambda entry: entry[1] != side)
    return tuple(text for key, whose in own_first if (text := sentence(key, whose, side)))
