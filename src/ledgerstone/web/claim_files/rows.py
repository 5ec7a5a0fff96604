"""How the page of a filled-in sheet writes its entries, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.claims.exchange.sheet_planning import Outcome, PlannedCell, SheetPlan
from ledgerstone.claims.sheets.edits import Column
from ledgerstone.documents.typesetting.plain_text import one_line
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

_LONGEST = 40
_FAMILIES = {
    Outcome.CHANGE: ("them", "Changed"),
    Outcome.MEANWHILE: ("you", "Changed here too"),
    Outcome.SAME: ("neutral", "Says so already"),
    Outcome.REFUSED: ("problem", "Cannot be taken"),
}


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as the page shows it."""

    cell: PlannedCell
    column: str
    now: str
    after: str
    family: str
    word: str
    told: str
    again: bool  # of the same line as the entry above

    @property
    def is_ticked(self) -> bool:
        return self.cell.outcome is Outcome.CHANGE


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of the claim as it is, and as it would be."""

    label: str
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        return self.after - self.before


def drawn(cells: Iterable[PlannedCell], terms: Terms, formats: Formats) -> list[EntryRow]:
    """The entries in the order of the sheet."""
    rows: list[EntryRow] = []
    last = 0
    for one in cells:
        family, word = _FAMILIES[one.outcome]
        told = one.told
        if one.outcome is Outcome.MEANWHILE:
            was = _figure(one.entered.was, one.entered.column, formats)
            told = f"It said {was} when the file was downloaded."
        rows.append(
            EntryRow(
                cell=one,
                column=column_label(one.entered.column, terms),
                now=_figure(one.now, one.entered.column, formats),
                after=_written(one.entered.text)
                if one.after is None
                else _figure(one.after, one.entered.column, formats),
                family=family,
                word=word,
                told=told,
                again=one.entered.line_id == last,
            )
        )
        last = one.entered.line_id
    return rows


def column_label(column: str, terms: Terms) -> str:
    """What a column is called."""
    stored, retention = terms.stored_materials.capitalised, terms.retention.capitalised
    return {
        Column.WORK_THIS_PERIOD.value: "Work this period",
        Column.PERCENT_TO_DATE.value: "Work to date in %",
        Column.QUANTITY_TO_DATE.value: "Quantity to date",
        Column.MATERIALS_STORED.value: stored,
        Column.RETENTION_ADJUSTMENT.value: f"{retention} adjusted",
        Column.RETENTION_RELEASED.value: f"{retention} released now",
    }.get(column, column)


def measures(plan: SheetPlan, terms: Terms) -> list[Measure]:
    """What the claim comes to now, and with everything that can be taken."""
    before, after = plan.before.claimed_cover, plan.after.claimed_cover
    return [
        Measure(
            "Completed and stored to date",
            before.total_completed_and_stored,
            after.total_completed_and_stored,
        ),
        Measure(terms.retention.capitalised, before.total_retention, after.total_retention),
        Measure("Amount claimed", before.payable, after.payable),
    ]


def _written(text: str) -> str:
    """What cannot be read as a figure, as it was written; the beginning of what is long."""
    shown = one_line(text)
    return (shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…") or "–"


def _figure(value: str | None, column: str, formats: Formats) -> str:
    if value is None:
        return "–"
    figure = Decimal(value)
    if column == Column.PERCENT_TO_DATE:
        return formats.rate(figure / 100)
    if column == Column.QUANTITY_TO_DATE:
        return formats.quantity(figure)
    return formats.money(figure)
