"""Figures that stay as they are until enough has changed: today's less last week's are no small group either (guarantee 10). Pure: no Django.

What is counted of an incubator is settled: those who joined, left or moved are counted from the moment at which five companies did so, never one by
one. What was told is remembered, and a figure that would still have changed by less than five since it was told is hidden like a small one
(`network.core.crossing`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from network.core.crossing import Exposed, Published, Told, Unit, publish
from network.core.suppression import THRESHOLD


@dataclass(frozen=True)
class Entry:
    """One of those that are counted, and whose it is: a company may have several."""

    company: str
    unit: Unit


Entries = Mapping[str, Entry]  # by key of the application or the plan


@dataclass(frozen=True)
class Release:
    """What is counted, and what had been told when it was settled."""

    entries: Entries = field(default_factory=dict)
    before: Told = field(default_factory=dict)

    def published(self) -> Published:
        """What may be told of it."""
        return publish([self.entries[key].unit for key in sorted(self.entries)], self.before)


def renewed(release: Release, now: Entries, *, threshold: int = THRESHOLD) -> Release | None:
    """The next release; None while too few have changed, or where the change would give a small group away."""
    old = release.entries
    joined = _enough((key for key in now if key not in old), now, threshold)
    left = _enough((key for key in old if key not in now), old, threshold)
    moved = _enough((key for key in now if key in old and now[key] != old[key]), now, threshold)
    for going in (left, set()) if joined else (left,):  # six came and five went: those who went wait
        if not (joined or going or moved):
            return None
        entries = {key: entry for key, entry in old.items() if key not in going} | {key: now[key] for key in joined | moved}
        found = Release(entries, {**release.before, **release.published().told()})
        try:
            found.published()
        except Exposed:
            continue
        return found
    return None


def _enough(keys: Iterable[str], entries: Entries, threshold: int) -> set[str]:
    """All of them, where they are of at least `threshold` companies."""
    found = set(keys)
    return found if len({entries[key].company for key in found}) >= threshold else set()
