"""The project of the main job: a worked example's schedule and progress, and who does its work.

The head contract and its columns D, E, F, G, % and H are example 33. Concrete is let to a
subcontractor and imported fill to a supplier, so that what is certified below comes out as the
example's lines 003 and 020; the rest is the builder's own work. What every claim is worth is
worked out here by the engine from the same entries.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from ledgerstone import core
from ledgerstone.core import AssessedEntry, EntryMode, LineEntry, RetentionBasis, RetentionKind

EXAMPLES = Path(__file__).resolve().parents[1] / "core" / "examples"
EXAMPLE: dict[str, Any] = json.loads(
    (EXAMPLES / "33-masslibrary-ironline-sov.json").read_text(encoding="utf-8")
)
LINES: list[dict[str, str]] = EXAMPLE["inputs"]["lines"]
PRINTED: dict[str, dict[str, str]] = EXAMPLE["expected"]["lines"]
TOTALS: dict[str, str] = EXAMPLE["derived_not_printed"]["totals"]
RETENTION: str = EXAMPLE["derived_not_printed"]["retainage"]

CONCRETE_CODE, EARTHWORK_CODE = "03-000", "31-000"
DIVISIONS = "01 02 03 04 05 06 07 08 09 10 11 12 14 21 22 23 26 27 28 31 32 33"
CODES = {
    line["item"]: f"{division}-000"
    for line, division in zip(LINES, DIVISIONS.split(" "), strict=True)
}

# item, description, section, budget code, scheduled value: as they stand in a spreadsheet.
CONCRETE = [
    ["2.1", "Pad and strip footings", "Footings", CONCRETE_CODE, "1,463,200.00"],
    ["2.2", "Slab on ground, bays 1 to 12", "Slabs", CONCRETE_CODE, "2,100,000.00"],
    ["2.3", "Slab on ground, bays 13 to 22", "Slabs", CONCRETE_CODE, "1,700,000.00"],
    ["2.4", "Precast wall panels", "Walls", CONCRETE_CODE, "2,000,000.00"],
]
# item, description, section, budget code, quantity, unit, unit price.
SUPPLY = [
    ["1", "Imported fill, placed", "", EARTHWORK_CODE, "156,400", "t", "11.00"],
    ["2", "Fuel levy", "", "90-000", "5,000", "l", "1.20"],
]
REASON = "Bays 9 to 12 are formed but not poured."


def workbook(wrong: dict[str, str]) -> bytes:
    """The head contract's schedule as a spreadsheet; ``wrong`` replaces values by item."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Schedule")
        sheet.write_row(0, 0, ["Item", "Description", "Budget code", "Scheduled value"])
        for row, line in enumerate(LINES, start=1):
            item = line["item"]
            sheet.write_string(row, 0, item)
            sheet.write_string(row, 1, line["desc"])
            sheet.write_string(row, 2, CODES[item])
            if item in wrong:
                sheet.write_string(row, 3, wrong[item])
            else:
                sheet.write_number(row, 3, float(line["C"]))
    return buffer.getvalue()


@dataclass(frozen=True)
class Deal:
    """A contract as the engine reads it, and how its lines print: description and budget code."""

    terms: core.Terms
    lines: list[core.ScheduledLine]
    names: dict[str, str]

    def value(
        self,
        number: int,
        entries: dict[str, LineEntry],
        before: core.Position | None = None,
    ) -> core.Valuation:
        """A claim on it."""
        entry = core.ClaimEntry(number=number, lines=entries)
        return core.value_claim(self.terms, self.lines, entry, before or core.Position.empty())


def _terms(kind: core.ContractKind, materials: str, *, by_unit: bool = False) -> core.Terms:
    return core.Terms(
        kind=kind,
        accounting_method=core.AccountingMethod.UNIT if by_unit else core.AccountingMethod.AMOUNT,
        retention=core.RetentionRule(
            basis=RetentionBasis.PER_LINE,
            kind=RetentionKind.FLAT,
            work=Decimal("0.05"),
            materials=Decimal(materials),
        ),
        tax=core.TaxTerms(rate=Decimal("0.10"), base=core.TaxBase.NET_OF_RETENTION),
    )


def figure(text: str) -> Decimal:
    """A figure as typed, with its thousands separators."""
    return Decimal(text.replace(",", ""))


def head_contract() -> Deal:
    lines = [core.ScheduledLine(line["item"], figure(line["C"])) for line in LINES]
    names = {line["item"]: f"{line['desc']} {CODES[line['item']]}" for line in LINES}
    return Deal(_terms(core.ContractKind.HEAD_CONTRACT, "0.05"), lines, names)


def subcontract() -> Deal:
    lines = [core.ScheduledLine(row[0], figure(row[4])) for row in CONCRETE]
    names = {row[0]: f"{row[1]} {row[3]}" for row in CONCRETE}
    return Deal(_terms(core.ContractKind.SUBCONTRACT, "0"), lines, names)


def purchase_order() -> Deal:
    lines = []
    for item, _, _, _, count, _, price in SUPPLY:
        value = figure(count) * figure(price)
        lines.append(core.ScheduledLine(item, value, figure(count), figure(price)))
    names = {row[0]: f"{row[1]} {row[3]}" for row in SUPPLY}
    return Deal(_terms(core.ContractKind.PURCHASE_ORDER, "0", by_unit=True), lines, names)


def work(amount: str, assessed: str | None = None) -> LineEntry:
    """Work of this period; cut to this amount to date where one is given."""
    answer = None
    if assessed is not None:
        answer = AssessedEntry(EntryMode.WORK_TO_DATE, figure(assessed), reason="not_complete")
    return LineEntry(EntryMode.WORK_THIS_PERIOD, figure(amount), assessed=answer)


def percent(text: str, assessed: str | None = None) -> LineEntry:
    """A percentage to date, such as ``45%``; cut to this amount to date where one is given."""
    answer = None
    if assessed is not None:
        answer = AssessedEntry(EntryMode.WORK_TO_DATE, figure(assessed), reason="not_complete")
    share = Decimal(text.rstrip("%")) / 100
    return LineEntry(EntryMode.PERCENT_TO_DATE, share, assessed=answer)


def quantity(text: str) -> LineEntry:
    """A quantity to date."""
    return LineEntry(EntryMode.QUANTITY_TO_DATE, figure(text))


def of_example(column: str, stored: bool = False) -> dict[str, LineEntry]:
    """The head contract's entries of one period: a column of the example."""
    entries = {line["item"]: work(line[column]) for line in LINES if Decimal(line[column]) != 0}
    if stored:
        entries |= {
            line["item"]: LineEntry(materials_stored=figure(line["F"]))
            for line in LINES
            if Decimal(line["F"]) != 0
        }
    return entries
