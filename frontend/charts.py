"""Pictures of figures as SVG, drawn on the server: a title, a description, and the numbers again as a table behind them.

No colours here: the shapes carry classes, `work.css` gives them colour in both schemes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from textwrap import wrap
from typing import Any

LETTER = 7.0  # how wide a letter under a picture is on average, in the picture's own units
HIDDEN = None  # a figure kept back because its group is small: drawn as a grey stub, written as words


@dataclass(frozen=True)
class Bar:
    """One line of a bar chart; `value` None means: kept back."""

    label: str
    value: float | None
    words: str = ""
    url: str = ""


@dataclass(frozen=True)
class Placed:
    """A bar with its place in the drawing."""

    label: str
    words: str
    url: str
    y: int
    width: float
    kept_back: bool

    @property
    def text_y(self) -> int:
        return self.y + 15

    @property
    def label_lines(self) -> list[tuple[int, str]]:
        """The label beside the bar, on two lines where one is too short: each line's place and words."""
        lines = wrap(self.label, LINE, max_lines=2, placeholder=" …") or [""]
        top = self.text_y if len(lines) == 1 else self.y + 7
        return [(top + 16 * at, line) for at, line in enumerate(lines)]

    @property
    def value_x(self) -> float:
        return LABELS + self.width + 8


@dataclass(frozen=True)
class Line:
    """A bar as a line of text with a meter under it, for narrow screens; `share` is 0 to 100, with a point in every language, None where it is kept back."""

    label: str
    words: str
    share: str | None


LABELS, BARS, ROW, LINE = 210, 420, 36, 25  # LINE: letters of a label that fit beside the bars


@dataclass(frozen=True)
class Bars:
    """Horizontal bars, longest figure the full width. Labels are as long as Finnish needs: the table has them whole."""

    title: str
    bars: Sequence[Bar]
    unit: str = ""
    top: float | None = None
    columns: tuple[str, str] = ("", "")
    beside: Sequence[Bar] = ()  # more of them, which stand in the table alone

    @property
    def height(self) -> int:
        return ROW * len(self.bars) + 4

    @property
    def description(self) -> str:
        return "; ".join(f"{bar.label}: {self.said(bar)}" for bar in self.bars)

    def said(self, bar: Bar) -> str:
        """The figure in words, as written beside the bar and in the table."""
        if bar.words:
            return bar.words
        number = "–" if bar.value is None else f"{bar.value:g}"
        return f"{number} {self.unit}".strip()

    @property
    def placed(self) -> list[Placed]:
        top = self.top or max((bar.value or 0 for bar in self.bars), default=0) or 1
        return [
            Placed(
                label=bar.label,
                words=self.said(bar),
                url=bar.url,
                y=index * ROW + 6,
                width=4.0 if bar.value is None else round(max(min(bar.value / top, 1), 0) * BARS, 1),
                kept_back=bar.value is None,
            )
            for index, bar in enumerate(self.bars)
        ]

    @property
    def rows(self) -> list[tuple[str, str]]:
        return [(bar.label, self.said(bar)) for bar in (*self.bars, *self.beside)]

    @property
    def lines(self) -> list[Line]:
        return [Line(bar.label, bar.words, None if bar.kept_back else f"{100 * bar.width / BARS:.1f}") for bar in self.placed]


def whole(parts: Sequence[float], of: int = 100) -> list[int]:
    """Whole numbers in proportion to `parts` that add up to `of`: what is left over goes to the largest remainders."""
    if not (total := sum(parts)):
        return [0] * len(parts)
    shares = [part * of / total for part in parts]
    found = [int(share) for share in shares]
    first = sorted(range(len(parts)), key=lambda at: (found[at] - shares[at], at))
    for at in first[: of - sum(found)]:
        found[at] += 1
    return found


@dataclass(frozen=True)
class Part:
    """One criterion: how many of the 100 points of a perfect fit it can give, and how many it gives."""

    label: str
    words: str
    weight: int
    reached: int


@dataclass(frozen=True)
class Parts:
    """What a fit is made of: a track as long as the criterion counts, filled as far as it is reached. Labels stand above, for narrow screens."""

    parts: Sequence[Part]
    title: str = ""

    WIDTH = 320
    ROW = 40

    @classmethod
    def of(cls, criteria: Sequence[Any], lines: Sequence[Any]) -> "Parts":
        """Of an explanation's criteria and what they are in words."""
        weights = whole([criterion.weight for criterion in criteria])
        return cls(
            [Part(line.label, line.words, weight, round(weight * criterion.value)) for criterion, line, weight in zip(criteria, lines, weights, strict=True)]
        )

    @property
    def height(self) -> int:
        return self.ROW * len(self.parts)

    @property
    def placed(self) -> list[tuple[Part, int, int, str, str]]:
        """(part, y of its label, y of its bar, length of the track, length of what is reached)."""
        most = max((part.weight for part in self.parts), default=0) or 1
        return [
            (part, i * self.ROW + 14, i * self.ROW + 20, f"{part.weight / most * self.WIDTH:.1f}", f"{part.reached / most * self.WIDTH:.1f}")
            for i, part in enumerate(self.parts)
        ]

    @property
    def description(self) -> str:
        return "; ".join(f"{part.label}: {part.words}" for part in self.parts)

    @property
    def counts(self) -> int:
        """What all of it would give: 100, or 0 where nothing was answered."""
        return sum(part.weight for part in self.parts)

    @property
    def reached(self) -> int:
        """What it gives."""
        return sum(part.reached for part in self.parts)


@dataclass(frozen=True)
class Funnel:
    """How many came through each stage, from left to right; the band's height is the number, the words stand under it."""

    title: str
    stages: Sequence[Bar]
    columns: tuple[str, str] = ("", "")
    width: int = 760
    height: int = 110

    @property
    def figures_y(self) -> int:
        return self.height + 22

    @property
    def words_y(self) -> int:
        return self.height + 42

    @property
    def tells_nothing(self) -> bool:
        """Every figure is kept back: there is nothing to draw."""
        return all(stage.value is None for stage in self.stages)

    @property
    def full_height(self) -> int:
        return self.height + 50

    @property
    def description(self) -> str:
        return ", ".join(f"{self.said(stage)} {stage.label}" for stage in self.stages)

    @staticmethod
    def said(stage: Bar) -> str:
        """The figure in words."""
        return stage.words or ("–" if stage.value is None else f"{stage.value:g}")

    @property
    def rows(self) -> list[tuple[str, str]]:
        return [(stage.label, self.said(stage)) for stage in self.stages]

    @property
    def lines(self) -> list[Line]:
        top = max((stage.value or 0 for stage in self.stages), default=0) or 1
        return [Line(stage.label, self.said(stage), None if stage.value is None else f"{100 * stage.value / top:.1f}") for stage in self.stages]

    @property
    def step(self) -> float:
        return self.width / max(len(self.stages), 1)

    @property
    def letters(self) -> int:
        """How many of them have room under one stage."""
        return int((self.step - 12) / LETTER)

    @property
    def outline(self) -> str:
        """The band as one path, smooth between the stages."""
        top = max((stage.value or 0 for stage in self.stages), default=0) or 1
        half = [max((stage.value or 0) / top, 0.03) * (self.height - 8) / 2 for stage in self.stages]
        if not half:
            return ""
        middle, half = self.height / 2, [*half, half[-1]]
        upper = [(i * self.step, middle - h) for i, h in enumerate(half)]
        lower = [(i * self.step, middle + h) for i, h in reversed(list(enumerate(half)))]
        return f"M{upper[0][0]:.1f} {upper[0][1]:.1f} {self._edge(upper)} L{lower[0][0]:.1f} {lower[0][1]:.1f} {self._edge(lower)} Z"

    def _edge(self, points: Sequence[tuple[float, float]]) -> str:
        """Level through each stage, then a soft step just before the next."""
        parts, slope = [], 0.24 * self.step
        for (x0, y0), (x1, y1) in pairwise(points):
            ends = max(x0, x1)  # the step belongs to the end of the left stage, whichever way the pen goes
            start, middle = ends - slope, ends - slope / 2
            first, last = (start, ends) if x0 < x1 else (ends, start)
            parts.append(f"L{first:.1f} {y0:.1f} C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {last:.1f} {y1:.1f} L{x1:.1f} {y1:.1f}")
        return " ".join(parts)

    @property
    def labels(self) -> list[tuple[float, float, str, str]]:
        """(x of the text, x of the cut before it, figure, stage)."""
        return [(round(i * self.step + 4, 1), round(i * self.step, 1), self.said(stage), stage.label) for i, stage in enumerate(self.stages)]


@dataclass(frozen=True)
class Curve:
    """Shares over time, 0 to 1: what was done and, dashed, what was planned."""

    title: str
    labels: Sequence[str]
    done: Sequence[float]
    planned: Sequence[float] = field(default_factory=tuple)
    columns: tuple[str, str, str] = ("", "", "")
    words: str = ""
    width: int = 640
    height: int = 180

    def x(self, index: int) -> float:
        """Place of a label, left to right."""
        return round(60 + index * (self.width - 100) / max(len(self.labels) - 1, 1), 1)

    def y(self, share: float) -> float:
        """Place of a share, 0 at the bottom."""
        return round(150 - max(min(share, 1), 0) * 130, 1)

    def _path(self, shares: Sequence[float]) -> str:
        return " ".join(f"{'M' if i == 0 else 'L'}{self.x(i)} {self.y(share)}" for i, share in enumerate(shares))

    @property
    def done_path(self) -> str:
        return self._path(self.done)

    @property
    def planned_path(self) -> str:
        return self._path(self.planned)

    @property
    def last(self) -> tuple[float, float]:
        return (self.x(len(self.done) - 1), self.y(self.done[-1])) if self.done else (60.0, 150.0)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        return [(self.x(i), label) for i, label in enumerate(self.labels)]

    @property
    def levels(self) -> list[tuple[float, str]]:
        return [(self.y(share), f"{share:.0%}".replace("%", "\u00a0%")) for share in (1, 0.5, 0)]

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        def said(shares: Sequence[float], i: int) -> str:
            return f"{shares[i] * 100:.0f}\u00a0%" if i < len(shares) else "–"

        return [(label, said(self.done, i), said(self.planned, i)) for i, label in enumerate(self.labels)]

    @property
    def description(self) -> str:
        return self.words or "; ".join(f"{label}: {done}" for label, done, _ in self.rows)
