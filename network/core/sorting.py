"""One order for names in the north, stored with each row so that lists and keyset paging agree."""

import unicodedata

# Letters after z in the order that Finnish and Swedish (å ä ö) and Norwegian (æ ø å) readers can both find:
# the same sound stands together. Sámi letters follow their base letter.
_AFTER_Z = {"å": "zz1", "ä": "zz2", "æ": "zz2", "ö": "zz3", "ø": "zz3"}
_AFTER_BASE = {
    "á": "a1",
    "č": "c1",
    "đ": "d1",
    "ŋ": "n1",
    "š": "s1",
    "ŧ": "t1",
    "ž": "z1",
    "ǥ": "g1",
    "ǧ": "g2",
    "ǩ": "k1",
    "ʒ": "z2",
    "ǯ": "z3",
    "ð": "d2",
    "þ": "t2",
}
_TABLE = {ord(letter): key for letter, key in (_AFTER_Z | _AFTER_BASE).items()}
LENGTH = 160


def sort_key(name: str) -> str:
    """A key whose plain code-point order is the Nordic alphabetical order of `name`, cut at 160 characters.

    Case and punctuation do not count; letters outside the table lose their marks.
    """
    folded = unicodedata.normalize("NFC", name).casefold().translate(_TABLE)
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())[:LENGTH]
