"""The columns that the list of a period's claims has, and what stands in each, on page and file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from ledgerstone.claims.listing import HandedIn
from ledgerstone.contracts.status_words import kind_word
from ledgerstone.core.rounding import ZERO, percent
from ledgerstone.documents.spreadsheets.list_files import Cell
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.claims.periods.period_rows import ToolRow
from ledgerstone.web.claims.periods.period_states import PAYMENTS

from .tool_asked import TURN, Asked

ALWAYS = ("number", "title")
USUAL = frozenset({"company", "status", "contract_sum", "claimed", "assessed", TURN})
# Added up below the list and below each group.
SUMMED = ("contract_sum", "claimed", "assessed", "retention", "net", "payable", "paid")
# Of what was handed in a row keeps no figure of these.
OF_COVERS = ("retention", "net", "percent")
_NUMBERS = frozenset({*SUMMED, "percent"})
# On narrow pages columns go in this order: contract sum, company (it moves under the name), rest.
_DROPS = {
    "number": "drop-3", "title": "", "status": "drop-3",
    "contract_sum": "drop-1", "company": "drop-2", "claimed": "drop-3", "assessed": "drop-3",
    TURN: "drop-3",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its heading, and whether the list can be sorted by it."""

    key: str
    heading: str
    is_chosen: bool = False  # by the reader, and so not to give way before a tablet

    @property
    def is_money(self) -> bool:
        """Whether it holds amounts, which are added up."""
        return self.key in SUMMED

    @property
    def is_number(self) -> bool:
        """Whether its cells stand at the right."""
        return self.key in _NUMBERS

    @property
    def is_sortable(self) -> bool:
        """Whether the list can be sorted by it."""
        return self.key in SORTED_BY

    @property
    def classes(self) -> str:
        """The classes of its cells."""
        drop = _DROPS.get(self.key, "drop-2")
        if self.is_chosen and drop == "drop-1":
            drop = "drop-2"
        wraps = "wrap" if self.key == TURN else ""
        return " ".join(filter(None, ["num" if self.is_number else wraps, drop]))


def columns(terms: Terms, *, head: bool) -> dict[str, Column]:
    """Every column of a list, by key and in order."""
    short = terms.claim_short
    contract = terms.head_contract if head else terms.commitment
    headings: Mapping[str, str] = {
        "number": "No.",
        "title": contract.capitalised,
        "company": terms.owner.capitalised if head else "Company",
        **({} if head else {"kind": "Type", "contacts": "Contact"}),
        "claim": short.capitalised,
        "period": terms.billing_period.capitalised,
        "due": "Due",
        "status": "Status",
        "contract_sum": terms.contract_sum.capitalised,
        "claimed": "Claimed",
        "assessed": "Certified" if head else "Assessed",
        "retention": terms.retention.capitalised,
        "net": "Net",
        "payable": "Payable",
        "paid": "Received" if head else "Paid",
        "payment": "Payment",
        "percent": "% complete",
        "submitted": "Issued" if head else "Submitted",
        TURN: "Whose turn, by when",
    }
    return {key: Column(key, heading) for key, heading in headings.items()}


def chosen(terms: Terms, given: str, *, head: bool) -> list[Column]:
    """The columns that somebody chose, as keys with dots between them; else the usual ones."""
    known = columns(terms, head=head)
    picked = {key for key in given.split(".") if key in known}
    keys = (picked or USUAL) | set(ALWAYS)
    return [replace(column, is_chosen=bool(picked)) for key, column in known.items() if key in keys]


Value = Callable[[ToolRow], Any]


def retention_of(row: ToolRow, covers: Mapping[int, HandedIn]) -> Decimal | None:
    """What is held back of the period's claim: as certified, else as handed in."""
    if row.claim is None:
        return None
    if row.claim.certificate is not None:
        return row.claim.certificate.retention_this_period
    return covers[row.claim.pk].retention if row.claim.pk in covers else None


def net_of(row: ToolRow, covers: Mapping[int, HandedIn]) -> Decimal | None:
    """The period's claim less what is held back and with what is released, before deductions and
    tax: as certified, else as handed in."""
    if row.claim is None:
        return None
    if row.claim.certificate is not None:
        return row.claim.certificate.current_payment_due
    return covers[row.claim.pk].net if row.claim.pk in covers else None


def percent_of(row: ToolRow, covers: Mapping[int, HandedIn]) -> Decimal | None:
    """How much of the contract is complete: as certified, else as handed in, else as before."""
    claim = row.claim
    if claim is not None and claim.certificate is not None:
        return claim.certificate.percent_complete
    if claim is not None and claim.pk in covers:
        return covers[claim.pk].percent
    if row.contract_sum == 0:
        return None
    return percent(row.certified_to_date, row.contract_sum)


def _last(value: Any) -> tuple[bool, Any]:
    """What is not known comes last, whichever way the list is sorted."""
    return value is None, value if value is not None else 0


def _amount(key: str) -> Value:
    return lambda row: _last(getattr(row, key))


SORTED_BY: Mapping[str, Value] = {
    "number": lambda row: (False, row.contract.number),
    "title": lambda row: (False, row.contract.title.casefold()),
    "company": lambda row: (False, row.contract.company.name.casefold()),
    "kind": lambda row: (False, row.contract.kind),
    "claim": lambda row: _last(row.claim.number if row.claim is not None else None),
    "due": lambda row: (False, row.due),
    "status": lambda row: (False, row.rank[0], row.status.word),
    "contract_sum": _amount("contract_sum"),
    "claimed": _amount("claimed"),
    "assessed": _amount("assessed"),
    "payable": _amount("payable"),
    "paid": _amount("paid"),
    "payment": lambda row: _last(row.payment or None),
    "submitted": lambda row: (row.submitted is None, row.submitted),
}
SORTABLE = frozenset({TURN, *SORTED_BY})


def sorted_rows(rows: Sequence[ToolRow], asked: Asked) -> list[ToolRow]:
    """The rows in the order asked for; those of which it is not known last, then by number."""
    if asked.sort == TURN:
        return sorted(rows, key=lambda row: row.rank)
    value = SORTED_BY[asked.sort]
    by_number = sorted(rows, key=lambda row: row.contract.number)
    known = [row for row in by_number if not value(row)[0]]
    known.sort(key=value, reverse=asked.is_descending)
    return known + [row for row in by_number if value(row)[0]]


def headings(picked: Sequence[Column], asked: Asked) -> list[dict[str, Any]]:
    """The heads of the columns: each leads to the list sorted by it, the other way when it is."""
    found = []
    for column in picked:
        is_sorted = column.key == asked.sort and column.is_sortable
        descending = not asked.is_descending if is_sorted else column.is_money
        way = "descending" if asked.is_descending else "ascending"
        found.append(
            {
                "column": column,
                "href": asked.address(sort=column.key, is_descending=descending)
                if column.is_sortable
                else "",
                "sorted": way if is_sorted else "",
            }
        )
    return found


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of some rows; a contract with two claims has one contract sum."""

    contracts: int
    assessed_rows: int
    of: Mapping[str, Decimal | None]  # None where no row has a figure


def sums_of(
    rows: Sequence[ToolRow], covers: Mapping[int, HandedIn], *, is_total: bool = False
) -> Sums:
    """The sums of these rows. A total is nil where no row has a figure; a part has none then."""
    by_contract = {row.contract.pk: row.contract_sum for row in rows}
    known: dict[str, list[Decimal | None]] = {
        key: [getattr(row, key) for row in rows]
        for key in ("claimed", "assessed", "payable", "paid")
    }
    known["retention"] = [retention_of(row, covers) for row in rows]
    known["net"] = [net_of(row, covers) for row in rows]
    nothing = ZERO if is_total else None
    return Sums(
        contracts=len(by_contract),
        assessed_rows=sum(1 for row in rows if row.assessed is not None),
        of={
            "contract_sum": sum(by_contract.values(), ZERO),
            **{key: _sum(figures, nothing) for key, figures in known.items()},
        },
    )


def _sum(figures: Sequence[Decimal | None], nothing: Decimal | None) -> Decimal | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known, ZERO) if known else nothing


def turn_words(row: ToolRow) -> str:
    """Whose turn it is, as a sentence without its marks."""
    turn = row.turn
    if turn is None:
        return ""
    people = ", ".join(one.person.name for one in row.contacts) if turn.contacts else ""
    who = "You" if turn.you else people or turn.who
    return ", ".join(filter(None, [who, turn.what]))


def claim_words(row: ToolRow) -> str:
    """The claim's number, with the claimant's own where it has one."""
    if row.claim is None:
        return ""
    return (
        f"{row.claim.number} ({row.claim.reference})"
        if row.claim.reference
        else str(row.claim.number)
    )


def file_cells(
    row: ToolRow,
    picked: Sequence[Column],
    covers: Mapping[int, HandedIn],
    terms: Terms,
    formats: Formats,
) -> list[Cell]:
    """A row as a file has it."""
    complete = percent_of(row, covers)
    period = row.claim.period if row.claim is not None else None
    known: Mapping[str, Cell] = {
        "number": row.contract.number,
        "title": row.contract.title,
        "company": row.contract.company.name,
        "kind": kind_word(row.contract.kind, terms).capitalize(),
        "contacts": ", ".join(one.person.name for one in row.contacts),
        "claim": claim_words(row),
        "period": formats.period(period.start, period.end) if period is not None else "",
        "due": row.due,
        "status": row.status.word,
        "contract_sum": row.contract_sum,
        "claimed": row.claimed,
        "assessed": row.assessed,
        "retention": retention_of(row, covers),
        "net": net_of(row, covers),
        "payable": row.payable,
        "paid": row.paid,
        "payment": PAYMENTS.get(row.payment, ""),
        "percent": None if complete is None else complete / 100,
        "submitted": row.submitted,
        TURN: turn_words(row),
    }
    return [known[column.key] for column in picked]
