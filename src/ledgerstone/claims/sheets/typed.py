"""Reads what was typed into a cell: which entry it makes on its line, or why it cannot be taken."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ledgerstone import core
from ledgerstone.core.claim_check import check_line
from ledgerstone.core.rounding import HUNDRED, ZERO, to_places
from ledgerstone.projects.formats import FigureError, Formats, ParsedFigure, parse_figure
from ledgerstone.projects.terminology import Terms

from .columns import AMOUNT_COLUMNS, COLUMN_OF, MODES, PERCENT_OF, QUANTITY_COLUMNS
from .edits import Column
from .on_claims import is_markup
from .sheet import Entered, LineRow, exceeds
from .valuation import (
    Inputs,
    assessed_figures,
    before_figures,
    claimed_figures,
    line_entry,
    scheduled,
)

_LARGEST = Decimal(10) ** 12
_SLIP = Decimal(10)
_THIS_PERIOD = {core.EntryMode.PERCENT_THIS_PERIOD, core.EntryMode.WORK_THIS_PERIOD}
_COMPLETED = core.EntryMode.PERCENT_COMPLETED_AND_STORED_TO_DATE


class CellRefused(Exception):  # noqa: N818 - a refusal is not an error of the program
    """What was typed cannot be taken; the sentence is for its cell."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(slots=True)
class Reader:
    """Reads cells of one claim, in the words and the figures of its project."""

    inputs: Inputs
    terms: Terms
    formats: Formats
    may_over_bill: bool

    def read(self, index: int, column: Column, text: str) -> LineRow:
        """The line's row with what was typed entered on it; CellRefused says why not."""
        return self.take(index, column, self.parsed(text))

    def parsed(self, text: str) -> ParsedFigure | None:
        """What was typed, None where it is blank; CellRefused where it is no figure."""
        try:
            return parse_figure(text, self.formats.locale)
        except FigureError as error:
            raise CellRefused(str(error)) from None

    def take(self, index: int, column: Column, parsed: ParsedFigure | None) -> LineRow:
        """As ``read``, of a figure that was read already."""
        row = self.inputs.rows[index]
        if parsed is not None and abs(parsed.value) >= _LARGEST:
            raise CellRefused("Type a smaller figure: twelve digits before the decimal mark.")
        side = row.assessed_entry if column.is_assessed else row.claimed_entry
        entry = self._entry(index, side, column, parsed)
        changed = with_entry(row, entry, assessed=column.is_assessed)
        self._check(index, changed, assessed=column.is_assessed)
        return changed

    def _entry(
        self, index: int, side: Entered, column: Column, parsed: ParsedFigure | None
    ) -> Entered:
        kind = column.removeprefix("assessed_")
        if kind == "materials_stored":
            return side._replace(stored=self._stored(index, parsed))
        if kind == "retention_adjustment":
            return side._replace(adjustment=self._amount(parsed))
        if kind == "retention_released":
            return side._replace(released=self._amount(parsed))
        if parsed is None:
            if column in (Column.ASSESSED, Column.ASSESSED_PERCENT):
                return side._replace(mode="", figure=None, stored=None)
            return side._replace(mode="", figure=None)
        if self.inputs.rows[index].unit_price is not None:
            mode, figure = self._measured(index, column, parsed)
        else:
            mode, figure = self._work(index, column, parsed)
        return side._replace(mode=mode.value, figure=figure)

    def _work(
        self, index: int, column: Column, parsed: ParsedFigure
    ) -> tuple[core.EntryMode, Decimal]:
        if column in QUANTITY_COLUMNS:
            raise CellRefused(
                "This line has no quantities: type an amount or a percentage on it instead."
            )
        mode = MODES[column]
        if column in AMOUNT_COLUMNS and parsed.kind == "amount":
            amount = self._amount(parsed) or ZERO
            if column is Column.ASSESSED:
                amount -= assessed_figures(
                    self.inputs, index, claimed_figures(self.inputs, index)
                ).stored
            return mode, amount
        if column is Column.ASSESSED:
            mode = _COMPLETED
        mode = PERCENT_OF.get(mode, mode)
        return mode, self._fraction(mode, parsed)

    def _measured(
        self, index: int, column: Column, parsed: ParsedFigure
    ) -> tuple[core.EntryMode, Decimal]:
        row = self.inputs.rows[index]
        mode = _COMPLETED if column is Column.ASSESSED else MODES[column]
        is_this = mode in (*_THIS_PERIOD, core.EntryMode.QUANTITY_THIS_PERIOD)
        target = core.EntryMode.QUANTITY_THIS_PERIOD if is_this else core.EntryMode.QUANTITY_TO_DATE
        if parsed.kind == "amount" and column in QUANTITY_COLUMNS:
            return target, _with_decimals(parsed.value, 3, "a quantity")
        if parsed.kind == "amount" and column in AMOUNT_COLUMNS:
            raise CellRefused(
                f"This line is billed by quantity: type how many {row.unit} it is, or a percentage."
            )
        fraction = self._fraction(mode, parsed)
        quantity = to_places(3, fraction * (row.quantity or ZERO))
        if mode is _COMPLETED:
            stored = assessed_figures(self.inputs, index, claimed_figures(self.inputs, index))
            quantity -= stored.stored_quantity or ZERO
        return target, quantity

    def _fraction(self, mode: core.EntryMode, parsed: ParsedFigure) -> Decimal:
        fraction = _with_decimals(parsed.value, 6, "a percentage") / HUNDRED
        if abs(fraction) > _SLIP:
            raise CellRefused(
                f"{self.formats.rate(fraction)} looks like a slip: a percentage is at most "
                f"{self.formats.rate(_SLIP)}."
            )
        if fraction < 0 and mode not in _THIS_PERIOD:
            raise CellRefused("A percentage to date is 0% or more.")
        return fraction

    def _amount(self, parsed: ParsedFigure | None) -> Decimal | None:
        if parsed is None:
            return None
        if parsed.kind == "percent":
            raise CellRefused("Type an amount here, not a percentage.")
        return _with_decimals(parsed.value, 2, "an amount")

    def _stored(self, index: int, parsed: ParsedFigure | None) -> Decimal | None:
        if parsed is None:
            return None
        if parsed.value and not self.inputs.claim.contract.bills_materials_separately:
            raise CellRefused(
                f"{self.terms.stored_materials.capitalised} are not claimed apart on this "
                "contract: claim them as work once they are built in."
            )
        row = self.inputs.rows[index]
        if row.unit_price is None:
            stored = self._amount(parsed)
        elif parsed.kind == "percent":
            raise CellRefused(f"Type how many {row.unit} are stored, not a percentage.")
        else:
            stored = _with_decimals(parsed.value, 3, "a quantity")
        if stored and row.variation is not None and is_markup(row.line_id):
            raise CellRefused(
                f"{row.item} is a markup: it has no {self.terms.stored_materials}. Enter them on "
                "the line that it marks up."
            )
        if stored is not None and stored < 0 and row.scheduled_value >= 0:
            raise CellRefused(
                f"{self.terms.stored_materials.capitalised} cannot be below 0 on this line."
            )
        return stored

    def _check(self, index: int, changed: LineRow, *, assessed: bool) -> None:
        """Refuse what the engine would refuse on the line, and over-billing where it is off."""
        inputs, at = self.inputs, self.inputs.standings[index]
        kept = inputs.rows[index]
        inputs.rows[index] = changed
        entry = changed.assessed_entry if assessed else changed.claimed_entry
        kind = core.ClaimType(inputs.claim.type)
        try:
            figures = claimed_figures(inputs, index)
            if assessed:
                figures = assessed_figures(inputs, index, figures)
            before = before_figures(at)
            check_line(inputs.terms, kind, scheduled(changed), line_entry(entry), before, figures)
        except core.Refusal as refusal:
            raise CellRefused(explain(inputs, self.terms, refusal)) from None
        finally:
            inputs.rows[index] = kept
        earned = figures.work + figures.stored
        if abs(earned) >= _LARGEST:
            raise CellRefused("This makes the line too large to keep: type a smaller figure.")
        if not self.may_over_bill and is_over_billing(changed, earned, at.at.work + at.at.stored):
            raise CellRefused(over_billing(self.formats, changed, earned))


def with_entry(row: LineRow, entry: Entered, *, assessed: bool) -> LineRow:
    """The row with one of its sides entered so. What a person typed is not prefilled."""
    if assessed:
        return row._replace(
            assessed_mode=entry.mode,
            assessed_figure=entry.figure,
            assessed_stored=entry.stored,
            assessed_adjustment=entry.adjustment,
            assessed_released=entry.released,
        )
    return row._replace(
        claimed_mode=entry.mode,
        claimed_figure=entry.figure,
        claimed_stored=entry.stored,
        claimed_adjustment=entry.adjustment,
        claimed_released=entry.released,
        is_prefilled=False,
    )


def is_over_billing(row: LineRow, earned: Decimal, certified: Decimal) -> bool:
    """Whether a line goes beyond its value. Unit lines may (they are re-measured), and what was
    certified beyond it before may stand or come down."""
    value = row.scheduled_value
    if row.unit_price is not None or not row.counts or not exceeds(earned, value):
        return False
    return not (exceeds(certified, value) and abs(earned) <= abs(certified))


def over_billing(formats: Formats, row: LineRow, earned: Decimal) -> str:
    return (
        f"This brings the line to {formats.money(earned)} of a scheduled value of "
        f"{formats.money(row.scheduled_value)}; billing beyond it is switched off here."
    )


def explain(inputs: Inputs, terms: Terms, refusal: core.Refusal) -> str:
    """The engine's refusal in the words of the project."""
    claim = inputs.claim
    field = refusal.field.removeprefix("assessed.")
    is_work = field in COLUMN_OF and not field.startswith("retention")
    if claim.type == core.ClaimType.RETENTION_RELEASE and is_work:
        return (
            f"This {terms.claim_short} is for {terms.retention} only: "
            "work and materials stay as certified."
        )
    if field == "retention_adjustment":
        return f"Only a line that bears {terms.retention} can be adjusted."
    if field.startswith(("retention_released", "release_retention")):
        if claim.type == core.ClaimType.WORK_MATERIALS:
            return f"This type of {terms.claim_short} releases no {terms.retention}."
        if field == "retention_released" and "0 or more" not in refusal.sentence:
            return (
                f"Under this contract {terms.retention} is released on the whole "
                f"{terms.claim_short}, not line by line."
            )
    sentence = refusal.sentence[:1].upper() + refusal.sentence[1:]
    return sentence if sentence.endswith(".") else f"{sentence}."


def place_of(inputs: Inputs, refusal: core.Refusal) -> str:
    """Where on a page the engine's refusal belongs: a cell, or a field of the header."""
    field = refusal.field.removeprefix("assessed.")
    if refusal.line is None:
        return "release" if field.startswith("release") else field.partition("[")[0]
    column: str = COLUMN_OF.get(field, Column.WORK_TO_DATE)
    if refusal.field.startswith("assessed."):
        column = f"assessed_{column}"
    line_id = next((row.line_id for row in inputs.rows if row.item == refusal.line), 0)
    return f"line:{line_id}:{column}"


def _with_decimals(figure: Decimal, most: int, what: str) -> Decimal:
    if to_places(most, figure) != figure:
        raise CellRefused(f"Type {what} with at most {most} decimals.")
    return figure
