"""From what was entered on a line to its figures to date.

Two standings meet here: ``before``, the line at the last certificate (after a move of
stored material into work), from which figures of this period count on; and ``absent``,
what a missing key means: for a claim the same standing, for an assessment the claimed
figures. Source of the rules: the claim document, sections Entry, Unit lines, Stored materials.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ledgerstone.core.entry import AssessedEntry, EntryMode, LineEntry
from ledgerstone.core.position import NOTHING_YET, LinePosition
from ledgerstone.core.refusals import EntryRefused
from ledgerstone.core.rounding import ZERO, as_amount, cents
from ledgerstone.core.terms import ScheduledLine

SLIP = Decimal(10)

_PERCENT_THIS_PERIOD, _PERCENT_TO_DATE = EntryMode.PERCENT_THIS_PERIOD, EntryMode.PERCENT_TO_DATE
_PERCENT_MODES = frozenset(
    {
        _PERCENT_THIS_PERIOD,
        _PERCENT_TO_DATE,
        EntryMode.PERCENT_COMPLETED_AND_STORED_TO_DATE,
    }
)
_QUANTITY_MODES = frozenset({EntryMode.QUANTITY_THIS_PERIOD, EntryMode.QUANTITY_TO_DATE})


class Figures(NamedTuple):
    """A line to date: amounts in cents, quantities of a unit line, what is released now."""

    work: Decimal
    stored: Decimal
    quantity: Decimal | None
    stored_quantity: Decimal | None
    adjustment: Decimal
    released: Decimal


_NOTHING = Figures(ZERO, ZERO, None, None, ZERO, ZERO)


def standing(at: Figures | LinePosition) -> Figures:
    """The line where nothing is entered: as it stood, and nothing is released now."""
    if at is NOTHING_YET:
        return _NOTHING
    return Figures._make((at.work, at.stored, at.quantity, at.stored_quantity, at.adjustment, ZERO))


def moved(at: LinePosition) -> Figures:
    """The line after what was stored has joined work, and a stored quantity the quantity."""
    quantity, joining = at.quantity, at.stored_quantity
    if joining is None:
        return Figures(at.work + at.stored, ZERO, quantity, None, at.adjustment, ZERO)
    quantity = joining if quantity is None else quantity + joining
    return Figures(at.work + at.stored, ZERO, quantity, ZERO, at.adjustment, ZERO)


def enter(
    line: ScheduledLine,
    own: Decimal,
    entry: LineEntry | AssessedEntry,
    before: Figures | LinePosition,
    absent: Figures | LinePosition,
    released: Decimal,
) -> Figures:
    """The line's figures to date by ``entry``; ``own`` is its own scheduled value in cents.

    ``released`` is what is released on the line where the entry does not say.
    EntryRefused names the field as in the claim document, without the ``assessed.`` prefix.
    """
    stored, stored_quantity = absent.stored, absent.stored_quantity
    if entry.materials_stored is not None:
        stored, stored_quantity = _stored(line, own, entry.materials_stored)
    work, quantity = absent.work, absent.quantity
    if entry.mode is not None:
        if entry.figure is None:
            raise _refused(line, entry.mode, "an entry mode needs its figure")
        work, quantity = _work(line, own, entry.mode, entry.figure, before, stored)
    elif entry.figure is not None:
        raise _refused(line, "figure", "a figure needs its entry mode")
    adjustment = absent.adjustment
    if entry.retention_adjustment is not None:
        adjustment = _amount(line, "retention_adjustment", entry.retention_adjustment)
    if entry.retention_released is not None:
        released = _amount(line, "retention_released", entry.retention_released)
        if released < 0:
            raise _refused(line, "retention_released", "a release is 0 or more")
    return Figures._make((work, stored, quantity, stored_quantity, adjustment, released))


def _work(
    line: ScheduledLine,
    own: Decimal,
    mode: EntryMode,
    figure: Decimal,
    before: Figures | LinePosition,
    stored: Decimal,
) -> tuple[Decimal, Decimal | None]:
    if line.unit_price is not None:
        return _measured(line, line.unit_price, mode, figure, before)
    if mode in _PERCENT_MODES:
        if not (figure.is_finite() and ZERO <= figure <= SLIP):
            _check_percent(line, mode, figure)
        value = cents(own * figure)
        if mode is _PERCENT_THIS_PERIOD:
            return before.work + value, None
        return value if mode is _PERCENT_TO_DATE else value - stored, None
    if mode in _QUANTITY_MODES:
        raise _refused(
            line, mode, "a line without unit price is entered by amount or by percentage"
        )
    amount = _amount(line, mode, figure)
    return amount + before.work if mode is EntryMode.WORK_THIS_PERIOD else amount, None


def _measured(
    line: ScheduledLine,
    price: Decimal,
    mode: EntryMode,
    figure: Decimal,
    before: Figures | LinePosition,
) -> tuple[Decimal, Decimal]:
    if mode not in _QUANTITY_MODES:
        raise _refused(
            line, mode, 'a unit line is entered by "quantity_this_period" or "quantity_to_date"'
        )
    quantity = _quantity(line, mode, figure)
    if mode is EntryMode.QUANTITY_THIS_PERIOD and before.quantity is not None:
        quantity += before.quantity
    return cents(price * quantity), quantity


def _stored(line: ScheduledLine, own: Decimal, entered: Decimal) -> tuple[Decimal, Decimal | None]:
    price = line.unit_price
    if price is None:
        quantity, stored = None, as_amount(entered) or _amount(line, "materials_stored", entered)
        below = stored < ZERO
    else:
        quantity = _quantity(line, "materials_stored", entered)
        stored = cents(price * quantity)
        below = (quantity > 0) if price < 0 else (quantity < 0)
    if below and own >= ZERO:
        raise _refused(
            line, "materials_stored", "stored material is 0 or more, except on a negative line"
        )
    return stored, quantity


def _check_percent(line: ScheduledLine, mode: EntryMode, figure: Decimal) -> None:
    """A percentage that is not from 0 to 10: only one of this period may be negative."""
    if not figure.is_finite():
        raise _refused(line, mode, "a finite percentage is expected")
    if abs(figure) > SLIP:
        raise _refused(
            line, mode, f"a percentage is a fraction (0.45 is 45 %), at most 10, not {figure}"
        )
    if mode is not _PERCENT_THIS_PERIOD:
        raise _refused(line, mode, "a percentage to date is 0 or more")


def _amount(line: ScheduledLine, field: str, figure: Decimal) -> Decimal:
    amount = as_amount(figure)
    if amount is not None:
        return amount
    raise _refused(line, field, f"an amount with at most 2 decimals is expected, not {figure}")


def _quantity(line: ScheduledLine, field: str, figure: Decimal) -> Decimal:
    if not figure.is_finite():
        raise _refused(line, field, "a finite quantity is expected")
    return figure


def _refused(line: ScheduledLine, field: str, sentence: str) -> EntryRefused:
    return EntryRefused(sentence, field=str(field), line=line.key)
