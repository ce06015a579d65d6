"""The name that a file is shown and handed out by. Never the name it is stored by."""

import re
import unicodedata

from network.files.kinds import Kind

LONGEST = 120  # characters
LONGEST_SUFFIX = 8
_FORBIDDEN = re.compile(r'[<>:"|?*]')  # no file of Windows may have them in its name
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
# Controls, marks that turn the direction of writing around, halves of surrogate pairs, what has no meaning.
_NEVER = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean(name: str, kind: Kind) -> str:
    """The name without path, controls and direction marks, at most LONGEST characters, with a suffix of its kind.

    `C:\\plans\\Suunnitelma.DOCX` is `Suunnitelma.DOCX`; `cod\u202egpj.exe`, which shows as `codexe.jpg`, is `codgpj.exe.pdf` when
    it is a PDF. A name of which nothing is left is `file`.
    """
    last = unicodedata.normalize("NFC", name[:10_000]).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c in "\t\n" or unicodedata.category(c) not in _NEVER)
    stem = _FORBIDDEN.sub("_", " ".join(kept.split())).rstrip(" .")
    suffix = suffix_of(stem)
    if suffix.lower() in kind.suffixes:
        stem = stem[: -len(suffix)]
    else:
        suffix = kind.suffixes[0]
    stem = stem[: LONGEST - len(suffix)].strip(" .") or "file"
    return f"_{stem}{suffix}" if _DEVICES.match(stem) else stem + suffix


def suffix_of(name: str) -> str:
    """`.pdf` of `plan.pdf`, as written; empty where there is none."""
    dot = name.rfind(".")
    return name[dot:] if dot >= 0 and 1 < len(name) - dot <= LONGEST_SUFFIX else ""
