"""Which kind a file is, from its content. What its name or its sender says is not asked, except of texts, which have no mark."""

from typing import BinaryIO

from network.files import archives, kinds, unfit
from network.files.kinds import Kind
from network.files.names import suffix_of

HEAD = 1024
SIGNS: tuple[tuple[bytes, Kind], ...] = ((b"%PDF-", kinds.PDF), (b"\x89PNG\r\n\x1a\n", kinds.PNG), (b"\xff\xd8\xff", kinds.JPEG))
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEIC = {b"heic", b"heix", b"hevc", b"mif1", b"msf1"}
# What begins like this is a page or a program, whatever it is called.
SPEAKS = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<?php", b"<script", b"<head", b"<body", b"<iframe", b"#!", b"{\\rtf")
CONTROLS = bytes({*range(9), 11, *range(14, 27), *range(28, 32), 127})


def kind_of(stream: BinaryIO, size: int, name: str) -> Kind:
    """The kind of a file. Raises Unfit for one that is of none, of two, broken, or dangerous to open."""
    stream.seek(0)
    head = stream.read(HEAD)
    for sign, kind in SIGNS:
        if head.startswith(sign):
            return _whole_pdf(stream, size) if kind is kinds.PDF else kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return kinds.WEBP
    if head.startswith(ZIP):
        return archives.kind_of(stream, size)
    if head.startswith(OLD_OFFICE):
        raise unfit.Unfit(unfit.OLD)
    if head[4:8] == b"ftyp" and head[8:12] in HEIC:
        raise unfit.Unfit(unfit.HEIC)
    return _text(stream, name)


def _whole_pdf(stream: BinaryIO, size: int) -> Kind:
    """A PDF to its end: what also ends as an archive would be unpacked by others."""
    if archives.ends_as_archive(stream, size):
        raise unfit.Unfit(unfit.MIXED)
    stream.seek(max(0, size - 2048))
    if b"%%EOF" not in stream.read():
        raise unfit.Unfit(unfit.BROKEN)
    return kinds.PDF


def _text(stream: BinaryIO, name: str) -> Kind:
    """A text, if it reads as one and is called so."""
    suffix = suffix_of(name).lower()
    kind = kinds.SUFFIXES.get(suffix)
    stream.seek(0)
    content = stream.read()
    if not _reads(content):
        raise unfit.misnamed(suffix) if kind else unfit.unknown(kinds.listed())
    if kind not in (kinds.TEXT, kinds.CSV):
        raise unfit.misnamed(suffix) if kind else unfit.unknown(kinds.listed())
    return kind


def _reads(content: bytes) -> bool:
    """Whether it is text in UTF-8, UTF-16 with its mark or one of the old eight-bit sets, and no page or program."""
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(SPEAKS) or start.startswith(b"mz"):
        return False
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return b"\0" not in content.decode("utf-16").encode()
        except UnicodeError:
            return False
    return len(content.translate(None, CONTROLS)) == len(content)
