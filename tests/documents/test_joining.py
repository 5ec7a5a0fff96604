"""Joining files into one PDF: what is in it, what is named, and what it can no longer do."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from ledgerstone.documents.typesetting.joining import NotJoined, Piece, join, prepare
from ledgerstone.files import kinds
from tests.documents import attached
from tests.documents.reading import read
from tests.files import papers

PDF, PNG, JPEG = (kind.content_type for kind in (kinds.PDF, kinds.PNG, kinds.JPEG))


def prepared(folder: Path, content: bytes, content_type: str = PDF, paper: str = "a4") -> bytes:
    source, target = folder / "source", folder / "target.pdf"
    source.write_bytes(content)
    prepare(source, target, content_type, paper)
    return target.read_bytes()


def corners(pdf: bytes) -> Image.Image:
    """The picture on a page, drawn."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        image = pikepdf.PdfImage(opened.pages[0].Resources.XObject.Im0)
        return image.as_pil_image()


@pytest.mark.parametrize(
    ("content", "content_type", "why"),
    [
        (attached.protected(), PDF, "is protected by a password"),
        (papers.PDF, PDF, "is damaged and cannot be read"),
        (b"%PDF-1.7\nnothing at all\n%%EOF", PDF, "is damaged and cannot be read"),
        (papers.PNG, PNG, "is damaged and cannot be read"),
        (papers.JPEG, JPEG, "is damaged and cannot be read"),
        (attached.picture()[:-900], PNG, "is damaged and cannot be read"),
        (papers.DOCX, kinds.DOCUMENT.content_type, "is a Word document, which has no pages"),
        (papers.XLSX, kinds.WORKBOOK.content_type, "is an Excel workbook, which has no pages"),
        (attached.pdf(), PDF, "has no pages"),
    ],
)
def test_what_cannot_be_joined_says_why(
    tmp_path: Path, content: bytes, content_type: str, why: str
) -> None:
    with pytest.raises(NotJoined, match=why):
        prepared(tmp_path, content, content_type)


def test_a_pdf_that_opens_without_its_password_is_joined(tmp_path: Path) -> None:
    content = attached.pdf("Open", encryption=pikepdf.Encryption(user="", owner="x"))
    assert "Open" in read(prepared(tmp_path, content))[0].text


def test_a_pdf_can_only_be_read(tmp_path: Path) -> None:
    clean = prepared(tmp_path, attached.armed())
    with pikepdf.open(io.BytesIO(clean)) as opened:
        assert "/OpenAction" not in opened.Root
        assert "/Names" not in opened.Root
        assert "/AA" not in opened.pages[0].obj
        acts = [mark.get("/A") for mark in opened.pages[0].obj.Annots]
        assert acts[0] is None
        assert str(acts[1].URI) == "https://example.com/"
    assert b"app.alert" not in clean


def test_what_was_filled_in_stays_to_be_read(tmp_path: Path) -> None:
    clean = prepared(tmp_path, attached.filled_form("Kim Ode"))
    assert "Kim Ode" in read(clean)[0].text
    with pikepdf.open(io.BytesIO(clean)) as opened:
        assert "/AcroForm" not in opened.Root


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", "RGB"), ("PNG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"),
     ("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK")],
)  # fmt: skip
def test_a_picture_is_a_page_that_looks_the_same(tmp_path: Path, form: str, mode: str) -> None:
    content = attached.picture(form, mode=mode)
    drawn = corners(prepared(tmp_path, content, PNG if form == "PNG" else JPEG)).convert("L")
    assert drawn.size == (300, 200)
    assert drawn.getpixel((10, 10)) < 130 < 180 < drawn.getpixel((290, 190))


def test_a_wide_picture_has_a_wide_page_and_a_small_one_is_not_blown_up(tmp_path: Path) -> None:
    wide = read(prepared(tmp_path, attached.picture(size=(3000, 1000)), PNG))[0]
    assert wide.width > wide.height
    letter = read(prepared(tmp_path, attached.picture(size=(100, 300)), PNG, "us-letter"))[0]
    assert (letter.width, letter.height) == (612, 792)
    with pikepdf.open(tmp_path / "target.pdf") as opened:
        drawn = opened.pages[0].Contents.read_bytes().decode()
    assert " 75.000 0.000 0.000 225.000 " in f" {drawn} "


def test_a_photograph_stands_upright_as_the_camera_says(tmp_path: Path) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    content = attached.picture("JPEG", size=(300, 200), exif=turned)
    upright = read(prepared(tmp_path, content, JPEG))[0]
    assert upright.height > upright.width


def test_a_picture_without_measure_is_named(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("1", (14_000, 14_000)).save(out, "PNG")
    with pytest.raises(NotJoined, match="too many pixels"):
        prepared(tmp_path, out.getvalue(), PNG)


def test_many_pieces_are_joined_in_order_with_their_bookmarks(tmp_path: Path) -> None:
    pieces = []
    for number in range(95):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(attached.pdf(f"Piece {number}", f"and {number}"))
        pieces.append(Piece(path, 2, f"File {number}", f"Chapter {number // 10}"))
    join(pieces, tmp_path / "joined.pdf", title="All of it")
    with pikepdf.open(tmp_path / "joined.pdf") as joined:
        assert len(joined.pages) == 190
        assert str(joined.docinfo["/Title"]) == "All of it"
        with joined.open_outline() as outline:
            chapters = [mark.title for mark in outline.root]
            assert chapters == [f"Chapter {number}" for number in range(10)]
            last = outline.root[9].children[-1]
            assert last.title == "File 94"
            at = [page.obj.objgen for page in joined.pages].index(last.destination[0].objgen)
            assert at == 188
    pages = read((tmp_path / "joined.pdf").read_bytes())
    assert [page.text for page in pages[186:190]] == ["Piece 93", "and 93", "Piece 94", "and 94"]


def test_joining_holds_no_file_in_memory(tmp_path: Path) -> None:
    """Forty photographs of 2.5 MB each, in a process of their own: it holds less than half of them
    beyond what it holds of one."""
    noise = Image.effect_noise((1600, 1200), 90).convert("RGB")
    noise.save(tmp_path / "source.jpg", quality=100)
    assert (tmp_path / "source.jpg").stat().st_size > 2_000_000
    peaks = [int(_held(tmp_path, count)) for count in (1, 40)]
    assert (tmp_path / "joined.pdf").stat().st_size > 40 * 2_000_000
    assert peaks[1] - peaks[0] < 40_000, "kilobytes"


def _held(folder: Path, count: int) -> str:
    """The most that a process held, in kilobytes, which prepared and joined so many photographs."""
    script = """
import resource, sys
from pathlib import Path
from ledgerstone.documents.typesetting.joining import Piece, join, prepare
folder, count = Path(sys.argv[1]), int(sys.argv[2])
pieces = []
for number in range(count):
    path = folder / f"{number}.pdf"
    pages = prepare(folder / "source.jpg", path, "image/jpeg", "a4")
    pieces.append(Piece(path, pages, f"{number}"))
join(pieces, folder / "joined.pdf", title="All")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script, str(folder), str(count)],
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout
