"""The columns that lists of contracts have, and what stands in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ledgerstone.contracts.listing import SORTED_BY, SUMMED, ListedContract
from ledgerstone.contracts.models import HEAD_CONTRACT
from ledgerstone.contracts.status_words import kind_word, status_word
from ledgerstone.documents.spreadsheets.list_files import Cell
from ledgerstone.projects.terminology import Terms

# Shown unless somebody chose otherwise; number and title always are.
USUAL = {
    True: ("company", "status", "original", "approved", "revised", "claimed", "certified",
           "retained"),
    False: ("company", "contacts", "status", "original", "approved", "revised", "claimed",
            "certified", "retained"),
}  # fmt: skip
# On narrow pages columns give way, the least asked for first.
_DROPS = {
    "number": "", "title": "",
    "company": "drop-2", "contacts": "drop-2", "status": "drop-3", "revised": "drop-3",
    "claimed": "drop-2", "certified": "", "retained": "drop-3", "paid": "drop-2",
    "outstanding": "drop-2",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its heading, and what narrow pages do with it."""

    key: str
    heading: str
    is_chosen: bool = False  # by the reader, and so not to give way before a phone

    @property
    def is_money(self) -> bool:
        """Whether it holds amounts, which are added up."""
        return self.key in SUMMED

    @property
    def is_number(self) -> bool:
        """Whether its cells stand at the right."""
        return self.is_money or self.key == "percent_paid"

    @property
    def is_sortable(self) -> bool:
        """Whether the list can be sorted by it."""
        return self.key in SORTED_BY

    @property
    def classes(self) -> str:
        """The classes of its cells."""
        usual = "drop-2" if self.is_chosen else "drop-1 drop-0"
        drop = _DROPS.get(self.key, usual)
        return f"num {drop}".strip() if self.is_number else drop


def columns(kind: str, terms: Terms) -> dict[str, Column]:
    """Every column of the list of a kind, by key and in order."""
    is_head = kind == HEAD_CONTRACT
    changes = terms.variation.plural
    headings: Mapping[str, str] = {
        "number": "No.",
        "title": "Title",
        "company": terms.owner.capitalised if is_head else "Company",
        **({} if is_head else {"kind": "Type", "contacts": "Contact"}),
        "status": "Status",
        "executed": "Executed",
        "contract_date": "Date",
        "private": "Private",
        "original": "Original",
        "approved": f"Approved {changes}",
        "revised": "Revised",
        "pending": f"Pending {changes}",
        "pending_revised": "Revised with pending",
        "draft": f"Draft {changes}",
        "claimed": "Claimed",
        "certified": "Certified",
        "retained": f"{terms.retention.capitalised} held",
        "paid": "Received" if is_head else "Paid",
        "percent_paid": "% received" if is_head else "% paid",
        "outstanding": "Balance outstanding",
    }
    return {key: Column(key, heading) for key, heading in headings.items()}


def chosen(kind: str, terms: Terms, given: str) -> list[Column]:
    """The columns that somebody chose, as keys with dots between them; else the usual ones."""
    known = columns(kind, terms)
    picked = {key for key in given.split(".") if key in known}
    keys = picked or set(USUAL[kind == HEAD_CONTRACT])
    return [
        replace(column, is_chosen=bool(picked))
        for key, column in known.items()
        if key in keys | {"number", "title"}
    ]


def file_cells(row: ListedContract, picked: Sequence[Column], terms: Terms) -> list[Cell]:
    """A row of the list as a file has it, without the columns that only pages have."""
    return [_cell(row, column.key, terms) for column in picked]


def _cell(row: ListedContract, key: str, terms: Terms) -> Cell:
    if key in SUMMED or key == "percent_paid":
        figure: Cell = None if row.figures is None else getattr(row.figures, key)
        return figure
    texts: Mapping[str, Cell] = {
        "number": row.number,
        "title": row.title,
        "company": row.company,
        "kind": kind_word(row.kind, terms).capitalize(),
        "status": status_word(row.status, terms),
        "executed": row.is_executed,
        "private": row.is_private,
        "contract_date": row.contract_date,
    }
    return texts[key]
