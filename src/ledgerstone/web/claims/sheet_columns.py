"""Which columns the sheet of a claim has, by what is being done to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledgerstone.claims.columns import cell, money
from ledgerstone.claims.sheet import ClaimSheet, SheetLine
from ledgerstone.core.rounding import ZERO, percent
from ledgerstone.projects.terminology import Terms

ENTRY, REVIEW, READ = "entry", "review", "read"

Total = Callable[[list[SheetLine]], str | None]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: how it is drawn, what a line shows in it, and what a group sums to."""

    key: str
    label: str
    kind: str
    width: int
    read: Callable[[SheetLine], str | None]
    total: Total | None = None
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
    sheet: ClaimSheet, mode: str, terms: Terms, *, is_release: bool
) -> list[SheetColumn]:
    """The columns of this sheet in this mode, item and description first."""
    first = [
        SheetColumn("item", "Item", "text", 56, lambda line: line.item, frozen=True),
        SheetColumn(
            "description",
            "Description",
            "text",
            210,
            lambda line: line.description,
            frozen=True,
            grow=True,
        ),
        _money("scheduled_value", "Scheduled value", 126, lambda line: line.scheduled_value),
    ]
    if mode == REVIEW:
        return first + _review()
    if mode == ENTRY:
        return first + _entry(sheet, terms, is_release=is_release)
    return first + _read(sheet, terms)


def _entry(sheet: ClaimSheet, terms: Terms, *, is_release: bool) -> list[SheetColumn]:
    before = _money("previous", "Certified before", 118, lambda line: line.completed_previous)
    if is_release:
        return [
            before,
            _money("retention", f"{terms.retention.capitalised} held", 118, _retention),
            _typed_money("retention_released", "Release now", 118),
        ]
    columns = [before]
    if any(line.is_unit for line in sheet.lines):
        columns += [
            SheetColumn("quantity", "Quantity", "quantity", 90, _quantity),
            SheetColumn("unit", "Unit", "text", 60, lambda line: line.unit),
            _typed("quantity_to_date", "Quantity to date", "quantity", 110),
        ]
    columns += [
        _typed_money(
            "work_this_period", "Work this period", 124, lambda line: line.claimed_work_this_period
        ),
        _typed("percent_to_date", "To date", "percent", 78, _share(lambda line: line.claimed_work)),
        _typed_money(
            "materials_stored",
            terms.stored_materials.capitalised,
            118,
            lambda line: line.claimed_materials,
        ),
        _money("claimed", "Completed and stored", 126, lambda line: line.claimed),
        SheetColumn(
            "claimed_percent",
            "%",
            "percent",
            70,
            lambda line: f"{line.claimed_percent:f}",
            _share(lambda line: line.claimed),
        ),
    ]
    if sheet.is_upstream or any(line.row.claimed_released for line in sheet.lines):
        columns.append(
            _typed_money("retention_released", f"{terms.retention.capitalised} released", 110)
        )
    return columns


def _review() -> list[SheetColumn]:
    return [
        _money("claimed", "Claimed to date", 118, lambda line: line.claimed),
        SheetColumn(
            "claimed_percent",
            "%",
            "percent",
            70,
            lambda line: f"{line.claimed_percent:f}",
            _share(lambda line: line.claimed),
        ),
        _typed_money("assessed", "Assessed to date", 118, lambda line: line.assessed),
        _typed("assessed_percent", "%", "percent", 74, _share(lambda line: line.assessed)),
        SheetColumn(
            "difference",
            "Difference",
            "difference",
            104,
            lambda line: money(line.difference),
            _sum(lambda line: line.difference),
        ),
        SheetColumn("reason", "Reason", "reason", 136, lambda line: line.reason_code),
    ]


def _read(sheet: ClaimSheet, terms: Terms) -> list[SheetColumn]:
    columns = [
        _money("work_previous", "Previously certified", 124, lambda line: line.work_previous),
        _money("work_this_period", "Work this period", 118, lambda line: line.work_this_period),
        _money(
            "materials_stored",
            terms.stored_materials.capitalised,
            112,
            lambda line: line.materials_stored,
        ),
        _money(
            "completed_and_stored",
            "Completed and stored",
            126,
            lambda line: line.completed_and_stored,
        ),
        SheetColumn(
            "percent",
            "%",
            "percent",
            70,
            lambda line: f"{line.percent:f}",
            _share(lambda line: line.completed_and_stored),
        ),
    ]
    if any(line.difference for line in sheet.lines):
        columns += [
            SheetColumn(
                "difference",
                "Difference",
                "difference",
                104,
                lambda line: money(line.difference),
                _sum(lambda line: line.difference),
            ),
            SheetColumn("reason", "Reason", "reason", 136, lambda line: line.reason_code),
        ]
    return [
        *columns,
        _money("balance_to_finish", "Balance to finish", 118, lambda line: line.balance_to_finish),
        _money("retention", terms.retention.capitalised, 108, _retention),
    ]


def _retention(line: SheetLine) -> Decimal:
    return line.retention


def _quantity(line: SheetLine) -> str | None:
    return None if line.quantity is None else f"{line.quantity.normalize():f}"


def _money(key: str, label: str, width: int, read: Callable[[SheetLine], Decimal]) -> SheetColumn:
    return SheetColumn(key, label, "money", width, lambda line: money(read(line)), _sum(read))


def _typed(key: str, label: str, kind: str, width: int, total: Total | None = None) -> SheetColumn:
    return SheetColumn(key, label, kind, width, lambda line: cell(line, key), total, editable=True)


def _typed_money(
    key: str, label: str, width: int, read: Callable[[SheetLine], Decimal] | None = None
) -> SheetColumn:
    return _typed(key, label, "money", width, _sum(read) if read else None)


def _sum(read: Callable[[SheetLine], Decimal]) -> Total:
    return lambda lines: money(sum(map(read, lines), ZERO))


def _share(read: Callable[[SheetLine], Decimal]) -> Total:
    """What the lines come to of what they are worth together."""

    def share(lines: list[SheetLine]) -> str | None:
        worth = sum((line.scheduled_value for line in lines), ZERO)
        return f"{percent(sum(map(read, lines), ZERO), worth):f}"

    return share
