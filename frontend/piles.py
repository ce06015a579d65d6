"""A table whose rows become cards where the screen is narrow: each cell carries the name of its column, taken from the head."""

import re
from collections.abc import Iterable

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.S)
ROW = re.compile(r"<tr\b.*?</tr>", re.S)
CELL = re.compile(r"<(td|th)\b([^>]*)>(.*?)</\1>", re.S)


def piled(content: str) -> SafeString:
    """The rendered head and body of a table (without tables in its cells), every `<td>` with its column's name and a wrapped value."""
    head, end, body = content.partition("</thead>")
    labels = [" ".join(strip_tags(cell).split()).replace('"', "&quot;") for cell in HEADING.findall(head)]
    if not end or not any(labels):
        return mark_safe(content)  # noqa: S308 (rendered by a template, which escapes)
    return mark_safe(head + end + ROW.sub(lambda row: _labelled(row[0], labels), body))  # noqa: S308


def _labelled(row: str, labels: Iterable[str]) -> str:
    names = iter(labels)

    def cell(found: re.Match) -> str:
        kind, attributes, value = found.groups()
        name = next(names, "")
        if kind == "th" or "colspan" in attributes:
            return found[0]
        empty = " data-empty" if value.strip() == "–" else ""  # a card leaves out what a column must show as nothing
        return f'<td{attributes} data-label="{name}"{empty}><div class="cell">{value}</div></td>'

    return CELL.sub(cell, row)
