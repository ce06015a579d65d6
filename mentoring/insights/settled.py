"""The figures that are told of guarded rows: settled when they are looked at, and kept until enough has changed (docs/figures.md, ADR 15)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from mentoring.insights.models import SettledFigures
from mentoring.insights.settling import Entries, Entry, Release, renewed
from network.core import clock
from network.core.crossing import Published, Unit

Key = tuple[UUID, UUID, str, str]  # programme, incubator, what is counted, and which part of it


@dataclass(frozen=True)
class Settled:
    """What may be told, and since when it stands (None: nothing was told yet)."""

    figures: Published = field(default_factory=Published)
    since: datetime | None = None


def settle(populations: dict[Key, Entries]) -> dict[Key, Settled]:
    """What is told of each: as it was, or anew where enough has changed. One query where nothing has to be settled."""
    rows = _rows(populations)
    late = {key for key, entries in populations.items() if renewed(_release(rows.get(key)), entries) is not None}
    if late:
        rows |= _renew({key: populations[key] for key in late})
    return {key: Settled(_release(row).published(), row.settled_at) if (row := rows.get(key)) else Settled() for key in populations}


@transaction.atomic
def _renew(populations: dict[Key, Entries]) -> dict[Key, SettledFigures]:
    """The race: two readers look at once, and somebody changes in between. The second finds what the first has settled, and asks again whether
    enough has changed since that."""
    SettledFigures.objects.bulk_create([_row(key) for key in sorted(populations)], ignore_conflicts=True)
    rows = _rows(populations, locked=True)
    for key, row in rows.items():
        if (release := renewed(_release(row), populations[key])) is not None:
            row.entries = {key: _entry_as_json(entry) for key, entry in release.entries.items()}
            row.before = [[*name[:2], list(name[2]), value] for name, value in sorted(release.before.items())]
            row.settled_at = clock.now()
    SettledFigures.objects.bulk_update(rows.values(), ["entries", "before", "settled_at"])
    return rows


def _rows(keys: Collection[Key], *, locked: bool = False) -> dict[Key, SettledFigures]:
    rows = SettledFigures.objects.filter(
        programme__in={key[0] for key in keys}, incubator__in={key[1] for key in keys}, what__in={key[2] for key in keys}, part__in={key[3] for key in keys}
    ).order_by("pk")
    found = rows.select_for_update(of=("self",), no_key=True) if locked else rows
    by_key = {(row.programme_id, row.incubator_id, row.what, row.part): row for row in found}
    return {key: row for key, row in by_key.items() if key in keys}


def _row(key: Key) -> SettledFigures:
    programme, incubator, what, part = key
    return SettledFigures(programme_id=programme, incubator_id=incubator, what=what, part=part)


def _release(row: SettledFigures | None) -> Release:
    if row is None:
        return Release()
    entries = {key: _entry_of(*given) for key, given in row.entries.items()}
    return Release(entries, {(dimension, stage, tuple(path)): value for dimension, stage, path, value in row.before})


def _entry_as_json(entry: Entry) -> list[Any]:
    return [entry.company, entry.unit.stage, {dimension: list(path) for dimension, path in entry.unit.paths.items()}]


def _entry_of(company: str, stage: str, paths: dict[str, Iterable[str]]) -> Entry:
    return Entry(company, Unit(stage, {dimension: tuple(path) for dimension, path in paths.items()}))
