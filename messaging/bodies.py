"""What a message may say. Pure: the same check for page, API and socket."""

import re
from unicodedata import category

from django.utils.translation import gettext_lazy as _

from messaging.models import BODY_LENGTH
from network.core.errors import Invalid

_NEVER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # controls other than tab and line end; halves of surrogate pairs

_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters without a shape


def clean(body: str, *, may_be_empty: bool = False) -> str:
    """The text as it is kept: line ends are one character, nothing blank around it.

    Emoji, right-to-left text and its marks stay as typed. Raises Invalid for an empty text (that of a message with files may be empty),
    for a too long one and for characters no database or screen can carry (NUL, other controls, half an emoji).
    """
    text = body.strip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    shows = bool(text) and (text[0].isascii() or any(map(_shows, text)))
    if not shows and (text or not may_be_empty):
        raise Invalid({"body": [_("Write something first.")]})
    if len(text) > BODY_LENGTH:
        raise Invalid({"body": [_("That is too long for one message: at most %(most)s characters. Please send it in parts.") % {"most": BODY_LENGTH}]})
    if not text.isprintable() and _NEVER.search(text):  # most texts are one line, and that is told sooner
        raise Invalid({"body": [_("The text holds a character that cannot be kept, often pasted along. Please type that part again.")]})
    return text


def _shows(sign: str) -> bool:
    """Whether there is anything to see of it: joiners, marks of direction and fillers alone are an empty message."""
    return not sign.isspace() and sign not in _FILLERS and category(sign) != "Cf"
