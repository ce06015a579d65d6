"""Several incubators beside each other: what a reader may know of each, filtered, split and added up. Pure: no Django.

What an incubator shares with names is counted as it is. What it shares as figures is published once (`network.core.crossing`), whatever
the reader filters by: of that a filter only chooses, and two filters of different dimensions choose nothing. A sum over incubators adds
what is shown, and says "at least" where something is kept back; so nothing that is told of one depends on another.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from network.core.crossing import ALL, Path, Published, Unit


class Standing(StrEnum):
    """Where an application stands that was handed in: the kinds of stages, the same in every call's pipeline."""

    OPEN = "open"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class PlanStanding(StrEnum):
    """Where a development plan stands; `late` runs too, and a report of it stays out."""

    MAKING = "making"
    RUNNING = "running"
    LATE = "late"
    FINISHED = "finished"


PLACE, SECTOR, TIME = "place", "sector", "time"
Wanted = Mapping[str, tuple[Path, ...]]  # dimension → beginnings of paths, one of which must hold


@dataclass(frozen=True)
class Split:
    """A way to split figures: the dimension, how much of a path tells the category, and the category."""

    dimension: str
    length: int
    category: Callable[[Path], Path] = lambda path: path


SPLITS = {
    "country": Split(PLACE, 1),
    "region": Split(PLACE, 2),
    "sector": Split(SECTOR, 1),
    "quarter": Split(TIME, 1),
    "call": Split(TIME, 2, lambda path: path[1:]),
}


@dataclass(frozen=True)
class Figure:
    """A number as far as it may be told: the sum of what is shown, and whether a part is kept back."""

    value: int = 0
    kept_back: bool = False

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(self.value + other.value, self.kept_back or other.kept_back)

    @property
    def is_hidden(self) -> bool:
        """Nothing of it may be told."""
        return self.kept_back and not self.value


@dataclass(frozen=True)
class Block:
    """What a reader may know of one incubator: rows that may be opened, and what is published of the others (None: there are no others)."""

    rows: tuple[Unit, ...] = ()
    guarded: Published | None = None

    def figure(self, wanted: Wanted, stage: str = ALL) -> Figure:
        """How many fit the filters."""
        rows = Figure(sum(1 for unit in self.rows if stage in (ALL, unit.stage) and fits(unit, wanted)))
        return rows + _told(self.guarded, wanted, stage)

    def by(self, split: Split, wanted: Wanted) -> dict[tuple[str, Path], Figure]:
        """The same by stage (and over all) and category; categories of which nothing is told are left out."""
        counts: Counter[tuple[str, Path]] = Counter()
        for unit in self.rows:
            if fits(unit, wanted):
                category = split.category(unit.paths[split.dimension][: split.length])
                counts.update([(unit.stage, category), (ALL, category)])
        found = {name: Figure(value) for name, value in counts.items()}
        if self.guarded is not None and set(wanted) <= {split.dimension}:
            for name, paths in _named(self.guarded, split, wanted).items():
                told = Figure(*self.guarded.sum_of(split.dimension, paths, name[0]))
                found[name] = found.get(name, Figure()) + told
        return found


def fits(unit: Unit, wanted: Wanted) -> bool:
    """Whether all filters hold."""
    return all(begins(unit.paths[dimension], paths) for dimension, paths in wanted.items())


def begins(path: Path, beginnings: Iterable[Path]) -> bool:
    """Whether the path begins with one of these."""
    return any(path[: len(beginning)] == beginning for beginning in beginnings)


def _told(guarded: Published | None, wanted: Wanted, stage: str) -> Figure:
    if guarded is None:
        return Figure()
    if not wanted:
        value = guarded.figure(stage=stage)
        return Figure(value or 0, value is None)
    if any(not paths for paths in wanted.values()):
        return Figure()  # a filter that is not about this incubator: somebody else's call
    if len(wanted) > 1:
        return Figure(0, kept_back=True)
    ((dimension, paths),) = wanted.items()
    return Figure(*guarded.sum_of(dimension, paths, stage))


def _named(guarded: Published, split: Split, wanted: Wanted) -> dict[tuple[str, Path], list[Path]]:
    """By stage and category the figures that make it up: as narrow as the filter, where that is narrower than the split."""
    found: dict[tuple[str, Path], list[Path]] = {}
    limits = wanted.get(split.dimension)
    length = max([split.length, *(len(one) for one in limits or ())])
    for stage, path in sorted(guarded.filled.get(split.dimension, ())):
        if len(path) == length and (limits is None or begins(path, limits)):
            found.setdefault((stage, split.category(path[: split.length])), []).append(path)
    return found


@dataclass(frozen=True)
class Line:
    """A row of a table: over all stages, and by stage."""

    total: Figure
    stages: tuple[Figure, ...]

    @property
    def is_hidden(self) -> bool:
        """Every figure of it is kept back."""
        return all(figure.is_hidden for figure in (self.total, *self.stages))

    @property
    def tells_nothing(self) -> bool:
        return self.total.is_hidden and all(figure.is_hidden or not figure.value for figure in self.stages)


@dataclass(frozen=True)
class Table:
    """Everything that one look shows: a line for each incubator, their sum, and the sum by category."""

    stages: tuple[str, ...]
    sources: list[Line] = field(default_factory=list)
    total: Line = field(default_factory=lambda: Line(Figure(), ()))
    split: list[tuple[Path, Line]] = field(default_factory=list)
    leaves_out: bool = False  # categories of which nothing is told


def table(blocks: Sequence[Block], stages: Collection[str], wanted: Sequence[Wanted], by: str = "") -> Table:
    """Of these incubators, each with the filters as they are for it."""
    order = tuple(stages)
    lines = [Line(block.figure(want), tuple(block.figure(want, stage) for stage in order)) for block, want in zip(blocks, wanted, strict=True)]
    split, leaves_out = _split(blocks, order, wanted, SPLITS[by]) if by in SPLITS else ([], False)
    return Table(order, lines, _sum(lines, order), split, leaves_out)


def _sum(lines: Sequence[Line], order: Sequence[str]) -> Line:
    total = sum((line.total for line in lines), Figure())
    return Line(total, tuple(sum((line.stages[at] for line in lines), Figure()) for at in range(len(order))))


def _split(blocks: Sequence[Block], order: Sequence[str], wanted: Sequence[Wanted], split: Split) -> tuple[list[tuple[Path, Line]], bool]:
    found = [block.by(split, want) for block, want in zip(blocks, wanted, strict=True)]
    categories = sorted({category for one in found for _stage, category in one})
    guarded = [block.guarded is not None for block in blocks]

    def figure(stage: str, category: Path) -> Figure:
        parts = (one.get((stage, category), Figure(0, kept)) for one, kept in zip(found, guarded, strict=True))
        return sum(parts, Figure())

    lines = [(category, Line(figure(ALL, category), tuple(figure(stage, category) for stage in order))) for category in categories]
    shown = [(category, line) for category, line in lines if not line.tells_nothing]
    return shown, len(shown) < len(lines) or any(guarded)
