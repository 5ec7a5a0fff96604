"""Has Typst draw what its templates show, and joins what was drawn in parts.

What people wrote reaches a template as data only, never as source. `draw` takes any template of the
folder by its name, so a new kind of document brings a file of its own; `TEMPLATE_VERSION` tells the
looks of documents apart by all of them. The same face gives the same bytes every time.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pikepdf
import typst

from ledgerstone.documents.metrics import FONT_FILES, FONT_FOLDER

TEMPLATE_FOLDER = Path(__file__).parent / "templates_typst"
CannotBeDrawn = typst.TypstError


def _template_version() -> str:
    """Return what tells the looks of documents apart: templates, modules, fonts and Typst."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for path in (*sorted(TEMPLATE_FOLDER.glob("*.typ")), *sorted(folder.glob("*.py"))):
        digest.update(path.read_bytes())
    digest.update(repr((FONT_FILES, version("typst"))).encode())
    return digest.hexdigest()[:16]


TEMPLATE_VERSION: str = _template_version()


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Return our fonts, and those in Typst for headings and for scripts that ours lack."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONT_FOLDER)]
    )


@lru_cache(maxsize=1)
def _templates() -> dict[str, bytes]:
    """Return the templates by name."""
    return {path.name: path.read_bytes() for path in sorted(TEMPLATE_FOLDER.glob("*.typ"))}


def draw(template: str, face: dict[str, Any], *, tagged: bool) -> bytes:
    """Return the PDF that a template makes of a face; `tagged` for screen readers.

    Raises `CannotBeDrawn`, as for a logo that is no picture (`logos.logo_face`).
    """
    drawn = typst.compile(  # type: ignore[call-overload]  # its stub lacks this form
        {"main.typ": _templates()[template], **_templates()},
        root=str(TEMPLATE_FOLDER),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"face": json.dumps(face, ensure_ascii=False, separators=(",", ":"))},
        pdf_tags=tagged,
    )
    return bytes(drawn)


def page_count(pdf: bytes) -> int:
    """Count the pages of a PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def joined(parts: list[bytes]) -> bytes:
    """Join parts into one PDF with the title and language of the first."""
    if len(parts) == 1:
        return parts[0]
    with pikepdf.open(io.BytesIO(parts[0])) as whole:
        for part in _opened(parts[1:]):
            whole.pages.extend(part.pages)
        out = io.BytesIO()
        whole.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    return out.getvalue()


def _opened(parts: list[bytes]) -> Iterator[pikepdf.Pdf]:
    """Open parts one after the other; pikepdf keeps what it still needs of them."""
    for part in parts:
        yield pikepdf.open(io.BytesIO(part))
