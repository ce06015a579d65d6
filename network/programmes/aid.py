"""The legal bases of aid that a programme can work on: dated data (data/aid_bases.json), never constants of the code.

The decision on a project says which bases apply (read in the manuals of Interreg Aurora), so a programme chooses its own.
Labels are names in the reader's language; acts, articles and ceilings are quoted as they stand in the source.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS = {
    "none": _("No aid"),
    "gber_20a": _("Block exemption, Article 20a: aid of limited amount in Interreg projects"),
    "gber_20": _("Block exemption, Article 20: costs of undertakings in Interreg projects"),
    "de_minimis": _("De minimis aid"),
}


@dataclass(frozen=True)
class Basis:
    """One legal basis: the act and article, when it is in force, and its ceiling in euro with what it is counted for."""

    key: str
    act: str
    article: str
    valid_from: date | None
    valid_to: date | None
    ceiling_eur: int | None
    ceiling_per: str
    when: str
    status: str

    @property
    def label(self) -> str | Promise:
        """Its name in the reader's language."""
        return LABELS[self.key]

    def holds_between(self, starts: date | None, ends: date | None) -> bool:
        """Whether it is in force on some day of a time; an open end lasts on."""
        begins_too_late = self.valid_from is not None and ends is not None and ends < self.valid_from
        ended_before = self.valid_to is not None and starts is not None and starts > self.valid_to
        return not (begins_too_late or ended_before)


@cache
def bases() -> dict[str, Basis]:
    """All bases by key, in the order of the file."""
    text = (Path(__file__).parent / "data" / "aid_bases.json").read_text(encoding="utf-8")
    return {row["key"]: Basis(**row | {name: _day(row[name]) for name in ("valid_from", "valid_to")}) for row in json.loads(text)}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
