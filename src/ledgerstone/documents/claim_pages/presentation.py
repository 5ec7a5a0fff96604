"""How much of variations, markups and budget codes the sheet of a document prints.

Figures are entered and certified line by line. A row of several lines is their sum, figure by
figure, so whatever is printed ties out to the cent. A markup that is not printed on its own is part
of what it is a percentage of: of the line before it, or, where it is on the sum, of its variation,
which then is one row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from ledgerstone.contracts.models import (
    POTENTIAL,
    REQUEST,
    VARIATION,
    Contract,
    Markup,
    ScheduleLine,
    Variation,
)
from ledgerstone.core.rounding import ZERO, cents, percent

from .model import Measured, SheetLine

_DEPTH = {VARIATION: 0, REQUEST: 1, POTENTIAL: 2}
_SUMMED = (
    "scheduled_value",
    "work_previous",
    "work_this_period",
    "materials_stored",
    "completed_and_stored",
    "balance_to_finish",
    "retention",
)
# A row stands for one line, or for a variation on some tier.
_Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Known:
    """What of a line decides in which row it is printed, and what is printed of it."""

    variation_id: int | None
    markup: str | None
    budget_code: str
    quantity: Decimal | None
    unit: str
    unit_price: Decimal | None


def presented(contract: Contract, lines: Sequence[SheetLine]) -> tuple[SheetLine, ...]:
    """The rows of a contract's sheet, in the order of the lines. At most two queries."""
    return tuple(row for row, _members in rows_of(contract, lines))


def rows_of(
    contract: Contract, lines: Sequence[SheetLine]
) -> list[tuple[SheetLine, list[SheetLine]]]:
    """As ``presented``, each row with the lines that it stands for."""
    known = _known(contract, [line.line_id for line in lines if line.line_id is not None])
    lines = [_told(line, known, with_code=contract.shows_budget_codes) for line in lines]
    tiers = _tiers(contract) if any(one.variation_id for one in known.values()) else {}
    keys = _keys(contract, lines, known, tiers)
    rows: dict[_Key, list[SheetLine]] = {}
    for key, line in zip(keys, lines, strict=True):
        rows.setdefault(key, []).append(line)
    return [(_row(key, members, tiers), members) for key, members in rows.items()]


def _known(contract: Contract, line_ids: Sequence[int]) -> dict[int, _Known]:
    rows = ScheduleLine.objects.filter(account_id=contract.account_id, pk__in=line_ids)
    read = rows.values_list(
        "pk", "variation_id", "markup__kind", "budget_code__code", "quantity", "unit", "unit_price"
    )
    return {
        pk: _Known(variation_id, markup, code or "", quantity, unit, unit_price)
        for pk, variation_id, markup, code, quantity, unit, unit_price in read
    }


def _tiers(contract: Contract) -> dict[int, Variation]:
    found = Variation.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    return {one.pk: one for one in found.only("account", "kind", "number", "title", "part_of")}


def _told(line: SheetLine, known: Mapping[int, _Known], *, with_code: bool) -> SheetLine:
    """A line with its code, and with its quantity and price as long as they make its value."""
    if line.line_id is None or line.line_id not in known:
        return line
    one = known[line.line_id]
    if with_code and one.budget_code:
        line = replace(line, budget_code=one.budget_code)
    return replace(line, measured=_measured(line, one))


def _measured(line: SheetLine, known: _Known) -> Measured | None:
    """By what a line is measured, as far as quantities and price make the figures printed."""
    price, to_date = known.unit_price, line.quantity_to_date
    if price is None or known.quantity is None:
        return None
    if cents(known.quantity * price) != line.scheduled_value:
        return None
    if to_date is not None and cents(to_date * price) != line.work_previous + line.work_this_period:
        to_date = None
    return Measured(quantity=known.quantity, unit=known.unit, unit_price=price, to_date=to_date)


def _keys(
    contract: Contract,
    lines: Sequence[SheetLine],
    known: Mapping[int, _Known],
    tiers: Mapping[int, Variation],
) -> list[_Key]:
    """In which row each line is printed."""
    whole = _whole(contract, lines, known)
    keys: list[_Key] = []
    last: dict[int, _Key] = {}
    for place, line in enumerate(lines):
        one = known.get(line.line_id) if line.line_id is not None else None
        key = ("line", place)
        if one is not None and one.variation_id is not None:
            if contract.variation_detail != "line":
                key = ("variation", _shown(one.variation_id, contract.variation_detail, tiers))
            elif one.variation_id in whole:
                key = ("variation", one.variation_id)
            elif one.markup and not contract.shows_markup:
                key = last.get(one.variation_id, key)
            last[one.variation_id] = key
        keys.append(key)
    return keys


def _whole(contract: Contract, lines: Sequence[SheetLine], known: Mapping[int, _Known]) -> set[int]:
    """Variations with a markup on their sum that is not printed on its own."""
    if contract.shows_markup:
        return set()
    printed = (known.get(line.line_id) for line in lines if line.line_id is not None)
    return {
        one.variation_id
        for one in printed
        if one is not None and one.variation_id is not None and one.markup == Markup.VERTICAL
    }


def _shown(variation_id: int, detail: str, tiers: Mapping[int, Variation]) -> int:
    """The variation on the wanted tier that a line is part of, or the next one above it."""
    found = tiers[variation_id]
    while _DEPTH[found.kind] > _DEPTH[detail] and found.part_of_id is not None:
        found = tiers[found.part_of_id]
    return found.pk


def _row(key: _Key, members: Sequence[SheetLine], tiers: Mapping[int, Variation]) -> SheetLine:
    """The line itself, or the sum of several."""
    kind, which = key
    first = members[0]
    if kind == "line" and len(members) == 1:
        return first
    named: dict[str, Any] = (
        {"item": tiers[which].number, "description": tiers[which].title}
        if kind == "variation"
        else {"item": first.item, "description": first.description}
    )
    sums: dict[str, Any] = {
        name: sum((getattr(one, name) for one in members), ZERO) for name in _SUMMED
    }
    codes = {one.budget_code for one in members}
    return SheetLine(
        **named,
        **sums,
        percent=percent(sums["completed_and_stored"], sums["scheduled_value"]),
        group=first.group,
        budget_code=codes.pop() if len(codes) == 1 else "",
    )
