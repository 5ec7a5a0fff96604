"""Which columns the sheet of a claim has, by what is being done to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import attrgetter
from typing import Any

from ledgerstone.claims.sheets.columns import cell, money
from ledgerstone.claims.sheets.sheet import ClaimSheet, SheetLine
from ledgerstone.core.rounding import ZERO
from ledgerstone.projects.terminology import Terms

ENTRY, REVIEW, READ = "entry", "review", "read"
# What the rule holds is adjusted by administrators.
ADJUSTED = "retention_adjustment"
# Columns of what is stored, and of what is held back.
_STORING = {"materials_stored", "claimed_stored", "assessed_materials_stored"}
_HOLDING = {
    "retention", ADJUSTED, "retention_released", "assessed_retention_adjustment",
    "assessed_retention_released",
}  # fmt: skip
# What folds away together; the other columns always stay.
VALUE, BEFORE, MATERIALS, HELD = "value", "before", "materials", "held"
_PARTS = {
    "budget_code": VALUE, "quantity": VALUE, "unit": VALUE, "unit_price": VALUE,
    "previous": BEFORE, "work_previous": BEFORE,
    **dict.fromkeys(_STORING, MATERIALS), **dict.fromkeys(_HOLDING, HELD),
}  # fmt: skip


def parts_of(columns: Sequence[SheetColumn], terms: Terms) -> list[tuple[str, str]]:
    """The parts that these columns have, by key and name."""
    names = {
        VALUE: f"{terms.budget_code.capitalised}, quantity and price",
        BEFORE: "Certified before",
        MATERIALS: terms.stored_materials.capitalised,
        HELD: terms.retention.capitalised,
    }
    here = {column.part for column in columns}
    return [(key, name) for key, name in names.items() if key in here]


class Amount:
    """A figure that adds up over lines: a sum of what the tuples of a line hold, less others.

    ``Amount("row.claimed_work", less=("before.work",))``. A sheet is added up tuple by tuple, which
    takes a fraction of asking every line for every column.
    """

    __slots__ = ("_less", "_plus", "less", "plus")

    def __init__(self, *plus: str, less: tuple[str, ...] = ()) -> None:
        self.plus, self.less = plus, less
        self._plus = [attrgetter(place) for place in plus]
        self._less = [attrgetter(place) for place in less]

    def of(self, line: SheetLine) -> Decimal:
        """The figure of one line."""
        first, *others = self._plus
        figure: Decimal = first(line)
        for read in others:
            figure += read(line)
        for read in self._less:
            figure -= read(line)
        return figure

    def over(self, sums: Mapping[str, Decimal]) -> Decimal:
        """The figure of many lines, from the sums of the places that it adds and subtracts."""
        figure = ZERO
        for place in self.plus:
            figure += sums[place]
        for place in self.less:
            figure -= sums[place]
        return figure


SCHEDULED = Amount("valued.scheduled_value")
_PREVIOUS = Amount("before.at.work", "before.at.stored")
_CLAIMED_WORK = Amount("row.claimed_work")
_CLAIMED_NOW = Amount("row.claimed_work", less=("before.work",))
_CLAIMED_STORED = Amount("row.claimed_materials")
_CLAIMED = Amount("row.claimed_work", "row.claimed_materials")
_STORED = Amount("valued.materials_stored")
_EARNED = Amount("valued.completed_and_stored")
_DIFFERENCE = Amount(
    "valued.completed_and_stored", less=("row.claimed_work", "row.claimed_materials")
)
RETENTION = Amount("valued.retention")


def added_up(amounts: Sequence[Amount], lines: Sequence[SheetLine]) -> list[Decimal]:
    """Each of these figures of all lines together; what several of them add is added once."""
    parts = dict(zip(SheetLine._fields, zip(*lines, strict=True), strict=True)) if lines else {}
    sums = {}
    for place in {place for amount in amounts for place in (*amount.plus, *amount.less)}:
        part, _, figure = place.partition(".")
        sums[place] = sum(map(attrgetter(figure), parts.get(part, ())), ZERO)
    return [amount.over(sums) for amount in amounts]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: how it is drawn, what a line shows in it, and what adds up in groups and totals.

    ``adds`` is what adds up; where ``is_share``, the sum is shown as a share of what the lines are
    worth together. ``part`` is what it folds away with, ``is_extra`` that only the full set has it.
    ``on_groups`` is the column that is entered on many lines by typing it on their group.
    """

    key: str
    label: str
    kind: str
    width: int
    read: Callable[[SheetLine], str | None]
    adds: Amount | None = None
    is_share: bool = False
    editable: bool = False
    frozen: bool = False
    grow: bool = False
    note: str = ""
    part: str = ""
    is_extra: bool = False
    on_groups: str = ""

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
        told = {
            "note": self.note,
            "part": self.part,
            "extra": self.is_extra,
            "on_groups": self.on_groups if can_edit else "",
        }
        return drawn | {name: value for name, value in told.items() if value}


def columns_of(
    sheet: ClaimSheet,
    mode: str,
    terms: Terms,
    *,
    is_release: bool,
    may_adjust: bool = True,
    has_stored: bool = True,
    has_retention: bool = True,
) -> list[SheetColumn]:
    """The columns of this sheet in this mode, item and description first.

    The usual set is what most claims need; the full one adds retention and budget codes, which are
    marked as extra. Without materials claimed apart, or anything held back, there are no columns of
    them.
    """
    left_out = (set() if has_stored else _STORING) | (set() if has_retention else _HOLDING)
    if mode == ENTRY and not may_adjust:
        left_out = left_out | {ADJUSTED}
    columns = _first(sheet, terms)
    if mode == REVIEW:
        columns += _review(sheet, terms)
    elif mode == ENTRY:
        columns += _entry(sheet, terms, is_release=is_release)
    else:
        columns += _read(sheet, terms)
    return [_placed(column) for column in columns if column.key not in left_out]


def _placed(column: SheetColumn) -> SheetColumn:
    return replace(column, part=_PARTS.get(column.key, ""))


def _first(sheet: ClaimSheet, terms: Terms) -> list[SheetColumn]:
    columns = [
        SheetColumn("item", "Item", "text", 44, lambda line: line.item, frozen=True),
        SheetColumn(
            "description", "Description", "text", 160, lambda line: line.description,
            frozen=True, grow=True,
        ),
        _money("scheduled_value", "Scheduled value", 116, SCHEDULED),
    ]  # fmt: skip
    if any(line.row.budget_code for line in sheet.lines):
        code = SheetColumn("budget_code", terms.budget_code.capitalised, "text", 90, _code)
        columns.append(replace(code, is_extra=True))
    return columns


def _entry(sheet: ClaimSheet, terms: Terms, *, is_release: bool) -> list[SheetColumn]:
    before = _money("previous", "Certified before", 112, _PREVIOUS)
    if is_release:
        return [
            before,
            _money("retention", f"{terms.retention.capitalised} held", 118, RETENTION),
            _typed("retention_released", "Release now", "money", 118),
        ]
    columns, measured = [before], _measured(sheet)
    if any(measured):
        columns += [
            SheetColumn("quantity", "Quantity", "quantity", 76, _quantity),
            SheetColumn("unit", "Unit", "text", 48, lambda line: line.unit),
            SheetColumn("unit_price", "Unit price", "price", 108, _unit_price),
            _typed("quantity_to_date", "Quantity to date", "quantity", 124),
        ]
    work = "work_this_period", "Work this period"
    if sheet.lines and all(measured):
        worked = _money(*work, 112, _CLAIMED_NOW)
        columns.append(replace(worked, on_groups="percent_this_period"))
    else:
        typed = _typed(*work, "money", 124, _CLAIMED_NOW)
        columns.append(replace(typed, on_groups="work_this_period"))
    columns += [
        _typed("percent_to_date", "To date", "percent", 76,
               _CLAIMED_WORK, is_share=True),
        _typed("materials_stored", terms.stored_materials.capitalised, "money", 112,
               _CLAIMED_STORED),
        _money("claimed", "Total to date", 112, _CLAIMED),
        replace(
            _share("claimed_percent", 68, lambda line: line.claimed_percent, _CLAIMED),
            on_groups="completed_percent",
        ),
    ]  # fmt: skip
    retention = terms.retention.capitalised
    adjusted = _typed(ADJUSTED, f"{retention} adjusted", "money", 124)
    released = _typed("retention_released", f"{retention} released", "money", 124)
    asked = any(line.row.claimed_released for line in sheet.lines)
    return [*columns, replace(adjusted, is_extra=True), replace(released, is_extra=not asked)]


def _review(sheet: ClaimSheet, terms: Terms) -> list[SheetColumn]:
    columns = [
        _money("claimed", "Claimed to date", 112, _CLAIMED),
        _share("claimed_percent", 68, lambda line: line.claimed_percent, _CLAIMED),
    ]
    if any(_measured(sheet)):
        columns.append(_typed("assessed_quantity_to_date", "Assessed quantity", "quantity", 124))
    stored = terms.stored_materials.capitalised
    for column in (
        _money("claimed_stored", f"{stored} claimed", 124, _CLAIMED_STORED),
        _typed("assessed_materials_stored", f"{stored} assessed", "money", 124, _STORED),
    ):
        columns.append(replace(column, is_extra=True))
    share = _typed("assessed_percent", "%", "percent", 74, _EARNED, is_share=True)
    columns += [
        _typed("assessed", "Assessed to date", "money", 118, _EARNED),
        replace(share, on_groups="assessed_percent"),
        *_answer(),
    ]
    retention = terms.retention.capitalised
    adjusted = _typed("assessed_retention_adjustment", f"{retention} adjusted", "money", 124)
    released = _typed("assessed_retention_released", f"{retention} released", "money", 124)
    rows = [line.row for line in sheet.lines]
    is_adjusted = any(row.claimed_adjustment is not None for row in rows)
    is_released = any(row.claimed_released for row in rows)
    return [
        *columns,
        replace(adjusted, is_extra=not is_adjusted),
        replace(released, is_extra=not is_released),
    ]


def _read(sheet: ClaimSheet, terms: Terms) -> list[SheetColumn]:
    """What was cut and why is in sight; what has no room beside it is in the full set."""
    is_cut = any(line.difference for line in sheet.lines)
    is_stored = any(map(_STORED.of, sheet.lines))
    before = _money("work_previous", "Certified before", 110, Amount("valued.work_previous"))
    stored = _money("materials_stored", terms.stored_materials.capitalised, 104, _STORED)
    left = _money("balance_to_finish", "Balance to finish", 114, Amount("valued.balance_to_finish"))
    held = _money("retention", terms.retention.capitalised, 96, RETENTION)
    return [
        replace(before, is_extra=is_cut and is_stored),
        _money("work_this_period", "Work this period", 110, Amount("valued.work_this_period")),
        replace(stored, is_extra=not is_stored),
        _money("completed_and_stored", "Total to date", 110, _EARNED),
        _share("percent", 68, lambda line: line.percent, _EARNED),
        *(_answer() if is_cut else []),
        replace(left, is_extra=is_cut),
        replace(held, is_extra=is_cut or is_stored),
    ]


def _measured(sheet: ClaimSheet) -> list[bool]:
    """Which lines are billed by quantity."""
    return [line.row.unit_price is not None for line in sheet.lines]


def _answer() -> list[SheetColumn]:
    """What the assessment differs by, and why."""
    return [
        SheetColumn(
            "difference", "Difference", "difference", 100, lambda line: money(_DIFFERENCE.of(line)),
            _DIFFERENCE,
        ),
        SheetColumn("reason", "Reason", "reason", 128, lambda line: line.reason_code),
    ]  # fmt: skip


def _code(line: SheetLine) -> str | None:
    return line.budget_code


def _quantity(line: SheetLine) -> str | None:
    return None if line.quantity is None else f"{line.quantity.normalize():f}"


def _unit_price(line: SheetLine) -> str | None:
    return None if line.unit_price is None else f"{line.unit_price:f}"


def _money(key: str, label: str, width: int, amount: Amount) -> SheetColumn:
    return SheetColumn(key, label, "money", width, lambda line: money(amount.of(line)), amount)


def _share(key: str, width: int, read: Callable[[SheetLine], Decimal], adds: Amount) -> SheetColumn:
    return SheetColumn(
        key, "%", "percent", width, lambda line: f"{read(line):f}", adds, is_share=True
    )


def _typed(
    key: str,
    label: str,
    kind: str,
    width: int,
    adds: Amount | None = None,
    *,
    is_share: bool = False,
) -> SheetColumn:
    return SheetColumn(
        key, label, kind, width, lambda line: cell(line, key), adds, is_share, editable=True
    )
