"""What a typed text may hold. Letters of every script stay; what nobody can see goes."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Embeddings, overrides and isolates reorder what stands around them: a name could show as another one (CVE-2021-42574).
# The marks U+200E, U+200F and U+061C only place neutral letters and stay: right-to-left text needs them.
REORDERING = dict.fromkeys((*range(8234, 8239), *range(8294, 8298)))
LINE_FEEDS = {"\n", "\r", "\t"}


def tidy(text: str) -> str:
    """The text in NFC without reordering controls; `č` typed as two characters becomes one."""
    return unicodedata.normalize("NFC", text).translate(REORDERING)


def refuse_controls(text: str) -> None:
    """Raise ValidationError for NUL and other control characters: no database, mail or calendar can carry them."""
    if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in LINE_FEEDS for letter in text):
        raise ValidationError(
            _("The text holds a character that cannot be kept, often pasted along. Please type that part again."),
            code="control_character",
        )
