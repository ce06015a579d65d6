"""What a file is, is found in its content; what cannot be taken is refused by one sentence beside the field."""

import io

import pytest
from PIL import Image

from network.files import kinds, names, pictures, sniffing, unfit
from network.files.unfit import Unfit
from tests.network.files import samples

GOOD = [
    (samples.PDF, "plan.pdf", kinds.PDF),
    (samples.PDF, "plan.exe", kinds.PDF),
    (samples.picture(), "a.jpg", kinds.JPEG),
    (samples.picture("PNG"), "a.jpg", kinds.PNG),
    (samples.picture("WEBP"), "a.webp", kinds.WEBP),
    (samples.ooxml("docx"), "a.docx", kinds.DOCX),
    (samples.ooxml("xlsx"), "a.docx", kinds.XLSX),
    (samples.ooxml("pptx", **{"ppt/embeddings/table.xlsx": samples.ooxml("xlsx")}), "a.pptx", kinds.PPTX),
    (samples.odf("text"), "a.odt", kinds.ODT),
    (samples.odf("spreadsheet"), "a.ods", kinds.ODS),
    (samples.odf("presentation"), "a.odp", kinds.ODP),
    ("Hei, tämä on tekstiä. Kárášjohka 😀".encode(), "a.txt", kinds.TEXT),
    ("Namn;Ort\nÅsa;Umeå\n".encode("cp1252"), "a.csv", kinds.CSV),
    ("teksti".encode("utf-16"), "a.txt", kinds.TEXT),
]
BAD = {
    "a renamed program": (samples.EXE, "plan.pdf"),
    "a program": (samples.EXE, "setup.exe"),
    "a script called text": (b"#!/bin/sh\nrm -rf /\n", "notes.txt"),
    "a page called text": (b"\n <!DOCTYPE html><script>alert(1)</script>", "notes.txt"),
    "a page": (b"just words", "page.html"),
    "a drawing with scripts": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "logo.svg"),
    "a drawing called a picture": (b'<?xml version="1.0"?><svg/>', "logo.png"),
    "bytes called text": (bytes(range(256)), "notes.txt"),
    "half a text": ("é".encode("utf-16")[:-1], "notes.txt"),
    "a plain archive": (samples.archive({"a.txt": b"a"}), "plan.docx"),
    "a program in a document": (samples.ooxml(**{"word/run.me": samples.EXE}), "plan.docx"),
    "an archive in a document": (samples.ooxml(**{"word/media/x.png": samples.archive({"a": b"a"})}), "plan.docx"),
    "an archive in a table in a document": (
        samples.ooxml(**{"word/embeddings/a.xlsx": samples.ooxml("xlsx", **{"xl/embeddings/b.xlsx": samples.ooxml("xlsx")})}),
        "plan.docx",
    ),
    "macros": (samples.ooxml(**{"word/vbaProject.bin": b"x"}), "plan.docx"),
    "a bomb by what it declares": (samples.ooxml(**{"word/big.xml": b"\0" * 101_000_000}), "plan.docx"),
    "a bomb by its ratio": (samples.ooxml(**{"word/big.xml": b"\0" * 20_000_000}), "plan.docx"),
    "a bomb that lies": (samples.lying(), "plan.docx"),
    "a torn document": (samples.ooxml()[:-30], "plan.docx"),
    "a torn PDF": (samples.PDF[:-7], "plan.pdf"),
    "a PDF that is an archive too": (samples.PDF + samples.archive({"a.class": b"x"}), "plan.pdf"),
    "an old document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "plan.doc"),
    "a telephone's own kind": (b"\0\0\0\x18ftypheic" + b"\0" * 60, "photo.jpg"),
}


@pytest.mark.parametrize(("content", "name", "kind"), GOOD)
def test_a_kind_is_found_in_the_content(content, name, kind):
    assert sniffing.kind_of(io.BytesIO(content), len(content), name) is kind


@pytest.mark.parametrize("what", BAD)
def test_what_is_dangerous_or_broken_is_refused(what):
    content, name = BAD[what]
    with pytest.raises(Unfit) as refused:
        sniffing.kind_of(io.BytesIO(content), len(content), name)
    assert str(refused.value.errors["file"][0]).endswith(".")


def test_each_danger_has_its_own_sentence():
    def said(what: str) -> str:
        with pytest.raises(Unfit) as refused:
            sniffing.kind_of(io.BytesIO(BAD[what][0]), len(BAD[what][0]), BAD[what][1])
        return str(refused.value.errors["file"][0])

    assert all(said(f"a bomb {how}") == unfit.BOMB for how in ("by what it declares", "by its ratio", "that lies"))
    assert said("macros") == unfit.MACROS
    assert said("a PDF that is an archive too") == unfit.MIXED
    assert said("a program in a document") == said("an archive in a document") == unfit.NESTED
    assert ".pdf" in said("a renamed program")


def test_a_picture_is_drawn_anew_upright_and_tells_no_place():
    drawn = pictures.drawn(io.BytesIO(samples.with_place() + b"PK\x03\x04 something behind it"), kinds.JPEG)
    assert (drawn.width, drawn.height) == (40, 60)  # it lay on its side
    with Image.open(io.BytesIO(drawn.content)) as shown:
        assert not shown.getexif()
        assert shown.getpixel((20, 5)) < (60, 60, 60)  # what was left is on top
        assert shown.getpixel((20, 55)) > (200, 200, 200)
    assert b"camera" not in drawn.content
    assert b"something behind" not in drawn.content
    assert len(drawn.preview) < 5_000


def test_a_see_through_picture_stays_so():
    made = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(made, "PNG")
    with Image.open(io.BytesIO(pictures.drawn(made, kinds.PNG).content)) as shown:
        assert shown.getpixel((5, 5))[3] == 0


def test_a_picture_that_would_fill_the_memory_is_not_drawn():
    with pytest.raises(Unfit) as refused:
        pictures.drawn(io.BytesIO(samples.bomb()), kinds.PNG)
    assert "25 million pixels" in str(refused.value.errors["file"][0])


def test_a_broken_picture_is_told():
    with pytest.raises(Unfit):
        pictures.drawn(io.BytesIO(samples.picture()[:300]), kinds.JPEG)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Suunnitelma.PDF", "Suunnitelma.PDF"),
        ("C:\\plans\\..\\plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("cod\u202egpj.exe", "codgpj.exe.pdf"),
        ("a\x00b\x1b[0m\u200b\r\nc.pdf", "ab[0m c.pdf"),
        ("a  b \t c.pdf", "a b c.pdf"),
        (".pdf", "file.pdf"),
        ("", "file.pdf"),
        ("....", "file.pdf"),
        ("con.pdf", "_con.pdf"),
        ('a<b>:"c".pdf', "a_b___c_.pdf"),
        ("a" * 5_000 + ".pdf", "a" * 116 + ".pdf"),
        ("Kárášjohka ŋ 😀.pdf", "Kárášjohka ŋ 😀.pdf"),
        ("\ud800.pdf", "file.pdf"),
    ],
)
def test_a_name_is_made_harmless(given, kept):
    assert names.clean(given, kinds.PDF) == kept
