"""What is said of decisions that could not leave."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NAMED = 3  # reasons that stand in a sentence; the others are told when these are mended


def killed() -> str:
    """Workers died over one lot."""
    return _("The work was cut off three times, so we stopped it. Who was told stays told. Let the rest leave from here; nobody is told twice.")


def broken() -> str:
    """A fault of ours."""
    return _("Something went wrong on our side, and the log says more. Who was told stays told. Let the rest leave from here; nobody is told twice.")


def elsewhere() -> str:
    """Another release was begun since."""
    return _("These decisions leave with a later release.")


def refusal(refused: Mapping[int, str]) -> str:
    """Nothing has left, since some cannot go."""
    intro = ngettext(
        "Nothing was sent: %(count)d decision cannot be carried out.", "Nothing was sent: %(count)d decisions cannot be carried out.", len(refused)
    )
    return _with_reasons(intro % {"count": len(refused)}, refused)


def some_stayed(refused: Mapping[str, str]) -> str:
    """Some could not go any more when it was their turn."""
    intro = ngettext("All have left but %(count)d, which is held as before.", "All have left but %(count)d, which are held as before.", len(refused))
    return _with_reasons(intro % {"count": len(refused)}, refused)


def _with_reasons(intro: str, refused: Mapping[int, str] | Mapping[str, str]) -> str:
    first = list(refused.items())[:NAMED]
    lines = [_("Application %(number)d: %(reason)s") % {"number": int(number), "reason": reason} for number, reason in first]
    return " ".join([intro, *lines, *(["…"] if len(refused) > NAMED else [])])
