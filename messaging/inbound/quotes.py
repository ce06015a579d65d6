"""What somebody wrote, without what their mail program put below it. Pure.

English, Finnish, Swedish and Norwegian programs; whoever writes Northern Sámi uses one of these. Everything from our own
line, a separator or a block of headers on goes; a header like “Den 3 mars 2026 kl. 10:12 skrev Elli:” goes with what it
quotes, so that an answer below the quotation, or between its lines, stays.
"""

import re

MARK = "–––"  # our own line: ––– Write your answer above this line –––
LONGEST_HEADER = 4  # lines over which a program breaks its header

_OURS = re.compile(rf"^[>\s*]*{MARK} .{{4,120}} {MARK}[\s*]*$")
_WORDS = (
    "original message|forwarded message|original appointment|alkuperäinen viesti|välitetty viesti|edelleenlähetetty viesti|"
    "ursprungligt meddelande|originalmeddelande|ursprungligt mail|vidarebefordrat meddelande|vidarebefordrat mail|"
    "opprinnelig melding|videresendt melding|opprinnelig e-post|original melding"
)
_SEPARATOR = re.compile(rf"^[>\s*]*-{{3,}}\s*(?:{_WORDS})\b.*-{{3,}}[\s*]*$|^\s*begin forwarded message:\s*$", re.IGNORECASE)
_FROM = re.compile(r"^[\s*]*(?:from|lähettäjä|från|fra|sáddejeaddji)\s*:[\s*]*\S", re.IGNORECASE)
_ALSO = re.compile(
    r"^[\s*]*(?:sent|date|to|cc|subject|lähetetty|päivä(?:määrä|ys)?|vastaanottaja|kopio|aihe|skickat|datum|till|kopia|ämne|sendt|dato|til|kopi|emne)"
    r"\s*:[\s*]*\S",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*_{8,}\s*$")
_WROTE = re.compile(r"\b(?:wrote|writes|kirjoitti|skrev|skreiv|čálii)\b", re.IGNORECASE)
_DAY = re.compile(r"\b\d{1,2}\b.*\b20\d\d\b|\b20\d\d[-./]\d|\b\d{1,2}[./]\s?\d{1,2}[./]|\b\d{1,2}[.:]\d\d\b")
_ADDRESS = re.compile(r"\S@\S")
_SIGNATURE = re.compile(r"^\s*--\s*$|^\s*—\s*$")
_SENT_FROM = re.compile(
    r"^[\s*_\[]*(?:sent from (?:my |outlook|yahoo|mail|proton|samsung)|sent (?:via|with) (?:the |outlook|proton)|get outlook for|"
    r"lähetetty (?:\w+ )?(?:iphone|ipad|android|samsung|outlook|gmail|puhelime|laittee|mobiil|proton|yahoo|sähköposti|windows)|hanki outlook|"
    r"skickat från (?:min |mitt |outlook|proton|yahoo|e-post|mail|samsung)|skickades från|(?:skaffa|hämta) outlook|"
    r"sendt fra (?:min |mitt |outlook|proton|yahoo|e-post|mail|samsung)|(?:last ned|få|skaff deg) outlook)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^\s*>")


def cut(text: str) -> str:
    """The writer's own words. Nothing when there are none."""
    lines = [line.replace("\xa0", " ").rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = _without_quotations(lines[: _end(lines)])
    kept = kept[: next((place for place, line in enumerate(kept) if _SIGNATURE.match(line)), len(kept))]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_without_sent_from(kept))).strip()


def _end(lines: list[str]) -> int:
    """Where all that follows is somebody else's."""
    for place, line in enumerate(lines):
        if _OURS.match(line) or _SEPARATOR.match(line) or _is_header_block(lines, place):
            return place
    return len(lines)


def _is_header_block(lines: list[str], place: int) -> bool:
    """`From:` with two more headers right below it, as Outlook writes them, perhaps under a rule."""
    if _RULE.match(lines[place]):
        below = [number for number in range(place + 1, min(place + 3, len(lines))) if lines[number].strip()]
        return bool(below) and _is_header_block(lines, below[0])
    if not _FROM.match(lines[place]):
        return False
    return sum(bool(_ALSO.match(line)) for line in lines[place + 1 : place + 7]) >= 2


def _without_quotations(lines: list[str]) -> list[str]:
    kept: list[str] = []
    place = 0
    while place < len(lines):
        if length := _header(lines, place):
            place += length
            if not _is_quoted_next(lines, place):
                break  # nothing marks what is quoted: it goes on to the end
            continue
        if not _QUOTED.match(lines[place]):
            kept.append(lines[place])
        place += 1
    return kept


def _header(lines: list[str], place: int) -> int:
    """How many lines from here are “… wrote:”; 0 when this is none.

    It names a day, a time or an address: a sentence that ends in “skrev:” does not. Without such, quoted lines follow.
    """
    words = ""
    for length in range(1, LONGEST_HEADER + 1):
        if place + length > len(lines) or not (line := lines[place + length - 1].strip("> *")):
            return 0
        words = f"{words} {line}".strip()
        if not words.endswith(":") or len(words) > 300 or not _WROTE.search(words):
            continue
        if (_DAY.search(words) and (_ADDRESS.search(words) or _is_dated(words))) or _ADDRESS.search(words) or _is_quoted_next(lines, place + length):
            return length
    return 0


def _is_dated(words: str) -> bool:
    """A full date, or a clock time: “I 2026 skrev vi avtalet:” has neither."""
    return bool(re.search(r"\b\d{1,2}\b\D{1,14}\b20\d\d\b|\b20\d\d-\d\d-\d\d\b|\b\d{1,2}\.\s?\d{1,2}\.\s?(?:20)?\d\d\b|\b\d{1,2}[.:]\d\d\b", words))


def _is_quoted_next(lines: list[str], place: int) -> bool:
    return next((bool(_QUOTED.match(line)) for line in lines[place : place + 3] if line.strip()), False)


def _without_sent_from(lines: list[str]) -> list[str]:
    """A phone's line at the very end goes."""
    last = [place for place, line in enumerate(lines) if line.strip()][-3:]
    for place in last:
        if _SENT_FROM.match(lines[place]):
            return lines[:place]
    return lines
