"""Tables that leave as CSV or as a workbook: safe against formulas, row by row, in the spelling that Nordic spreadsheets open by themselves."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

import xlsxwriter

Cell = str | int | float | None
CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
IN_MEMORY = 2_000_000  # bytes; what is larger goes to a temporary file
PIECE = 64 * 1024
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")  # with these a spreadsheet begins a formula (OWASP, CSV injection)
_LONGEST_NAME = 31  # of a sheet, with none of the signs below
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def written(kind: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str) -> IO[bytes]:
    """The table as a file at its beginning, `kind` csv or xlsx."""
    into: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- whoever sends it closes it
    (_csv if kind == "csv" else _xlsx)(into, header, rows, title)
    into.seek(0)
    return into


def streamed(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The table as CSV, piece by piece while its rows are read: its beginning leaves at once, however long it is."""
    into = io.BytesIO()
    text, lines = _csv_lines(into)
    lines.writerow([harmless(name) for name in header])
    for row in rows:
        lines.writerow([harmless(value) for value in row])
        if into.tell() >= PIECE:
            yield into.getvalue()
            into.seek(0)
            into.truncate()
    text.detach()
    yield into.getvalue()


def pieces(of: IO[bytes]) -> Iterator[bytes]:
    """The file piece by piece; closed at the end."""
    with of:
        while piece := of.read(PIECE):
            yield piece


def harmless(value: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_STARTS) else value


def _csv_lines(into: IO[bytes]) -> tuple[io.TextIOWrapper, Any]:
    text = io.TextIOWrapper(into, encoding="utf-8-sig", newline="", write_through=True)
    return text, csv.writer(text, delimiter=";", lineterminator="\r\n")


def _csv(into: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Cell]], title: str) -> None:
    into.writelines(streamed(header, rows))


def _xlsx(into: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Cell]], title: str) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(into, options) as book:
        sheet = book.add_worksheet(title.translate(_NOT_IN_NAMES).strip()[:_LONGEST_NAME] or None)
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for at, name in enumerate(header):
            sheet.write_string(0, at, name, bold)
        for line, row in enumerate(rows, start=1):
            for at, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(line, at, value)
                elif value is not None:
                    sheet.write_number(line, at, value)
