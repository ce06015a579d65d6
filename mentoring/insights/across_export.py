"""The figures of several incubators as a file, with the same words where something is kept back."""

from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from mentoring.insights.across import Figure, Line
from mentoring.insights.across_queries import Chosen, Overview
from mentoring.insights.labels import category_words, standing_words
from network.core import sheets


def exported(found: Overview, chosen: Chosen, by: str, kind: str, *, title: str) -> IO[bytes]:
    """A line for each incubator, their sum, and the categories of one split; `kind` csv or xlsx."""
    table = found.table(chosen, by)
    header = [_("Incubator or category"), _("Programme"), _("Level"), _("All"), *(standing_words(found.what, stage) for stage in table.stages)]

    def lines() -> Iterator[list[sheets.Cell]]:
        for source, line in zip(found.chosen_sources(chosen), table.sources, strict=True):
            yield [source.incubator.name, source.programme.name, _("With names") if source.named else _("Figures only"), *_cells(line)]
        yield [_("All incubators"), "", "", *_cells(table.total)]
        for words, line in labelled(found, by, table.split):
            yield [words, "", "", *_cells(line)]

    return sheets.written(kind, header, lines(), title=title)


def labelled(found: Overview, by: str, split: list[tuple[tuple[str, ...], Line]]) -> list[tuple[str, Line]]:
    """The categories in the reader's language."""
    if by == "call":
        return [(found.calls[category[0]].title, line) for category, line in split]
    words = category_words(by, [category for category, _line in split])
    return [(words[category], line) for category, line in split]


def said(figure: Figure) -> str:
    """A figure in words: as it is, "at least", or kept back."""
    if figure.is_hidden:
        return _("kept back")
    return _("at least %(n)s") % {"n": figure.value} if figure.kept_back else str(figure.value)


def _cells(line: Line) -> list[sheets.Cell]:
    return [said(figure) if figure.kept_back else figure.value for figure in (line.total, *line.stages)]
