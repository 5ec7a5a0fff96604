"""Reads typed cells into lines of a schedule, by the rules by which whole schedules are read.

A line that changes is checked whole, with what it has in the cells that nobody touched, so that a
quantity without a unit is found whichever of them was typed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ledgerstone import core
from ledgerstone.contracts import queries
from ledgerstone.contracts.models import Contract, TaxCode
from ledgerstone.contracts.schedules.schedule import NewLine, RawRow, check_rows
from ledgerstone.contracts.schedules.schedule_edits import COLUMNS, Place, cell_place
from ledgerstone.contracts.schedules.schedule_lines import StoredLine
from ledgerstone.core.schedule import lay_out
from ledgerstone.projects.formats import FigureError, parse_figure
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import one_line

_OF_ROWS = tuple(column for column in COLUMNS if column in RawRow.__dataclass_fields__)
_YES, _NO = {"yes", "y", "true", "1", "x"}, {"", "no", "n", "false", "0"}
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as typed, read: what it is to be. ``line`` has no rates but those of its cells."""

    line: NewLine
    tax_code_id: int | None


@dataclass(slots=True)
class Problems:
    """What is wrong, by place, and how the first of it is said above the page."""

    found: dict[str, str] = field(default_factory=dict)
    first: str = ""

    def add(self, place: Place, name: str, column: str, sentence: str) -> None:
        """Note a problem of a cell; the first of a cell stands."""
        told = sentence[:1].upper() + sentence[1:]
        self.first = self.first or (f"Line {name}: {told}" if name else told)
        self.found.setdefault(cell_place(place, column), told)

    def refuse(self) -> None:
        """Invalid with everything that was found, if anything was."""
        if not self.found:
            return
        more = len(self.found) - 1
        message = self.first + (f" {more} more to correct." if more else "")
        raise Invalid(message, fields=dict(list(self.found.items())[:_SHOWN]))


@dataclass(slots=True)
class LineReader:
    """Reads the cells of lines of one contract."""

    contract: Contract
    uses_tax_codes: bool
    create_codes: bool
    problems: Problems
    _tax_codes: dict[str, TaxCode] | None = None

    def read(
        self,
        typed: Mapping[Place, Mapping[str, str]],
        *,
        stored: Mapping[int, StoredLine],
        taken_items: Collection[str],
    ) -> dict[Place, ReadLine]:
        """The lines by place. Where problems were found they are in ``problems``."""
        places = list(typed)
        rows = [_raw(typed[place]) for place in places]
        for place, row in zip(places, rows, strict=True):
            self._refuse_no_line(place, row)
        if self.problems.found:
            return {}
        checked = check_rows(
            rows,
            method=self.contract.accounting_method,
            codes=queries.budget_codes(self.contract),
            locale=self.contract.project.terminology,
            create_codes=self.create_codes,
            taken_items=taken_items,
        )
        for problem in checked.problems:
            sentence = problem.message.partition(": ")[2] or problem.message
            place = places[problem.row - 1]
            item = one_line(typed[place]["item"])
            if problem.column == "item":
                sentence = f"there is a line {item} already. Give each line its own item."
            self.problems.add(place, item, problem.column, sentence)
        read = [self._rates(place, typed[place], stored) for place in places]
        if self.problems.found:
            return {}
        found = {
            place: ReadLine(_with(line, rates), rates["tax_code_id"])
            for place, line, rates in zip(places, checked.lines, read, strict=True)
        }
        self._refuse_what_the_engine_refuses(found)
        return found

    def _refuse_no_line(self, place: Place, row: RawRow) -> None:
        """A line keeps its item and its figures; to empty it is to delete it."""
        item = one_line(row.item)
        if not item:
            self.problems.add(place, "", "item", "there is no item. Give the line its own.")
        elif not one_line(row.description):
            self.problems.add(place, item, "description", "there is no description.")
        elif not any(
            one_line(text) for text in (row.scheduled_value, row.quantity, row.unit_price)
        ):
            sentence = "there is no scheduled value. Type 0 if it is meant to be nil."
            self.problems.add(place, item, "scheduled_value", sentence)

    def _rates(
        self, place: Place, cells: Mapping[str, str], stored: Mapping[int, StoredLine]
    ) -> dict[str, Any]:
        """Tax, retention and exemption of a line."""
        item = one_line(cells["item"])
        tax_code_id, tax_rate = self._tax(place, item, one_line(cells["tax_code"]), stored)
        exempt = one_line(cells["exempt"]).casefold()
        if exempt not in _YES | _NO:
            sentence = "type yes or no: is the line exempt from retention?"
            self.problems.add(place, item, "exempt", sentence)
        return {
            "tax_code_id": tax_code_id,
            "tax_rate": tax_rate,
            "retention_work": self._rate(place, item, "retention_work", cells),
            "retention_materials": self._rate(place, item, "retention_materials", cells),
            "is_exempt_from_retention": exempt in _YES,
        }

    def _tax(
        self, place: Place, item: str, text: str, stored: Mapping[int, StoredLine]
    ) -> tuple[int | None, Decimal | None]:
        """The code of a line and its rate; what nobody touched keeps the rate that it has."""
        was = stored.get(place) if isinstance(place, int) else None
        if was is not None and text == (was.tax_code or ""):
            return was.tax_code_id, was.tax_rate
        if not text:
            return None, None
        code = self.tax_codes.get(text.casefold())
        if not self.uses_tax_codes:
            sentence = "tax codes are not in use here. Leave it empty."
        elif code is None:
            known = ", ".join(code.code for code in self.tax_codes.values() if code.is_active)
            sentence = f"there is no tax code {text}. Choose one of: {known or 'none yet'}."
        else:
            return code.pk, code.rate
        self.problems.add(place, item, "tax_code", sentence)
        return None, None

    @property
    def tax_codes(self) -> dict[str, TaxCode]:
        """The account's tax codes by their names in any case."""
        if self._tax_codes is None:
            found = TaxCode.objects.filter(account_id=self.contract.account_id).order_by("code")
            self._tax_codes = {code.code.casefold(): code for code in found}
        return self._tax_codes

    def _rate(
        self, place: Place, item: str, column: str, cells: Mapping[str, str]
    ) -> Decimal | None:
        text = one_line(cells[column])
        if not text:
            return None
        sentence = "type a percentage from 0 to 100, such as 5%."
        try:
            parsed = parse_figure(text, self.contract.project.terminology)
        except FigureError:
            parsed = None
        if parsed is not None:
            rate = parsed.value / 100
            if 0 <= rate <= 1 and rate == round(rate, 6):
                return rate
        self.problems.add(place, item, column, sentence)
        return None

    def _refuse_what_the_engine_refuses(self, lines: Mapping[Place, ReadLine]) -> None:
        """Note what the engine refuses, the first of a line; of many lines the first."""
        terms = queries.contract_terms(self.contract)
        left = {place: queries.scheduled_line(read.line) for place, read in lines.items()}
        for _ in range(_SHOWN):
            try:
                lay_out(terms, list(left.values()), core.Position())
            except core.Refusal as refusal:
                place = next((p for p, line in left.items() if line.key == refusal.line), "")
                column = "tax_code" if refusal.field == "tax_rate" else str(refusal.field)
                item = left[place].key if place in left else ""
                self.problems.add(place, item, column, f"{refusal.sentence}.")
                if left.pop(place, None) is None or not left:
                    return
            else:
                return


def _raw(cells: Mapping[str, str]) -> RawRow:
    texts: dict[str, Any] = {column: cells[column] for column in _OF_ROWS}
    return RawRow(**texts)


def _with(line: NewLine, rates: Mapping[str, Any]) -> NewLine:
    return NewLine(
        item=line.item,
        description=line.description,
        scheduled_value=line.scheduled_value,
        section=line.section,
        budget_code=line.budget_code,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        retention_work=rates["retention_work"],
        retention_materials=rates["retention_materials"],
        is_exempt_from_retention=rates["is_exempt_from_retention"],
        tax_rate=rates["tax_rate"],
    )


def texts_of(cells: Mapping[str, str], changed: Mapping[str, str]) -> dict[str, str]:
    """The cells of a line with what was typed over them.

    The value of a line by quantity follows quantity and unit price, unless it was typed too.
    """
    texts = {**cells, **changed}
    measured = {"quantity", "unit_price"} & changed.keys()
    if measured and "scheduled_value" not in changed and (texts["quantity"] or texts["unit_price"]):
        texts["scheduled_value"] = ""
    return texts


def next_items(taken: Sequence[str], count: int) -> list[str]:
    """Items for new lines that came without: the numbers behind the highest that there is."""
    numbers = [int(item) for item in taken if item.isdecimal() and len(item) < 10]
    last = max(numbers, default=0)
    return [str(last + one) for one in range(1, count + 1)]
