"""Why a file cannot be taken: one clear sentence for each way."""

from django.utils.translation import gettext_lazy as _

from network.core.errors import Invalid, Text

EMPTY = _("This file is empty.")
BROKEN = _("This file is damaged: it cannot be opened. Please save it again and add it anew.")
BOMB = _("This file unpacks to far more than its size. Such a file cannot be taken.")
NESTED = _("This document holds an archive or a program. Please take that out first.")
MACROS = _("This document holds macros. Please save it without them.")
LOCKED = _("This document is locked with a password. Please save it without one.")
MIXED = _("This file is of two kinds at once. Please save it again in the program it comes from.")
OLD = _("This document is of an older kind or locked with a password. Please save it as .docx, .xlsx, .pptx or PDF, without a password.")
HEIC = _("Pictures of the kind HEIC cannot be taken. Please save it as JPEG.")
FOUND = _("The virus check found something in this file, so it was not kept.")
SIDES = 20_000  # pixels of a picture's longer side


class Unfit(Invalid):
    """A file that cannot be taken; the sentence stands beside the field `file`."""

    code = "unfit-file"

    def __init__(self, sentence: Text, *, field: str = "file") -> None:
        super().__init__({field: [sentence]})


def too_large(size: int, most: int) -> Unfit:
    """More bytes than are taken."""
    words = {"size": f"{size / 1_000_000:.0f}", "most": f"{most / 1_000_000:.0f}"}
    return Unfit(_("This file has %(size)s MB; at most %(most)s MB can be taken. A smaller picture or a PDF often does.") % words)


def unknown(kinds: str) -> Unfit:
    """Of no kind that is taken."""
    return Unfit(_("A file of this kind cannot be added. You can add: %(kinds)s.") % {"kinds": kinds})


def misnamed(suffix: str) -> Unfit:
    """The content is not what the name says."""
    return Unfit(_("The name ends in “%(suffix)s”, but the file is something else. Please save it again in the program it comes from.") % {"suffix": suffix})


def too_many_pixels(most: int) -> Unfit:
    """A picture that is small as a file and huge once drawn."""
    words = _("This picture is too large to be drawn: at most %(most)s million pixels, and at most %(side)s along a side. Please make it smaller.")
    return Unfit(words % {"most": most // 1_000_000, "side": SIDES})
