"""Joins files into one PDF with bookmarks: PDFs as they are, pictures each on a page.

Every file is first made a clean PDF of its own (``prepare``). What cannot be joined is found there
and named; it keeps nothing else back. The clean ones are then joined (``join``) from disk to disk:
what a file holds is copied as it is and never held in memory.

What a PDF could do besides being read (scripts, buttons, files to open) is left out of the joined
one. Fields that were filled in, and signatures that can be seen, become part of their page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from ledgerstone.files import kinds

from .image_pages import UnfitPicture, picture_page

PAPERS = {"a4": (595.28, 841.89), "us-letter": (612.0, 792.0)}
MOST_PAGES = 2_000
# What a link may do; anything else that a click could start is taken off.
_HARMLESS = ("/URI", "/GoTo")
_PICTURES = (kinds.PNG.content_type, kinds.JPEG.content_type)


class NotJoined(ValueError):  # noqa: N818 - it says what happened
    """A file cannot become part of a PDF; the text says why, to go on from "It"."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A clean PDF with its bookmark; one with a ``chapter`` stands below the chapter's bookmark.

    Pieces of one chapter follow each other.
    """

    path: Path
    pages: int
    title: str
    chapter: str = ""


def prepare(source: Path, target: Path, content_type: str, paper: str) -> int:
    """Write a file as a clean PDF of its own, and return how many pages it has.

    NotJoined for what is of another kind, protected, damaged or too long.
    """
    if content_type in _PICTURES:
        try:
            picture_page(source, target, PAPERS[paper])
        except UnfitPicture as unfit:
            raise NotJoined(str(unfit)) from None
        return 1
    if content_type != kinds.PDF.content_type:
        raise NotJoined(f"is {_named(content_type)}, which has no pages to join")
    try:
        return _clean(source, target)
    except pikepdf.PasswordError:
        raise NotJoined("is protected by a password") from None
    except NotJoined:
        raise
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, RecursionError):
        raise NotJoined("is damaged and cannot be read") from None


def has_pages(content_type: str) -> bool:
    """Whether files of this kind can become part of a PDF."""
    return content_type in (kinds.PDF.content_type, *_PICTURES)


def _named(content_type: str) -> str:
    word = next((one.word for one in kinds.KINDS if one.content_type == content_type), "file")
    return f"{'an' if word[0] in 'AEIOU' else 'a'} {word}"


def join(pieces: Sequence[Piece], target: Path, *, title: str) -> None:
    """Join clean PDFs, in this order, with their bookmarks: from disk to disk, in two passes.

    Appending pages would copy what they hold into memory; qpdf's own joining reads each file only
    while it writes, and opens no more than it may.
    """
    bare = target.with_name(f"{target.name}.joined")
    try:
        pages = [{"file": str(piece.path)} for piece in pieces]
        order = {"empty": "", "outputFile": str(bare), "pages": pages, "streamData": "preserve"}
        pikepdf.Job({**order, "deterministicId": ""}).run()
        with _opened(bare) as joined:
            joined.docinfo["/Title"] = title
            _bookmark(joined, pieces)
            joined.save(
                target,
                deterministic_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                compress_streams=False,  # each was when it was prepared
            )
    finally:
        bare.unlink(missing_ok=True)


def _bookmark(joined: pikepdf.Pdf, pieces: Sequence[Piece]) -> None:
    """Give every piece its bookmark, those of a chapter below the chapter's."""
    with joined.open_outline() as outline:
        page, chapter = 0, None
        for piece in pieces:
            mark = pikepdf.OutlineItem(piece.title, page)
            if not piece.chapter:
                outline.root.append(mark)
                chapter = None
            else:
                if chapter is None or chapter.title != piece.chapter:
                    chapter = pikepdf.OutlineItem(piece.chapter, page)
                    outline.root.append(chapter)
                chapter.children.append(mark)
            page += piece.pages
    joined.Root.PageMode = pikepdf.Name("/UseOutlines")


def _opened(path: Path) -> pikepdf.Pdf:
    """A PDF that is read from its file when it is needed; mapped into memory it would count as
    held."""
    return pikepdf.open(path, access_mode=pikepdf.AccessMode.stream)


# --- cleaning ------------------------------------------------------------------------------------


def _clean(source: Path, target: Path) -> int:
    with _opened(source) as pdf:
        count = len(pdf.pages)
        if count == 0:
            raise NotJoined("has no pages")
        if count > MOST_PAGES:
            raise NotJoined(f"has {count} pages; at most {MOST_PAGES} can be joined")
        if "/AcroForm" in pdf.Root:
            _flatten(pdf)
        for page in pdf.pages:
            _disarm(page)
        with pikepdf.new() as clean:
            clean.pages.extend(pdf.pages)
            clean.save(target, deterministic_id=True)
    # Read back, as it will be when it is joined.
    with _opened(target) as written:
        return len(written.pages)


def _flatten(pdf: pikepdf.Pdf) -> None:
    """Make what was filled in part of the pages; where that fails, as it looks already."""
    try:
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("all")
    except (pikepdf.PdfError, RuntimeError, ValueError):
        pass


def _disarm(page: pikepdf.Page) -> None:
    """Take off a page whatever could start something, or carries a file of its own."""
    for name in ("/AA", "/AF", "/Thumb", "/B", "/PieceInfo"):
        if name in page.obj:
            del page.obj[name]
    marks = page.obj.get("/Annots")
    if not isinstance(marks, pikepdf.Array):
        return
    kept = []
    for mark in marks:
        if not isinstance(mark, pikepdf.Dictionary):
            continue
        if mark.get("/Subtype") in _ARMED:
            continue
        if "/AA" in mark:
            del mark["/AA"]
        act = mark.get("/A")
        if isinstance(act, pikepdf.Dictionary) and (
            act.get("/S") not in _HARMLESS or "/Next" in act
        ):
            del mark["/A"]
        kept.append(mark)
    page.obj["/Annots"] = pikepdf.Array(kept)


_ARMED = ("/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/Sound", "/3D")
