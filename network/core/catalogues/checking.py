"""What makes a catalogue unfit to be shown."""

import re
from collections.abc import Iterator

from babel.messages import Catalog
from babel.messages.catalog import Message

_PLACEHOLDER = re.compile(r"%%|%\([^)]+\)[#0\- +]*[\d.]*[a-zA-Z]|%[sdifr]|\{[^{}\s]*\}")


def placeholders(text: str) -> list[str]:
    """The places where values are put in, sorted; a doubled per cent sign counts as one too."""
    return sorted(_PLACEHOLDER.findall(text))


def key_of(message: Message) -> str:
    """A message's name in the lists that translators get: `«context» text ‖ plural`."""
    text = " ‖ ".join(message.id) if isinstance(message.id, tuple) else message.id
    return f"«{message.context}» {text}" if message.context else text


def forms(message: Message) -> tuple[str, ...]:
    """The translation as a tuple of its plural forms; one for a text without plural."""
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string,)


def is_missing(message: Message) -> bool:
    return not all(forms(message))


def mismatch(message: Message, translated: tuple[str, ...]) -> str:
    """Why a translation cannot stand for its text; empty when it can.

    Of a plural, all forms but the last may leave out the number ("one day", the Sámi dual).
    """
    texts = message.id if isinstance(message.id, tuple) else (message.id,)
    wanted = placeholders(texts[-1])
    for index, text in enumerate(translated):
        found = placeholders(text)
        may_lack = index < len(translated) - 1 and set(found) <= set(wanted)
        if found != wanted and not may_lack:
            return f"placeholders {found} instead of {wanted}"
        if text.startswith("\n") != texts[-1].startswith("\n") or text.endswith("\n") != texts[-1].endswith("\n"):
            return "line breaks at the ends differ"
    return ""


def faults(catalogue: Catalog, *, complete: bool = True) -> Iterator[str]:
    """Sentences about what is missing, fuzzy or mismatched. An incomplete catalogue may lack texts, not differ from them."""
    for message in catalogue:
        if not message.id:
            continue
        if message.fuzzy:
            if complete:
                yield f"fuzzy: {key_of(message)}"
        elif is_missing(message):
            if complete:
                yield f"missing: {key_of(message)}"
        elif why := mismatch(message, forms(message)):
            yield f"{why}: {key_of(message)}"
