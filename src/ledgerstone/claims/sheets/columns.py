"""The columns of a claim's lines: what a cell shows, and which a line takes.

A cell's canonical value is what a page shows and sends back as what it knew: amounts with two
decimals, quantities without idle zeros, percentages as percentages (45 % is "45.00"; one that was
entered keeps its decimals). A derived percentage has two decimals and never becomes an amount.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from ledgerstone.core import EntryMode
from ledgerstone.core.rounding import HUNDRED, percent, to_places

from .edits import Column
from .sheet import Entered, SheetLine

MODES: dict[Column, EntryMode] = {
    Column.WORK_THIS_PERIOD: EntryMode.WORK_THIS_PERIOD,
    Column.WORK_TO_DATE: EntryMode.WORK_TO_DATE,
    Column.PERCENT_THIS_PERIOD: EntryMode.PERCENT_THIS_PERIOD,
    Column.PERCENT_TO_DATE: EntryMode.PERCENT_TO_DATE,
    Column.COMPLETED_PERCENT: EntryMode.PERCENT_COMPLETED_AND_STORED_TO_DATE,
    Column.QUANTITY_THIS_PERIOD: EntryMode.QUANTITY_THIS_PERIOD,
    Column.QUANTITY_TO_DATE: EntryMode.QUANTITY_TO_DATE,
    Column.ASSESSED: EntryMode.WORK_TO_DATE,
    Column.ASSESSED_PERCENT: EntryMode.PERCENT_COMPLETED_AND_STORED_TO_DATE,
    Column.ASSESSED_WORK_THIS_PERIOD: EntryMode.WORK_THIS_PERIOD,
    Column.ASSESSED_WORK_TO_DATE: EntryMode.WORK_TO_DATE,
    Column.ASSESSED_PERCENT_THIS_PERIOD: EntryMode.PERCENT_THIS_PERIOD,
    Column.ASSESSED_PERCENT_TO_DATE: EntryMode.PERCENT_TO_DATE,
    Column.ASSESSED_QUANTITY_THIS_PERIOD: EntryMode.QUANTITY_THIS_PERIOD,
    Column.ASSESSED_QUANTITY_TO_DATE: EntryMode.QUANTITY_TO_DATE,
}

# "45%" typed into a column of work, and the percentage that a unit line's quantity is of.
PERCENT_OF = {
    EntryMode.WORK_THIS_PERIOD: EntryMode.PERCENT_THIS_PERIOD,
    EntryMode.WORK_TO_DATE: EntryMode.PERCENT_TO_DATE,
}
COLUMN_OF = {mode.value: column for column, mode in MODES.items() if not column.is_assessed} | {
    "materials_stored": Column.MATERIALS_STORED,
    "retention_adjustment": Column.RETENTION_ADJUSTMENT,
    "retention_released": Column.RETENTION_RELEASED,
}
QUANTITY_COLUMNS = frozenset(
    {
        Column.QUANTITY_THIS_PERIOD,
        Column.QUANTITY_TO_DATE,
        Column.ASSESSED_QUANTITY_THIS_PERIOD,
        Column.ASSESSED_QUANTITY_TO_DATE,
    }
)
AMOUNT_COLUMNS = frozenset(
    {
        Column.WORK_THIS_PERIOD,
        Column.WORK_TO_DATE,
        Column.ASSESSED,
        Column.ASSESSED_WORK_THIS_PERIOD,
        Column.ASSESSED_WORK_TO_DATE,
    }
)
_ANY_LINE = tuple(column for column in Column if column not in QUANTITY_COLUMNS)
_UNIT_LINE = tuple(column for column in Column if column not in AMOUNT_COLUMNS)


def columns_for(line: SheetLine, *, assessed: bool) -> tuple[Column, ...]:
    """The columns that a line takes figures in, on one side."""
    columns = _UNIT_LINE if line.is_unit else _ANY_LINE
    return tuple(column for column in columns if column.is_assessed is assessed)


def cell(line: SheetLine, column: str) -> str | None:
    """A cell's canonical value; None where nothing is known there."""
    read = _CELLS.get(column)
    if read is None:
        raise KeyError(column)
    return read(line)


def money(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{to_places(2, figure):f}"


def quantity(figure: Decimal | None) -> str | None:
    if figure is None:
        return None
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percentage(fraction: Decimal) -> str:
    """An entered fraction as a percentage, with two decimals or as many as it has."""
    text = f"{(fraction * HUNDRED):f}"
    whole, _, part = text.partition(".")
    return f"{whole}.{part.rstrip('0').ljust(2, '0')}"


def _says_work(line: SheetLine, entry: Entered) -> bool:
    return bool(entry.mode) or bool(line.before.work)


def _claimed_work_this(line: SheetLine) -> str | None:
    return money(line.claimed_work_this_period) if line.row.claimed_mode else None


def _claimed_work(line: SheetLine) -> str | None:
    return money(line.claimed_work) if _says_work(line, line.claimed_entry) else None


def _claimed_percent(mode: EntryMode) -> Callable[[SheetLine], str | None]:
    def read(line: SheetLine) -> str | None:
        entry = line.claimed_entry
        if entry.mode == mode and entry.figure is not None:
            return percentage(entry.figure)
        if mode is EntryMode.PERCENT_THIS_PERIOD:
            if not entry.mode:
                return None
            return f"{percent(line.claimed_work_this_period, line.own_value):f}"
        if mode is EntryMode.PERCENT_COMPLETED_AND_STORED_TO_DATE:
            said = _says_work(line, entry) or bool(line.claimed)
            return f"{line.claimed_percent:f}" if said else None
        if not _says_work(line, entry):
            return None
        return f"{percent(line.claimed_work, line.own_value):f}"

    return read


def _assessed_percent(mode: EntryMode) -> Callable[[SheetLine], str | None]:
    def read(line: SheetLine) -> str | None:
        entry = line.assessed_entry
        if entry.mode == mode and entry.figure is not None:
            return percentage(entry.figure)
        if mode is EntryMode.PERCENT_THIS_PERIOD:
            part = line.work_this_period
        elif mode is EntryMode.PERCENT_TO_DATE:
            part = line.work_to_date
        else:
            part = line.assessed
        return f"{percent(part, line.own_value):f}"

    return read


def _less(figure: Decimal | None, before: Decimal | None) -> Decimal | None:
    return figure if figure is None or before is None else figure - before


def _claimed_quantity_this(line: SheetLine) -> str | None:
    if not line.row.claimed_mode:
        return None
    return quantity(_less(line.claimed_quantity, line.before.quantity))


def _claimed_stored(line: SheetLine) -> str | None:
    row, at = line.row, line.before
    if line.is_unit:
        return quantity(at.stored_quantity if row.claimed_stored is None else row.claimed_stored)
    said = row.claimed_stored is not None or bool(at.stored)
    return money(line.claimed_materials) if said else None


def _assessed_stored(line: SheetLine) -> str | None:
    if line.is_unit:
        answer = line.row.assessed_stored
        return _claimed_stored(line) if answer is None else quantity(answer)
    return money(line.materials_stored)


def _claimed_adjustment(line: SheetLine) -> str | None:
    entered = line.row.claimed_adjustment
    return money(line.before.adjustment or None if entered is None else entered)


def _assessed_adjustment(line: SheetLine) -> str | None:
    answer = line.row.assessed_adjustment
    return _claimed_adjustment(line) if answer is None else money(answer)


def _assessed_released(line: SheetLine) -> str | None:
    answer = line.row.assessed_released
    return money(line.row.claimed_released if answer is None else answer)


_CELLS: dict[str, Callable[[SheetLine], str | None]] = {
    Column.WORK_THIS_PERIOD: _claimed_work_this,
    Column.WORK_TO_DATE: _claimed_work,
    Column.PERCENT_THIS_PERIOD: _claimed_percent(EntryMode.PERCENT_THIS_PERIOD),
    Column.PERCENT_TO_DATE: _claimed_percent(EntryMode.PERCENT_TO_DATE),
    Column.COMPLETED_PERCENT: _claimed_percent(EntryMode.PERCENT_COMPLETED_AND_STORED_TO_DATE),
    Column.QUANTITY_THIS_PERIOD: _claimed_quantity_this,
    Column.QUANTITY_TO_DATE: lambda line: quantity(line.claimed_quantity),
    Column.MATERIALS_STORED: _claimed_stored,
    Column.RETENTION_ADJUSTMENT: _claimed_adjustment,
    Column.RETENTION_RELEASED: lambda line: money(line.row.claimed_released),
    Column.ASSESSED: lambda line: money(line.assessed),
    Column.ASSESSED_PERCENT: _assessed_percent(EntryMode.PERCENT_COMPLETED_AND_STORED_TO_DATE),
    Column.ASSESSED_WORK_THIS_PERIOD: lambda line: money(line.work_this_period),
    Column.ASSESSED_WORK_TO_DATE: lambda line: money(line.work_to_date),
    Column.ASSESSED_PERCENT_THIS_PERIOD: _assessed_percent(EntryMode.PERCENT_THIS_PERIOD),
    Column.ASSESSED_PERCENT_TO_DATE: _assessed_percent(EntryMode.PERCENT_TO_DATE),
    Column.ASSESSED_QUANTITY_THIS_PERIOD: lambda line: quantity(
        _less(line.assessed_quantity, line.before.quantity)
    ),
    Column.ASSESSED_QUANTITY_TO_DATE: lambda line: quantity(line.assessed_quantity),
    Column.ASSESSED_MATERIALS_STORED: _assessed_stored,
    Column.ASSESSED_RETENTION_ADJUSTMENT: _assessed_adjustment,
    Column.ASSESSED_RETENTION_RELEASED: _assessed_released,
}
