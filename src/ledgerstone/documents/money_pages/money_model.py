"""What a document about money prints: a remittance advice, a statement of retention, a tax invoice.

All of them are one first page (who, what, when) with tables under it that may go on over further
pages. Figures are written out already; what people wrote is as they wrote it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ledgerstone.documents.claim_pages.model import Paper

# plain: a line. part: a smaller one that says something of the line above. sum: closed by a rule.
# payable: what the document is about, on a tint.
RowKind = Literal["plain", "part", "sum", "payable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyParty:
    """Somebody whom the document names. ``logo`` is the content of a file, where there is one."""

    name: str
    short_name: str = ""
    lines: tuple[str, ...] = ()
    logo: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A name with its lines under a caption, in the head of the page."""

    caption: str
    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRow:
    """A row of a table; ``under`` stands smaller under its first text."""

    cells: tuple[str, ...]
    kind: RowKind = "plain"
    under: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyTable:
    """A table. ``texts`` are the places of its columns of texts, of which the ``wide`` ones share
    the room that is left; the others hold figures."""

    headings: tuple[str, ...]
    rows: tuple[MoneyRow, ...]
    texts: frozenset[int] = frozenset({0})
    wide: frozenset[int] = frozenset({0})
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyDocument:
    """All of it. ``maker`` stands at the left of the head, ``other`` at its right.

    ``blocks`` come in threes, and so do ``facts``: pairs of a caption and a text. ``is_wide``
    turns the paper on its side.
    """

    locale: str
    paper: Paper
    title: str
    subtitle: str
    about: str = ""
    notice: str = ""
    headline_label: str
    headline: str
    maker: MoneyParty
    other: MoneyParty
    blocks: tuple[Block, ...]
    facts: tuple[tuple[str, str], ...]
    tables: tuple[MoneyTable, ...]
    notes: tuple[str, ...] = ()
    footer: str
    is_wide: bool = False
