"""Files good and bad, made here: none is kept in the repository."""

import io
import struct
import zipfile
import zlib

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
EXE = b"MZ\x90\x00" + b"\x00" * 60 + b"This program cannot be run in DOS mode." + bytes(range(256))
TYPES = '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.{}.main+xml"/></Types>'
MAINS = {"docx": "wordprocessingml.document", "xlsx": "spreadsheetml.sheet", "pptx": "presentationml.presentation"}


def archive(entries: dict[str, bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    """A zip archive of these entries."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in entries.items():
            out.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return made.getvalue()


def ooxml(suffix: str = "docx", **more: bytes) -> bytes:
    """A document of Word, Excel or PowerPoint as far as it matters here; `more` entries by name."""
    return archive({"[Content_Types].xml": TYPES.format(MAINS[suffix]).encode(), "word/document.xml": b"<w/>"} | more)


def odf(kind: str = "text") -> bytes:
    """An OpenDocument."""
    return archive({"mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(), "content.xml": b"<office/>"}, stored=("mimetype",))


def picture(name: str = "JPEG", size: tuple[int, int] = (60, 40), **words: object) -> bytes:
    """A picture, dark on its left half."""
    made = io.BytesIO()
    image = Image.new("RGB", size, "white")
    image.paste("black", (0, 0, size[0] // 2, size[1]))
    image.save(made, name, **words)
    return made.getvalue()


def with_place() -> bytes:
    """A photograph that tells where it was taken, and lies on its side."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A camera"
    exif.get_ifd(0x8825)[2] = (63.0, 5.0, 46.0)
    return picture(exif=exif.tobytes())


def bomb() -> bytes:
    """A picture of 30 000 by 30 000 pixels in a few bytes: only its head is there."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunk = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))  # noqa: E731
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 10_000)) + chunk(b"IEND", b"")


def lying() -> bytes:
    """A document with an entry that holds far more than it declares: whoever sums up declared sizes finds nothing wrong."""
    made = bytearray(ooxml(**{"word/big.xml": b"\0" * 5_000_000}))
    for sign, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = -1
        while (place := made.find(sign, place + 1)) >= 0:
            if struct.unpack_from("<L", made, place + at)[0] == 5_000_000:
                struct.pack_into("<L", made, place + at, 100)
    return bytes(made)
