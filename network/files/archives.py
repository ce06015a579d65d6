"""Documents that are zip archives (OOXML, ODF): which they are, and whether they can be unpacked without harm. Never unpacked whole.

Against bombs (https://www.bamsoftware.com/hacks/zipbomb/): what an archive declares is summed up before anything is read,
entries may not share bytes, and each is unpacked in pieces that are thrown away, to see that it holds no more than it declares.
"""

import io
import struct
import zipfile
import zlib
from typing import BinaryIO

from network.files import kinds, unfit
from network.files.kinds import Kind
from network.files.unfit import Unfit

MOST_ENTRIES = 3_000
MOST_DIRECTORY = 1_000_000  # bytes of the list of entries
MOST_UNPACKED = 100_000_000  # bytes of all entries
FREE_UNPACKED, MOST_RATIO = 10_000_000, 120  # more than the first only up to so many times the file's size
MOST_DESCRIPTION = 1_000_000
PIECE = 65_536
END, LOCAL = b"PK\x05\x06", b"PK\x03\x04"
MAIN = {
    b"wordprocessingml.document.main+xml": kinds.DOCX,
    b"spreadsheetml.sheet.main+xml": kinds.XLSX,
    b"presentationml.presentation.main+xml": kinds.PPTX,
}
ODF = {kind.content_type.encode(): kind for kind in (kinds.ODT, kinds.ODS, kinds.ODP)}
NEVER = (".zip", ".jar", ".rar", ".7z", ".exe", ".dll", ".com", ".bat", ".cmd", ".js", ".vbs", ".ps1", ".sh", ".msi", ".scr", ".hta", ".html", ".htm", ".class")
PROGRAMS = (b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"\xca\xfe\xba\xbe")
MACROS = ("vbaproject.bin", "basic/script", "/activex/", "scripts/")
BAD = (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, struct.error, zlib.error, RuntimeError)


def ends_as_archive(stream: BinaryIO, size: int) -> bool:
    """Whether the end of a file is the end of a zip archive, as readers look for it."""
    return _end(stream, size) is not None


def _end(stream: BinaryIO, size: int) -> tuple[int, int] | None:
    """How many entries the end of an archive tells, and how long their list is; None where there is no such end."""
    stream.seek(max(0, size - 65_557))
    tail = stream.read()
    at = tail.rfind(END)
    while at >= 0:
        if len(tail) - at >= 22:
            _sign, _disk, _start, _here, entries, directory, _at, comment = struct.unpack("<4s4H2LH", tail[at : at + 22])
            if at + 22 + comment == len(tail):
                return entries, directory
        at = tail.rfind(END, 0, at)
    return None


def kind_of(stream: BinaryIO, size: int) -> Kind:
    """Which document it is. Raises Unfit for any other archive and for one that is dangerous to open."""
    return _checked(stream, size, is_inner=False)


def _checked(stream: BinaryIO, size: int, *, is_inner: bool) -> Kind:
    end = _end(stream, size)
    if end is None:
        raise Unfit(unfit.BROKEN)
    if end[0] > MOST_ENTRIES or end[1] > MOST_DIRECTORY:
        raise Unfit(unfit.BOMB)
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            _declared(entries, size)
            kind = _described(archive)
            for entry in entries:
                _entry(stream, entry, is_inner=is_inner)
    except BAD:
        raise Unfit(unfit.BROKEN) from None
    return kind


def _declared(entries: list[zipfile.ZipInfo], size: int) -> None:
    """What the list of entries says of itself."""
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    shares_bytes = packed > size or len({entry.header_offset for entry in entries}) < len(entries)
    if len(entries) > MOST_ENTRIES or shares_bytes or unpacked > MOST_UNPACKED or (unpacked > FREE_UNPACKED and unpacked > MOST_RATIO * size):
        raise Unfit(unfit.BOMB)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unfit(unfit.LOCKED)
    names = [entry.filename.lower() for entry in entries]
    if any(mark in f"/{name}" for name in names for mark in MACROS):
        raise Unfit(unfit.MACROS)
    if any(name.endswith(NEVER) for name in names):
        raise Unfit(unfit.NESTED)


def _described(archive: zipfile.ZipFile) -> Kind:
    """The kind that the archive names in the place where its format wants it."""
    names = archive.namelist()
    if "[Content_Types].xml" in names:
        types = _beginning(archive, "[Content_Types].xml")
        if b"macroEnabled" in types:
            raise Unfit(unfit.MACROS)
        found = [kind for mark, kind in MAIN.items() if mark in types]
        if len(found) == 1:
            return found[0]
    elif names and names[0] == "mimetype" and (kind := ODF.get(_beginning(archive, "mimetype").strip())):
        return kind
    raise unfit.unknown(kinds.listed())


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as inside:
        return inside.read(MOST_DESCRIPTION)


def _entry(stream: BinaryIO, entry: zipfile.ZipInfo, *, is_inner: bool) -> None:
    """Unpack one entry and throw it away: it must be as long as it says, and no program or archive."""
    start, length, kept = b"", 0, io.BytesIO()
    for piece in _pieces(stream, entry):
        start = start or piece[:8]
        length += len(piece)
        if length > entry.file_size:
            raise Unfit(unfit.BOMB)
        if start.startswith(PROGRAMS) or (start.startswith(LOCAL) and is_inner):
            raise Unfit(unfit.NESTED)
        if start.startswith(LOCAL):
            kept.write(piece)
    if length != entry.file_size:
        raise Unfit(unfit.BROKEN)
    if kept.tell():  # a chart of a presentation brings its table along, as a document of its own
        if "/embeddings/" not in entry.filename:
            raise Unfit(unfit.NESTED)
        _checked(kept, length, is_inner=True)


def _pieces(stream: BinaryIO, entry: zipfile.ZipInfo):
    """The unpacked content in pieces."""
    stream.seek(entry.header_offset)
    header = stream.read(30)
    if len(header) < 30 or header[:4] != LOCAL:
        raise Unfit(unfit.BROKEN)
    name, extra = struct.unpack("<HH", header[26:30])
    stream.seek(name + extra, io.SEEK_CUR)
    left = entry.compress_size
    if entry.compress_type == zipfile.ZIP_STORED:
        while left and (piece := stream.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise Unfit(unfit.BROKEN)
    unpacking = zlib.decompressobj(-15)
    while not unpacking.eof:
        packed = unpacking.unconsumed_tail
        if not packed:
            packed = stream.read(min(PIECE, left))
            left -= len(packed)
            if not packed:
                return
        if piece := unpacking.decompress(packed, PIECE):
            yield piece
