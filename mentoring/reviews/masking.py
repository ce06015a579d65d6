"""Taking names out of what reviewers of a blind call read. Pure: no Django.

A coordinator's redaction is the sure way; this is the net under it. Names are found whatever the case and at word limits, and with
endings (Finnish puts them on names: "Verkstad Sundin", "Ellille"), which are taken out with the name.
"""

import re
from collections.abc import Iterable

MASK = "█████"
_SHORTEST = 3  # shorter names stand in too many words
_MOST_ENDING = 6  # letters: -lta, -ssä, -lleen, -kseen


def names_in(*texts: str) -> frozenset[str]:
    """What to look for: each text whole, and each of its words that is no mere legal form."""
    found = set()
    for text in texts:
        cleaned = " ".join(text.split())
        if len(cleaned) >= _SHORTEST:
            found.add(cleaned)
        found.update(word for word in cleaned.split() if len(word) >= _SHORTEST and word.lower().strip(".,") not in _COMMON)
    return frozenset(found)


def mask(text: str, names: Iterable[str]) -> str:
    """The text with every one of `names` replaced by MASK, longest first."""
    ordered = sorted({name for name in names if len(name) >= _SHORTEST}, key=lambda name: (-len(name), name))
    if not ordered or not text:
        return text
    alternatives = "|".join(_pattern(name) for name in ordered)
    return re.sub(rf"(?<!\w)(?:{alternatives})", MASK, text, flags=re.IGNORECASE)


def _pattern(name: str) -> str:
    words = r"\s+".join(re.escape(word) for word in name.split())
    return words + (rf"\w{{0,{_MOST_ENDING}}}" if name[-1].isalnum() else "")


_COMMON = frozenset({"oy", "oyj", "osk", "tmi", "ab", "as", "ans", "asa", "aktiebolag", "osakeyhtiö", "osuuskunta", "the", "and", "och", "för", "med", "for"})
