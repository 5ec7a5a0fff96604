"""The columns of a claim's sheet in spreadsheets: those of the continuation sheet, in its order,
with what a spreadsheet adds to them. A CSV file has these columns whatever the claim.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ledgerstone.projects.terminology import Terms

from .claim_book import BookRow

Cell = str | Decimal | None
ColumnKind = Literal["text", "money", "quantity", "price", "percent"]


@dataclass(frozen=True, slots=True)
class BookColumn:
    """A column: its key, heading and width, what a row has in it, and whether it adds up."""

    key: str
    heading: str
    kind: ColumnKind
    width: int
    read: Callable[[BookRow], Cell]
    adds: bool = False
    is_compared: bool = False  # there only where the answer is shown beside what was claimed


def _figure(key: str, heading: str) -> BookColumn:
    return BookColumn(key, heading, "money", 16, lambda row: getattr(row.line, key), adds=True)


def book_columns(words: Terms) -> tuple[BookColumn, ...]:
    """The columns in the words of a project."""
    stored, retention = words.stored_materials.capitalised, words.retention.capitalised
    return (
        BookColumn("item", "Item", "text", 10, lambda row: row.line.item),
        BookColumn("description", "Description of work", "text", 48,
                   lambda row: row.line.description),
        BookColumn("section", "Section", "text", 22, lambda row: row.section),
        BookColumn("variation", words.variation.capitalised, "text", 14,
                   lambda row: row.variation),
        BookColumn("budget_code", words.budget_code.capitalised, "text", 14,
                   lambda row: row.budget_code),
        BookColumn("quantity", "Quantity", "quantity", 12, lambda row: row.quantity),
        BookColumn("unit", "Unit", "text", 8, lambda row: row.unit),
        BookColumn("unit_price", "Unit price", "price", 13, lambda row: row.unit_price),
        BookColumn("quantity_to_date", "Quantity to date", "quantity", 13,
                   lambda row: row.quantity_to_date),
        _figure("scheduled_value", "Scheduled value"),
        _figure("work_previous", "Work certified before"),
        _figure("work_this_period", "Work this period"),
        BookColumn("materials_previous", f"{stored} before", "money", 16,
                   lambda row: row.materials_previous, adds=True),
        _figure("materials_stored", f"{stored} presently"),
        _figure("completed_and_stored", "Completed and stored to date"),
        BookColumn("percent", "Percent complete", "percent", 11, lambda row: row.line.percent),
        _figure("balance_to_finish", "Balance to finish"),
        BookColumn("retention_previous", f"{retention} before", "money", 16,
                   lambda row: row.retention_previous, adds=True),
        _figure("retention", f"{retention} held to date"),
        BookColumn("claimed", "Claimed to date", "money", 16, lambda row: row.claimed,
                   adds=True, is_compared=True),
        BookColumn("difference", "Difference", "money", 16, lambda row: row.difference,
                   adds=True, is_compared=True),
        BookColumn("reason", "Reason for the difference", "text", 40, lambda row: row.reason),
    )  # fmt: skip
