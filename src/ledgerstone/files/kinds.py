"""What an uploaded file is, told from its bytes and not from its name.

Few kinds are taken: PDF, PNG, JPEG, and documents and workbooks of the open Office formats that
carry no macros. What a browser could run or draw as a page (HTML, SVG, scripts) is none of them,
whatever it is called.
"""

from __future__ import annotations

import io
import math
import zipfile
from dataclasses import dataclass

_MB = 1024 * 1024
LARGEST = 20 * _MB
_MOST_PARTS = 5_000
_OPEN_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its name in words, its media type and how its names end."""

    word: str
    content_type: str
    endings: tuple[str, ...]


PDF = Kind("PDF", "application/pdf", (".pdf",))
PNG = Kind("PNG", "image/png", (".png",))
JPEG = Kind("JPEG", "image/jpeg", (".jpg", ".jpeg"))
DOCUMENT = Kind("Word document", f"{_OPEN_OFFICE}.wordprocessingml.document", (".docx",))
WORKBOOK = Kind("Excel workbook", f"{_OPEN_OFFICE}.spreadsheetml.sheet", (".xlsx",))

KINDS = (PDF, PNG, JPEG, DOCUMENT, WORKBOOK)
ACCEPTED = ",".join(ending for kind in KINDS for ending in kind.endings)
IN_WORDS = "PDF, PNG, JPEG, Word (.docx) or Excel (.xlsx)"

_MAIN_PARTS = {"word/document.xml": DOCUMENT, "xl/workbook.xml": WORKBOOK}


def kind_of(content: bytes) -> Kind | None:
    """The kind of a file by its content; None where it is none of those taken."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return PNG
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-2048:]:
        return JPEG
    return _office_kind(content) if content.startswith(b"PK\x03\x04") else None


def _office_kind(content: bytes) -> Kind | None:
    """A document or workbook by the names of its parts; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    if len(parts) > _MOST_PARTS or "[Content_Types].xml" not in parts:
        return None
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        return None
    found = [kind for part, kind in _MAIN_PARTS.items() if part in parts]
    return found[0] if len(found) == 1 else None


def named_as(kind: Kind, name: str) -> str:
    """The name with the ending that its kind has, so that it opens in the right program."""
    if name.lower().endswith(kind.endings):
        return name
    stem = name.rsplit(".", 1)[0] if "." in name else name
    return f"{stem or 'file'}{kind.endings[0]}"


def size_in_words(size: int) -> str:
    """A size as people read it, rounded up: 640 kB, 2.4 MB."""
    if size <= _MB:
        return f"{max(1, math.ceil(size / 1024))} kB" if size < _MB else "1 MB"
    return f"{math.ceil(size * 10 / _MB) / 10:g} MB"
