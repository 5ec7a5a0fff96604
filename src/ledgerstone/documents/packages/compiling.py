"""Puts files together: into one PDF with bookmarks behind a cover sheet, or into a ZIP.

Files go from the storage to disk and from there into the result, one after the other; so the memory
that it takes does not grow with what is put together. A file that cannot be joined is named on the
cover sheet and in what is returned; the others are joined all the same.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledgerstone.documents.typesetting.drawing import page_count
from ledgerstone.documents.typesetting.joining import NotJoined, Piece, join, prepare
from ledgerstone.documents.typesetting.plain_text import one_line
from ledgerstone.files.models import StoredFile
from ledgerstone.files.queries import FileDamaged, copy_file

logger = logging.getLogger(__name__)

_PDF = "application/pdf"
COVER_SHEET = "Cover sheet"
_NO_NAME = re.compile(r'[\\/:*?"<>|]+')
# Of a name in a ZIP, without its ending.
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be put in. ``fetch`` gives it when it is its turn: a stored file, or a PDF.

    ``title`` is its bookmark, below that of its ``chapter`` where it has one; ``name`` the name of
    the file; ``of`` what it belongs to, as the cover sheet says it. Without one that ``must`` be
    there, nothing is made.
    """

    title: str
    name: str
    fetch: Callable[[], StoredFile | bytes]
    chapter: str = ""
    of: str = ""
    must: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """An item as it was put in: how many pages, the first of them, or why it is left out."""

    item: Item
    pages: int = 0
    page: int = 0
    why_not: str = ""


# Draws the cover sheet of what was placed, given how many pages there are in all.
Cover = Callable[[Sequence[Placed], int], bytes]
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The file that came of it, to be removed by whoever asked, and what is in it."""

    path: Path
    placed: tuple[Placed, ...]

    @property
    def left_out(self) -> list[dict[str, str]]:
        """What is not in it, and why, as it is kept and shown."""
        return [
            {"name": one.item.name, "of": one.item.of, "why": one.why_not}
            for one in self.placed
            if one.why_not
        ]


def one_pdf(
    items: Sequence[Item], *, title: str, paper: str, cover: Cover | None, progress: Progress
) -> Compiled:
    """Join items, in their order, into one PDF; the cover sheet stands before them."""
    with tempfile.TemporaryDirectory(prefix="ledgerstone-") as place:
        folder = Path(place)
        prepared: list[tuple[Item, Path, int, str]] = []
        for number, item in enumerate(items):
            path = folder / f"piece-{number}.pdf"
            pages, why_not = _prepared(item, folder / "fetched", path, paper)
            prepared.append((item, path, pages, why_not))
            progress(0.9 * (number + 1) / len(items))
        placed = _placed(prepared, 1 if cover else 0)
        pieces = []
        if cover is not None:
            placed, piece = _covered(prepared, cover, folder / "cover.pdf")
            pieces.append(piece)
        pieces += [
            Piece(path, pages, one_line(item.title), one_line(item.chapter))
            for item, path, pages, _why_not in prepared
            if pages
        ]
        target = _result(".pdf")
        try:
            join(pieces, target, title=one_line(title))
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    progress(1.0)
    return Compiled(target, placed)


def _covered(
    prepared: Sequence[tuple[Item, Path, int, str]], cover: Cover, target: Path
) -> tuple[tuple[Placed, ...], Piece]:
    """Draw the cover sheet, which says on which page everything is, and so depends on how many
    pages it takes itself."""
    length = 1
    rest = sum(pages for _item, _path, pages, _why_not in prepared)
    while True:
        placed = _placed(prepared, length)
        drawn = cover(placed, rest + length)
        found = page_count(drawn)
        if found <= length:
            break
        length = found
    target.write_bytes(drawn)
    return placed, Piece(target, found, COVER_SHEET)


def _placed(
    prepared: Sequence[tuple[Item, Path, int, str]], cover_pages: int
) -> tuple[Placed, ...]:
    found, page = [], cover_pages + 1
    for item, _path, pages, why_not in prepared:
        found.append(Placed(item, pages, page if pages else 0, why_not))
        page += pages
    return tuple(found)


def _prepared(item: Item, fetched: Path, target: Path, paper: str) -> tuple[int, str]:
    """Fetch an item and make it fit to be joined; how many pages it has, or why it is left out."""
    try:
        content_type = _fetch(item, fetched)
        return prepare(fetched, target, content_type, paper), ""
    except (NotJoined, FileDamaged) as problem:
        if item.must:
            raise
        return 0, _why(problem)
    except Exception:
        if item.must:
            raise
        logger.exception("an item of a compilation was left out")
        return 0, "could not be made"
    finally:
        fetched.unlink(missing_ok=True)


def _why(problem: NotJoined | FileDamaged) -> str:
    is_lost = isinstance(problem, FileDamaged)
    return "is no longer whole in the storage" if is_lost else str(problem)


def _fetch(item: Item, target: Path) -> str:
    """Write an item to disk; of which kind it is."""
    source = item.fetch()
    if isinstance(source, bytes):
        target.write_bytes(source)
        return _PDF
    copy_file(source, target)
    return source.content_type


def zipped(items: Sequence[Item], *, cover: Cover | None, progress: Progress) -> Compiled:
    """Put items, in their order and as they are, into a ZIP; each name begins with its place."""
    target = _result(".zip")
    try:
        with (
            tempfile.TemporaryDirectory(prefix="ledgerstone-") as place,
            zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive,
        ):
            fetched = Path(place) / "fetched"
            placed = []
            for number, item in enumerate(items, start=1):
                why_not = _archived(item, fetched, archive, f"{number:02} {safe_name(item.name)}")
                placed.append(Placed(item, why_not=why_not))
                progress(0.9 * number / len(items))
            if cover is not None:
                archive.writestr(_entry(f"00 {COVER_SHEET}.pdf"), cover(placed, 0))
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    progress(1.0)
    return Compiled(target, tuple(placed))


def _archived(item: Item, fetched: Path, archive: zipfile.ZipFile, name: str) -> str:
    """Put an item into a ZIP; why it is left out, empty where it is not."""
    try:
        _fetch(item, fetched)
        with fetched.open("rb") as source, archive.open(_entry(name), "w") as out:
            while piece := source.read(1024 * 1024):
                out.write(piece)
    except (NotJoined, FileDamaged) as problem:
        if item.must:
            raise
        return _why(problem)
    finally:
        fetched.unlink(missing_ok=True)
    return ""


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry without a moment of its own, so that the same files give the same ZIP."""
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o644 << 16
    return entry


def safe_name(name: str) -> str:
    """A name that every system takes for a file, without a folder, its ending kept."""
    plain = _NO_NAME.sub(" ", one_line(name)).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 8:
        return plain[:_LONGEST_NAME].strip(" .") or "file"
    return f"{stem[:_LONGEST_NAME].strip(' .') or 'file'}.{ending}"


def _result(ending: str) -> Path:
    handle, path = tempfile.mkstemp(prefix="ledgerstone-", suffix=ending)
    os.close(handle)
    return Path(path)
