"""What a filled-in sheet carries in its hidden column: what its cells were when it was written.

Every row has its mark, and the first one a seal over all of them. A file without its seal, or with
a broken one, is not read: nobody could say what in it was changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core import signing

from ledgerstone.documents.typesetting.plain_text import printable

from .entry_sheet import EntryCell, Formula, Locked, Open

HEADING = "Kept by Ledgerstone: do not change"
_SALT = "ledgerstone.documents.entry_sheet"
LOCKED, FORMULA, OPEN = "=", "f", "e"


@dataclass(frozen=True, slots=True)
class Sealed:
    """Of which claim a sheet is, which version of it, and how many rows it has in all."""

    claim_id: int
    version: int
    rows: int


@dataclass(frozen=True, slots=True)
class MarkedCell:
    """What a cell was: locked text or figure, formula, or entry of a column that said ``was``."""

    kind: str
    shown: str
    column: str = ""
    was: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A row: its place from 0, its schedule line (None around the lines), and its cells."""

    place: int
    line_id: int | None
    cells: tuple[MarkedCell, ...]


def mark_of(place: int, line_id: int | None, cells: Sequence[EntryCell]) -> str:
    """The mark of a row."""
    return json.dumps([place, line_id, [_written(one) for one in cells]], separators=(",", ":"))


def _written(cell: EntryCell) -> list[Any]:
    if isinstance(cell, Formula):
        return [FORMULA, cell.text]
    if isinstance(cell, Open):
        return [OPEN, shown_text(cell.shown), cell.column.value, cell.was]
    if isinstance(cell, Locked):
        return [LOCKED, shown_text(cell.shown)]
    raise TypeError(cell)


def shown_text(shown: str | Decimal | None) -> str:
    """What a cell shows as it is compared: text as printed, a figure as a spreadsheet keeps it."""
    if shown is None:
        return ""
    if isinstance(shown, str):
        return printable(shown)
    exact = Decimal(format(float(shown), ".15g"))
    return f"{exact.normalize():f}" if exact else "0"


def seal(sealed: Sealed, marks: Iterable[str]) -> str:
    """The seal over the marks of all rows."""
    said = [sealed.claim_id, sealed.version, sealed.rows, _digest(marks)]
    return signing.dumps(said, salt=_SALT)


def unsealed(text: str) -> tuple[Sealed, str] | None:
    """What a seal says, and the digest of its marks; None where it is none of ours."""
    try:
        claim_id, version, rows, digest = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Sealed(claim_id, version, rows), digest


def is_whole(marks: Sequence[str], digest: str) -> bool:
    """Whether these are the marks that were sealed."""
    return _digest(marks) == digest


def read_mark(text: str) -> Mark | None:
    """A row's mark; None where the row has none."""
    try:
        place, line_id, cells = json.loads(text)
        found = tuple(MarkedCell(*one) for one in cells)
    except (ValueError, TypeError, RecursionError):
        return None
    return Mark(place, line_id, found) if isinstance(place, int) else None


def _digest(marks: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for mark in marks:
        digest.update(mark.encode() + b"\0")
    return digest.hexdigest()
