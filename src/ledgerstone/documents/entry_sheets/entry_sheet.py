"""The sheet of a draft that is filled in away from the browser: its columns and its rows' cells.

A cell is locked and holds what is known, or a formula, or it is open and holds what is entered.
Every row carries beside it, in a hidden column, what its cells were when it was written; by that
the file is read back (``entry_sheet_reading``), and whatever is not an entry is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.claims import policy
from ledgerstone.claims.models import Claim
from ledgerstone.claims.sheets.columns import cell
from ledgerstone.claims.sheets.edits import Column
from ledgerstone.claims.sheets.sheet import ClaimSheet, SheetLine
from ledgerstone.core.rounding import HUNDRED, ZERO, cents, percent
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor

Shown = str | Decimal | None


@dataclass(frozen=True, slots=True)
class Locked:
    """A cell that says something and takes nothing."""

    shown: Shown = None


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that works something out, and what it comes to now."""

    text: str
    comes_to: Decimal


@dataclass(frozen=True, slots=True)
class Open:
    """A cell that takes an entry: which column of the claim it is, and what that says now.

    ``shown`` is what the cell holds; a column may be entered in a cell that is empty at first.
    """

    column: Column
    shown: Decimal | None
    was: str | None


EntryCell = Locked | Formula | Open
Letters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """A column of the sheet: ``make`` gives the cell of a line, ``row`` as a spreadsheet counts."""

    key: str
    heading: str
    kind: str
    width: int
    make: Callable[[SheetLine, Letters, int], EntryCell]
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """What a person may enter on a claim."""

    work: bool
    stored: bool
    adjusted: bool
    released: bool

    @classmethod
    def to(cls, actor: Actor, claim: Claim, sheet: ClaimSheet) -> Offered:
        contract, kind = claim.contract, claim.type
        holds = contract.retains_on_work or contract.retains_on_materials
        holds = holds or any(line.valued.retention for line in sheet.lines)
        work = kind != "retention_release"
        return cls(
            work=work,
            stored=work and contract.bills_materials_separately,
            adjusted=holds and policy.may_override_retention(actor, claim),
            released=holds
            and kind != "work_materials"
            and policy.may_release_retention(actor, claim),
        )


def entry_columns(sheet: ClaimSheet, words: Terms, offered: Offered) -> list[EntryColumn]:
    """The columns of the sheet of this claim, for whoever may enter this."""
    is_measured = any(line.is_unit for line in sheet.lines)
    has_stored = offered.stored or any(line.claimed_materials for line in sheet.lines)
    found = [*_first(words), *(_measures() if is_measured else ())]
    found += [
        _known("scheduled_value", "Scheduled value", lambda line: line.scheduled_value),
        _known("work_before", "Work certified before", lambda line: line.before.work),
    ]
    found += _work(offered, is_measured=is_measured)
    if has_stored:
        found += _stored(words, offered, is_measured=is_measured)
    found += [
        EntryColumn("to_date", "Completed and stored to date", "money", 17, _to_date, adds=True),
        EntryColumn("percent", "Percent complete", "percent", 11, _percent),
        EntryColumn("balance", "Balance to finish", "money", 17, _balance, adds=True),
    ]
    retention = words.retention.capitalised
    if offered.adjusted:
        found.append(_entered("adjusted", f"{retention} adjusted", Column.RETENTION_ADJUSTMENT))
    if offered.released:
        found.append(_entered("released", f"{retention} released now", Column.RETENTION_RELEASED))
    return found


def _first(words: Terms) -> Iterator[EntryColumn]:
    texts: Sequence[tuple[str, str, int, Callable[[SheetLine], str]]] = (
        ("item", "Item", 10, lambda line: line.item),
        ("description", "Description", 48, lambda line: line.description),
        ("section", "Section", 22, _section),
        ("code", words.budget_code.capitalised, 14, lambda line: line.budget_code or ""),
    )
    for key, heading, width, read in texts:
        yield EntryColumn(key, heading, "text", width, _reads(read))


def _section(line: SheetLine) -> str:
    if line.variation is None:
        return line.section
    return " ".join(part for part in (line.variation, line.variation_title) if part)


def _measures() -> Iterator[EntryColumn]:
    yield EntryColumn("unit", "Unit", "text", 8, _reads(lambda line: line.unit))
    yield EntryColumn("quantity", "Quantity", "quantity", 12, _reads(lambda line: line.quantity))
    yield EntryColumn("unit_price", "Unit price", "price", 13, _reads(lambda line: line.unit_price))


def _reads(read: Callable[[SheetLine], Shown]) -> Callable[[SheetLine, Letters, int], EntryCell]:
    return lambda line, _at, _row: Locked(read(line))


def _known(key: str, heading: str, read: Callable[[SheetLine], Decimal]) -> EntryColumn:
    return EntryColumn(key, heading, "money", 17, _reads(read), adds=True)


def _entered(key: str, heading: str, column: Column) -> EntryColumn:
    return EntryColumn(
        key, heading, "money", 17, lambda line, _at, _row: _open(line, column), adds=True
    )


def _open(line: SheetLine, column: Column) -> Open:
    was = cell(line, column)
    return Open(column, None if was is None else Decimal(was), was)


def _work(offered: Offered, *, is_measured: bool) -> Iterator[EntryColumn]:
    """What was done: by quantity on unit lines, by amount on others, or on any as a percentage."""

    def quantity(line: SheetLine, _at: Letters, _row: int) -> EntryCell:
        if not line.is_unit:
            return Locked()
        opened = _open(line, Column.QUANTITY_TO_DATE)
        return opened if offered.work else Locked(opened.shown)

    def this_period(line: SheetLine, at: Letters, row: int) -> EntryCell:
        if not offered.work:
            return Locked(line.claimed_work_this_period)
        if line.is_unit:
            formula = f"ROUND({_unit_work(line, at, row)}-{at['work_before']}{row},2)"
            return Formula(formula, line.claimed_work_this_period)
        return _open(line, Column.WORK_THIS_PERIOD)

    def share(line: SheetLine, _at: Letters, _row: int) -> EntryCell:
        return Open(Column.PERCENT_TO_DATE, None, cell(line, Column.PERCENT_TO_DATE))

    if is_measured:
        yield EntryColumn("measured", "Quantity to date", "quantity", 14, quantity)
    yield EntryColumn("this_period", "Work this period", "money", 17, this_period, adds=True)
    if offered.work:
        yield EntryColumn("share", "Or: work to date in %", "percent", 12, share)


def _unit_work(line: SheetLine, at: Letters, row: int) -> str:
    """The work to date of a unit line."""
    price, entered, before = f"{at['unit_price']}{row}", f"{at['measured']}{row}", line.before.work
    base = line.claimed_quantity
    by_quantity = f"ROUND({entered}*{price},2)"
    if base is not None and cents(base * (line.unit_price or ZERO)) != line.claimed_work:
        # What was never typed stands at its amount, whatever quantity and price would make.
        by_quantity = f"IF({entered}={_number(base)},{_number(line.claimed_work)},{by_quantity})"
    by_quantity = f'IF({entered}="",{_number(before)},{by_quantity})'
    share = f"{at['share']}{row}"
    by_share = f"ROUND(ROUND({share}*{at['quantity']}{row},3)*{price},2)"
    return f'IF({share}="",{by_quantity},{by_share})'


def _stored(words: Terms, offered: Offered, *, is_measured: bool) -> Iterator[EntryColumn]:
    name = words.stored_materials.capitalised

    def quantity(line: SheetLine, _at: Letters, _row: int) -> EntryCell:
        if not line.is_unit:
            return Locked()
        opened = _open(line, Column.MATERIALS_STORED)
        return opened if offered.stored else Locked(opened.shown)

    def amount(line: SheetLine, at: Letters, row: int) -> EntryCell:
        if not line.is_unit:
            opened = _open(line, Column.MATERIALS_STORED)
            return opened if offered.stored else Locked(line.claimed_materials)
        entered = f"{at['stored_quantity']}{row}"
        formula = f"ROUND({entered}*{at['unit_price']}{row},2)"
        base = _open(line, Column.MATERIALS_STORED).shown
        if cents((base or ZERO) * (line.unit_price or ZERO)) != line.claimed_materials:
            known = '""' if base is None else _number(base)
            formula = f"IF({entered}={known},{_number(line.claimed_materials)},{formula})"
        return Formula(formula, line.claimed_materials)

    if is_measured:
        yield EntryColumn("stored_quantity", f"{name}, quantity", "quantity", 14, quantity)
    yield EntryColumn("stored", name, "money", 17, amount, adds=True)


def _to_date(line: SheetLine, at: Letters, row: int) -> Formula:
    before, this = f"{at['work_before']}{row}", f"{at['this_period']}{row}"
    work = f"{before}+{this}"
    if "share" in at and not line.is_unit:
        share = f"{at['share']}{row}"
        work = f'IF({share}="",{work},ROUND({share}*{_number(line.own_value)},2))'
    stored = f"+{at['stored']}{row}" if "stored" in at else ""
    return Formula(f"ROUND({work}{stored},2)", line.claimed)


def _percent(line: SheetLine, at: Letters, row: int) -> Formula:
    value, to_date = f"{at['scheduled_value']}{row}", f"{at['to_date']}{row}"
    share = percent(line.claimed, line.scheduled_value) / HUNDRED
    return Formula(f"IF({value}=0,0,ROUND({to_date}/{value},4))", share)


def _balance(line: SheetLine, at: Letters, row: int) -> Formula:
    formula = f"ROUND({at['scheduled_value']}{row}-{at['to_date']}{row},2)"
    return Formula(formula, line.scheduled_value - line.claimed)


def _number(figure: Decimal) -> str:
    """A figure as it stands in a formula: as every program writes it again."""
    text = f"{figure.normalize():f}"
    return f"({text})" if text.startswith("-") else text
