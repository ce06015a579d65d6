"""The kinds of files that are taken, as data. What is not here is never taken: no SVG, no HTML, no archives, no programs."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from network.core.errors import Text


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `suffixes` begins with the one that a file gets whose name has none of them."""

    content_type: str
    suffixes: tuple[str, ...]
    group: str
    label: Text

    @property
    def is_picture(self) -> bool:
        """Whether it is drawn anew, so that nothing hidden is left in it."""
        return self.group == "pictures"


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"

PDF = Kind("application/pdf", (".pdf",), "documents", "PDF")
PNG = Kind("image/png", (".png",), "pictures", "PNG")
JPEG = Kind("image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"), "pictures", "JPEG")
WEBP = Kind("image/webp", (".webp",), "pictures", "WebP")
TEXT = Kind("text/plain", (".txt", ".text", ".md"), "texts", _("plain text (.txt)"))
CSV = Kind("text/csv", (".csv",), "tables", "CSV")
DOCX = Kind(f"{_OOXML}.wordprocessingml.document", (".docx",), "documents", "Word (.docx)")
XLSX = Kind(f"{_OOXML}.spreadsheetml.sheet", (".xlsx",), "tables", "Excel (.xlsx)")
PPTX = Kind(f"{_OOXML}.presentationml.presentation", (".pptx",), "documents", "PowerPoint (.pptx)")
ODT = Kind(f"{_ODF}.text", (".odt",), "documents", "OpenDocument (.odt)")
ODS = Kind(f"{_ODF}.spreadsheet", (".ods",), "tables", "OpenDocument (.ods)")
ODP = Kind(f"{_ODF}.presentation", (".odp",), "documents", "OpenDocument (.odp)")

KINDS: dict[str, Kind] = {kind.content_type: kind for kind in (PDF, PNG, JPEG, WEBP, TEXT, CSV, DOCX, XLSX, PPTX, ODT, ODS, ODP)}
GROUPS = ("documents", "pictures", "tables", "texts")
SUFFIXES = {suffix: kind for kind in KINDS.values() for suffix in kind.suffixes}


def in_groups(groups: tuple[str, ...] = GROUPS) -> tuple[Kind, ...]:
    """The kinds of these groups."""
    return tuple(kind for kind in KINDS.values() if kind.group in groups)


def accepted(groups: tuple[str, ...] = GROUPS) -> str:
    """What `accept` of a file field names, so that the chooser offers what can be taken."""
    return ",".join(suffix for kind in in_groups(groups) for suffix in kind.suffixes)


def listed(groups: tuple[str, ...] = GROUPS) -> str:
    """The kinds in words."""
    return ", ".join(str(kind.label) for kind in in_groups(groups))
