"""Files of messages as pages show them."""

from dataclasses import dataclass

from babel.units import format_unit
from django.utils.translation import get_language

from messaging import marks
from messaging.attachments import Attached, names_of
from messaging.models import Message
from network.core.languages import babel_locale

SIDE = 320  # pixels along the longer side of a small picture, at most


@dataclass(frozen=True, slots=True)
class ShownFile:
    """One file: a small picture with its size in pixels, or a name with its size in words."""

    pk: str
    name: str
    size: str
    state: str
    width: int
    height: int


def shown(attached: list[Attached] | None) -> list[ShownFile]:
    """The files of a message."""
    return [ShownFile(one["id"], one["name"], size_words(one["size"]), one["state"], *small(one["width"], one["height"])) for one in attached or ()]


def small(width: int, height: int) -> tuple[int, int]:
    """How large the small picture of a picture is shown; the script has the same rule."""
    scale = min(1, SIDE / max(width, height, 1))
    return round(width * scale), round(height * scale)


def size_words(size: int) -> str:
    """`1.2 MB`, `340 kB`: in the reader's language."""
    unit, number = ("digital-megabyte", round(size / 1_000_000, 1)) if size >= 1_000_000 else ("digital-kilobyte", max(1, round(size / 1_000)))
    return format_unit(number, unit, length="short", locale=babel_locale(get_language()))


def words_of(message: Message) -> str:
    """What a message says in one line, without marks; the names of its files where it says nothing else."""
    return " ".join(marks.plain(message.body).split()) or names_of(message.attachments)
