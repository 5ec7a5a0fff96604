"""Which columns the sheet of a claim has, by what is being done to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledgerstone.claims.columns import cell, money
from ledgerstone.claims.sheet import ClaimSheet, SheetLine
from ledgerstone.projects.terminology import Terms

ENTRY, REVIEW, READ = "entry", "review", "read"

Part = Callable[[SheetLine], Decimal]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: how it is drawn, what a line shows in it, and what adds up in groups and totals.

    ``part`` is what adds up; where ``is_share``, the sum is shown as a share of what the lines are
    worth together.
    """

    key: str
    label: str
    kind: str
    width: int
    read: Callable[[SheetLine], str | None]
    part: Part | None = None
    is_share: bool = False
    editable: bool = False
    frozen: bool = False
    grow: bool = False
    note: str = ""

    def drawn(self, *, can_edit: bool) -> dict[str, Any]:
        """As the sheet's configuration names it."""
        drawn: dict[str, Any] = {
            "key": self.key,
            "label": self.label,
            "kind": self.kind,
            "width": self.width,
            "editable": self.editable and can_edit,
            "frozen": self.frozen,
            "grow": self.grow,
        }
        return drawn | ({"note": self.note} if self.note else {})


def columns_of(
    sheet: ClaimSheet, mode: str, terms: Terms, *, is_release: bool, is_full: bool = False
) -> list[SheetColumn]:
    """The columns of this sheet in this mode, item and description first.

    The usual set is what most claims need; the full one adds retention and budget codes.
    """
    first = [
        SheetColumn("item", "Item", "text", 44, lambda line: line.item, frozen=True),
        SheetColumn(
            "description", "Description", "text", 160, lambda line: line.description,
            frozen=True, grow=True,
        ),
        _money("scheduled_value", "Scheduled value", 116, lambda line: line.scheduled_value),
    ]  # fmt: skip
    if is_full:
        first.append(SheetColumn("budget_code", terms.budget_code.capitalised, "text", 90, _code))
    if mode == REVIEW:
        return first + _review(sheet, terms, is_full=is_full)
    if mode == ENTRY:
        return first + _entry(sheet, terms, is_release=is_release, is_full=is_full)
    return first + _read(sheet, terms)


def _entry(
    sheet: ClaimSheet, terms: Terms, *, is_release: bool, is_full: bool
) -> list[SheetColumn]:
    before = _money("previous", "Certified before", 112, lambda line: line.completed_previous)
    if is_release:
        return [
            before,
            _money("retention", f"{terms.retention.capitalised} held", 118, _retention),
            _typed("retention_released", "Release now", "money", 118),
        ]
    columns = [before]
    if any(line.is_unit for line in sheet.lines):
        columns += [
            SheetColumn("quantity", "Quantity", "quantity", 76, _quantity),
            SheetColumn("unit", "Unit", "text", 48, lambda line: line.unit),
            SheetColumn("unit_price", "Unit price", "price", 108, _unit_price),
            _typed("quantity_to_date", "Quantity to date", "quantity", 124),
        ]
    work = "work_this_period", "Work this period"
    if sheet.lines and all(line.is_unit for line in sheet.lines):
        columns.append(_money(*work, 112, lambda line: line.claimed_work_this_period))
    else:
        columns.append(_typed(*work, "money", 124, lambda line: line.claimed_work_this_period))
    columns += [
        _typed("percent_to_date", "To date", "percent", 76,
               lambda line: line.claimed_work, is_share=True),
        _typed("materials_stored", terms.stored_materials.capitalised, "money", 112,
               lambda line: line.claimed_materials),
        _money("claimed", "Total to date", 112, lambda line: line.claimed),
        _share("claimed_percent", 62, lambda line: line.claimed_percent, lambda line: line.claimed),
    ]  # fmt: skip
    retention = terms.retention.capitalised
    if is_full:
        columns.append(_typed("retention_adjustment", f"{retention} adjusted", "money", 124))
    if is_full or any(line.row.claimed_released for line in sheet.lines):
        columns.append(_typed("retention_released", f"{retention} released", "money", 124))
    return columns


def _review(sheet: ClaimSheet, terms: Terms, *, is_full: bool) -> list[SheetColumn]:
    columns = [
        _money("claimed", "Claimed to date", 112, lambda line: line.claimed),
        _share("claimed_percent", 62, lambda line: line.claimed_percent, lambda line: line.claimed),
    ]
    if any(line.is_unit for line in sheet.lines):
        columns.append(_typed("assessed_quantity_to_date", "Assessed quantity", "quantity", 124))
    if is_full:
        stored = terms.stored_materials.capitalised
        columns += [
            _money("claimed_stored", f"{stored} claimed", 124, lambda line: line.claimed_materials),
            _typed("assessed_materials_stored", f"{stored} assessed", "money", 124,
                   lambda line: line.assessed_materials),
        ]  # fmt: skip
    columns += [
        _typed("assessed", "Assessed to date", "money", 118, lambda line: line.assessed),
        _typed("assessed_percent", "%", "percent", 74,
               lambda line: line.assessed, is_share=True),
        *_answer(),
    ]  # fmt: skip
    retention = terms.retention.capitalised
    if is_full or any(line.row.claimed_adjustment is not None for line in sheet.lines):
        columns.append(
            _typed("assessed_retention_adjustment", f"{retention} adjusted", "money", 124)
        )
    if is_full or any(line.row.claimed_released for line in sheet.lines):
        columns.append(_typed("assessed_retention_released", f"{retention} released", "money", 124))
    return columns


def _read(sheet: ClaimSheet, terms: Terms) -> list[SheetColumn]:
    columns = [
        _money("work_previous", "Certified before", 110, lambda line: line.work_previous),
        _money("work_this_period", "Work this period", 110, lambda line: line.work_this_period),
        _money(
            "materials_stored", terms.stored_materials.capitalised, 104,
            lambda line: line.materials_stored,
        ),
        _money("completed_and_stored", "Total to date", 110,
               lambda line: line.completed_and_stored),
        _share("percent", 62, lambda line: line.percent, lambda line: line.completed_and_stored),
    ]  # fmt: skip
    if any(line.difference for line in sheet.lines):
        columns += _answer()
    return [
        *columns,
        _money("balance_to_finish", "Balance to finish", 114, lambda line: line.balance_to_finish),
        _money("retention", terms.retention.capitalised, 96, _retention),
    ]


def _answer() -> list[SheetColumn]:
    """What the assessment differs by, and why."""
    return [
        SheetColumn(
            "difference", "Difference", "difference", 100, lambda line: money(line.difference),
            lambda line: line.difference,
        ),
        SheetColumn("reason", "Reason", "reason", 128, lambda line: line.reason_code),
    ]  # fmt: skip


def _retention(line: SheetLine) -> Decimal:
    return line.retention


def _code(line: SheetLine) -> str | None:
    return line.budget_code


def _quantity(line: SheetLine) -> str | None:
    return None if line.quantity is None else f"{line.quantity.normalize():f}"


def _unit_price(line: SheetLine) -> str | None:
    return None if line.unit_price is None else f"{line.unit_price:f}"


def _money(key: str, label: str, width: int, read: Part) -> SheetColumn:
    return SheetColumn(key, label, "money", width, lambda line: money(read(line)), read)


def _share(key: str, width: int, read: Part, part: Part) -> SheetColumn:
    return SheetColumn(
        key, "%", "percent", width, lambda line: f"{read(line):f}", part, is_share=True
    )


def _typed(
    key: str, label: str, kind: str, width: int, part: Part | None = None, *, is_share: bool = False
) -> SheetColumn:
    return SheetColumn(
        key, label, kind, width, lambda line: cell(line, key), part, is_share, editable=True
    )
