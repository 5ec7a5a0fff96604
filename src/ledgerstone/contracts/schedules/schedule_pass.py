"""The pass over the rows of a schedule of values; its rules are told in ``schedule``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ledgerstone.core.rounding import ZERO, cents
from ledgerstone.projects.formats import FigureError, Formats, parse_figure
from ledgerstone.tenancy.typed_text import one_line

from .schedule_rows import NewLine, ProblemKind, RawRow, RowProblem

# Wide enough for any contract, and narrow enough that a sum of 20,000 lines fits its column.
LARGEST_AMOUNT = Decimal("99999999999.99")
LARGEST_QUANTITY = Decimal("999999999.999")
LARGEST_UNIT_PRICE = Decimal("999999999.9999")

_LONGEST = {
    "item": (40, "an item"),
    "description": (500, "a description"),
    "section": (200, "a section"),
    "budget_code": (40, "a budget code"),
    "unit": (20, "a unit"),
}
_FIGURES = {
    "scheduled_value": (2, LARGEST_AMOUNT, "an amount"),
    "quantity": (3, LARGEST_QUANTITY, "a quantity"),
    "unit_price": (4, LARGEST_UNIT_PRICE, "a unit price"),
}
_TOTAL = re.compile(
    r"((grand|sub|section|contract|overall|net|gross|page|tender|bid)[ -]?)?totals?"
    r"( (of|for|ex|excl|excluding|inc|incl|including|contract|price|value|amount|sum|this)\b.*"
    r"| ?[-–:(].*)?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class SchedulePass:
    """A pass over the rows: what it may do, and what it has seen so far."""

    method: str
    codes: Mapping[str, str]
    formats: Formats
    create_codes: bool
    leave_out_totals: bool
    headings_as_sections: bool
    numbers_items: bool
    taken: dict[str, int]
    lines: list[NewLine] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    new_codes: dict[str, str] = field(default_factory=dict)
    total: Decimal = ZERO
    since_subtotal: Decimal = ZERO
    lacks_figures: bool = False
    section: str = ""
    number: int = 0
    name: str = ""

    def take(self, number: int, given: RawRow) -> None:
        """Make a line of a row, or say what is wrong with it."""
        self.number = number
        source = given.source_row
        self.name = f"Line {number}" if source is None else f"Row {source}"
        row = _cleaned(given)
        if not any(_texts(row)):
            return
        if _is_total(row):
            self._take_total(row)
        elif _is_heading(row):
            self._take_heading(row)
        else:
            self._take_line(row)

    def _take_line(self, row: RawRow) -> None:
        before = len(self.problems)
        self._check_lengths(row)
        item = self._item(row)
        if not row.description:
            self._problem("description", "there is no description.")
        code = self._code(row.budget_code)
        amounts = self._amounts(row)
        if amounts is None:
            self.lacks_figures = True
            return
        value, quantity, unit_price = amounts
        self.total += value
        self.since_subtotal += value
        if len(self.problems) > before:
            return
        self.lines.append(
            NewLine(
                item=item,
                description=row.description,
                scheduled_value=value,
                section=row.section or self.section,
                budget_code=code,
                quantity=quantity,
                unit=row.unit,
                unit_price=unit_price,
            )
        )

    def _item(self, row: RawRow) -> str:
        if self.numbers_items:
            item = str(len(self.taken) + 1)
            while item in self.taken:
                item = str(int(item) + 1)
            self.taken[item] = self.number
            return item
        if not row.item:
            self._problem("item", "there is no item. Give the line an item of its own.")
        elif row.item in self.taken:
            first = self.taken[row.item]
            where = f"on line {first}" if first else "on the contract"
            self._problem(
                "item", f"the item {row.item} is already {where}. Give each line its own item."
            )
        else:
            self.taken[row.item] = self.number
        return row.item

    def _code(self, given: str) -> str:
        if not given:
            return ""
        known = self.codes.get(given.casefold())
        if known is not None:
            return known
        # The first spelling of a new code is the one that is offered or made.
        new = self.new_codes.setdefault(given.casefold(), given)
        if not self.create_codes:
            self._problem(
                "budget_code", f"the budget code {given} is not on this project.", kind="new_code"
            )
        return new

    def _amounts(self, row: RawRow) -> tuple[Decimal, Decimal | None, Decimal | None] | None:
        """Value, quantity and unit price; None where a problem was found."""
        before = len(self.problems)
        value = self._figure(row, "scheduled_value")
        quantity = self._figure(row, "quantity")
        unit_price = self._figure(row, "unit_price")
        if len(self.problems) > before:
            return None
        if quantity is not None or unit_price is not None or row.unit:
            product = self._product(row, quantity, unit_price)
            if product is None:
                return None
            if value is not None and value != product:
                self._problem(
                    "scheduled_value",
                    f"quantity times unit price is {self.formats.money(product)}, not "
                    f"{self.formats.money(value)}. Correct one of them, or leave the value empty.",
                )
                return None
            return product, quantity, unit_price
        if value is None:
            self._problem(
                "scheduled_value", "there is no scheduled value. Type 0 if it is meant to be nil."
            )
            return None
        return value, None, None

    def _product(
        self, row: RawRow, quantity: Decimal | None, unit_price: Decimal | None
    ) -> Decimal | None:
        """Quantity times unit price in cents; None where a problem was found."""
        if self.method != "unit":
            self._problem(
                "quantity",
                "this contract is accounted by amount. Leave quantity, unit and unit price empty, "
                "or account it by units and quantities.",
            )
            return None
        given = {"quantity": quantity, "unit": row.unit or None, "unit_price": unit_price}
        missing = [column for column, value in given.items() if value is None]
        for column in missing:
            self._problem(
                column,
                f"the {column.replace('_', ' ')} is missing. Quantity, unit and unit price stand "
                "together or not at all.",
            )
        if missing or quantity is None or unit_price is None:
            return None
        product = cents(quantity * unit_price)
        if abs(product) > LARGEST_AMOUNT:
            self._problem("scheduled_value", self._too_large("scheduled_value"))
            return None
        return product

    def _figure(self, row: RawRow, column: str) -> Decimal | None:
        """A typed figure; None where there is none, or where a problem was found."""
        text = getattr(row, column)
        if not text:
            return None
        decimals, largest, what = _FIGURES[column]
        try:
            parsed = parse_figure(text, self.formats.locale)
        except FigureError as error:
            if error.code != "too_many_digits":
                accepted = str(error).removeprefix("This is not a figure. ")
                self._problem(column, f"“{_shortened(text)}” is not a figure. {accepted}")
            elif sum(mark.isdigit() for mark in text.partition(".")[0]) > 16:
                self._problem(column, self._too_large(column))
            else:
                self._problem(column, f"{_shortened(text)} {self._too_fine(column)}")
            return None
        if parsed is None:
            return None
        if parsed.kind == "percent":
            self._problem(column, f"{text} is a percentage. Type {what}.")
        elif abs(parsed.value) > largest:
            self._problem(column, self._too_large(column))
        elif parsed.value != round(parsed.value, decimals):
            self._problem(column, f"{text} {self._too_fine(column)}")
        else:
            return parsed.value
        return None

    def _too_fine(self, column: str) -> str:
        decimals, _largest, what = _FIGURES[column]
        return f"has too many decimals: {what} has at most {decimals}."

    def _too_large(self, column: str) -> str:
        decimals, largest, what = _FIGURES[column]
        limit = {2: self.formats.money, 3: self.formats.quantity, 4: self.formats.unit_price}
        return f"{what} is at most {limit[decimals](largest)}."

    def _take_total(self, row: RawRow) -> None:
        """Say what a total says, beside what the lines above come to where all of them are read."""
        stated = None
        try:
            parsed = parse_figure(row.scheduled_value, self.formats.locale)
            stated = parsed.value if parsed is not None and parsed.kind == "amount" else None
        except FigureError:
            pass
        agrees = stated in (self.total, self.since_subtotal)
        above, self.since_subtotal = self.since_subtotal, ZERO
        disagrees = not (agrees or stated is None or self.lacks_figures)
        if self.leave_out_totals and not disagrees:
            return
        text = row.description or row.item
        if stated is not None and disagrees:
            said = (
                f"says {self.formats.money(stated)}, but the lines above come to "
                f"{self.formats.money(self.total)}"
            )
            if above != self.total:
                said += f", {self.formats.money(above)} of it since the last total"
            said += "."
        elif agrees:
            said = "looks like the total of the lines above it."
        else:
            said = "looks like a total."
        self._problem("description", f"“{_shortened(text)}” {said} Leave it out.", kind="total")

    def _take_heading(self, row: RawRow) -> None:
        if self.headings_as_sections:
            heading = row.description or row.item or row.section
            self._check_lengths(replace(row, section=heading))
            self.section = heading
            return
        self._problem(
            "scheduled_value",
            f"“{_shortened(row.description or row.item)}” has no scheduled value. Type 0 if it is "
            "meant to be nil, or take it as the section of the lines below.",
            kind="heading",
        )

    def _check_lengths(self, row: RawRow) -> None:
        for column, (longest, what) in _LONGEST.items():
            length = len(getattr(row, column))
            if length > longest:
                self._problem(
                    column, f"{what} has at most {longest} characters; this one has {length}."
                )

    def _problem(self, column: str, sentence: str, *, kind: ProblemKind = "") -> None:
        self.problems.append(RowProblem(self.number, column, f"{self.name}: {sentence}", kind))


def _cleaned(row: RawRow) -> RawRow:
    return RawRow(
        item=one_line(row.item),
        description=one_line(row.description),
        section=one_line(row.section),
        budget_code=one_line(row.budget_code),
        scheduled_value=one_line(row.scheduled_value),
        quantity=one_line(row.quantity),
        unit=one_line(row.unit),
        unit_price=one_line(row.unit_price),
        source_row=row.source_row,
    )


def _texts(row: RawRow) -> tuple[str, ...]:
    return (
        row.item,
        row.description,
        row.section,
        row.budget_code,
        row.scheduled_value,
        row.quantity,
        row.unit,
        row.unit_price,
    )


def _is_total(row: RawRow) -> bool:
    """Whether a row sums others: its words say so and nothing else makes it a line."""
    if row.budget_code or row.quantity or row.unit_price:
        return False
    if not row.item:
        return bool(_TOTAL.fullmatch(row.description))
    return not row.description and bool(_TOTAL.fullmatch(row.item))


def _is_heading(row: RawRow) -> bool:
    """Whether a row only names what follows."""
    figures = (row.scheduled_value, row.quantity, row.unit, row.unit_price, row.budget_code)
    return bool(row.description or row.item) and not any(figures)


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
