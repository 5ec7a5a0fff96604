"""What a file is, told from its bytes."""

from __future__ import annotations

import pytest

from ledgerstone.files import kinds
from tests.files import papers


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (papers.PDF, kinds.PDF),
        (papers.PNG, kinds.PNG),
        (papers.JPEG, kinds.JPEG),
        (papers.DOCX, kinds.DOCUMENT),
        (papers.XLSX, kinds.WORKBOOK),
        (papers.HTML, None),
        (papers.SVG, None),
        (papers.MACROS, None),
        (papers.JAR, None),
        (papers.office("word/document.xml", "xl/workbook.xml"), None),
        (papers.DOCX[:40], None),
        (papers.HTML + papers.PDF, None),
        (b"%PDF-1.7 and no end", None),
        (b"MZ\x90\x00", None),
        (b"", None),
    ],
    ids=[
        "pdf", "png", "jpeg", "docx", "xlsx", "html", "svg", "macros", "jar",
        "document and workbook", "cut short", "html before pdf", "pdf without an end",
        "program", "nothing",
    ],
)  # fmt: skip
def test_a_kind_is_told_from_the_content(content: bytes, kind: kinds.Kind | None) -> None:
    assert kinds.kind_of(content) == kind


@pytest.mark.parametrize(
    ("kind", "given", "name"),
    [
        (kinds.PDF, "Certificate.PDF", "Certificate.PDF"),
        (kinds.PDF, "page.html", "page.pdf"),
        (kinds.JPEG, "photo.jpeg", "photo.jpeg"),
        (kinds.PNG, "photo", "photo.png"),
        (kinds.PNG, "", "file.png"),
    ],
)
def test_a_name_ends_as_its_kind_does(kind: kinds.Kind, given: str, name: str) -> None:
    assert kinds.named_as(kind, given) == name


def test_a_size_is_said_in_words() -> None:
    assert kinds.size_in_words(10) == "1 kB"
    assert kinds.size_in_words(655_360) == "640 kB"
    assert kinds.size_in_words(2_400_000) == "2.3 MB"
    assert kinds.size_in_words(kinds.LARGEST) == "20 MB"
    assert kinds.size_in_words(kinds.LARGEST + 1) == "20.1 MB"
