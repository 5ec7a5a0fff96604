"""Where a contract stood elsewhere, as it is typed: its sums, and a row for each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from ledgerstone.contracts.models import ScheduleLine
from ledgerstone.contracts.opening import SUMS, Stood, StoodLine
from ledgerstone.core.rounding import ZERO, cents
from ledgerstone.documents.spreadsheets.opening_files import figure_of
from ledgerstone.projects.formats import Formats
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.web.forms import DayField, MoneyField, RegionalForm

FIGURES = ("work", "materials", "quantity")


class OpeningForm(RegionalForm):
    """The last claim elsewhere, and the sums of its certificate."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    last_number = forms.IntegerField(
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num"}),
        error_messages={"invalid": "Give a whole number.", "min_value": "Give a number from 1 on."},
    )
    as_of = DayField(required=False, label="Certified up to")
    less_previous_certificates = MoneyField()
    retention_held = MoneyField(required=False)
    retention_released = MoneyField(required=False)
    deductions = MoneyField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = self.terms
        self.call(
            "last_number",
            f"Last {terms.claim_short} certified elsewhere",
            f"The next {terms.claim_short} here takes the number after it.",
        )
        self.call(
            "less_previous_certificates",
            "Certified before",
            f"Earned less {terms.retention} on that {terms.certificate}.",
        )
        self.call("retention_held", f"{terms.retention.capitalised} held")
        self.call(
            "retention_released",
            f"{terms.retention.capitalised} released so far",
            "Only what was released once and for all.",
        )
        self.call(
            "deductions",
            f"{terms.deduction.plural_capitalised} so far",
            "Negative where something was taken.",
        )
        for name, mark in (("less_previous_certificates", "before"), ("retention_held", "held")):
            self.fields[name].widget.attrs["data-opening"] = mark

    def stood(self, lines: Mapping[int, StoodLine]) -> Stood:
        """What was typed, with these lines."""
        given = self.cleaned_data
        return Stood(
            last_number=given["last_number"],
            as_of=given["as_of"],
            lines=lines,
            **{name: ZERO if given[name] is None else given[name] for name in SUMS},
        )


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """A line of the form: what was typed in it, and what is wrong with it."""

    line: ScheduleLine
    work: str = ""
    materials: str = ""
    quantity: str = ""
    error: str = ""

    @property
    def is_unit(self) -> bool:
        return self.line.unit_price is not None


def initial_of(stood: Stood | None, version: int, formats: Formats) -> dict[str, Any]:
    """What the form begins with."""
    if stood is None:
        return {"version": version}
    sums = {name: formats.money(getattr(stood, name)) for name in SUMS}
    return {"version": version, "last_number": stood.last_number, "as_of": stood.as_of, **sums}


def rows_of(
    lines: Sequence[ScheduleLine], stood: Mapping[int, StoodLine], formats: Formats
) -> list[OpeningRow]:
    """Rows that show what lines stand at."""
    found = []
    for line in lines:
        at = stood.get(line.pk)
        found.append(OpeningRow(line) if at is None else _row(line, at, formats))
    return found


def _row(line: ScheduleLine, at: StoodLine, formats: Formats) -> OpeningRow:
    return OpeningRow(
        line,
        formats.money(at.work) if at.work else "",
        formats.money(at.materials) if at.materials else "",
        "" if at.quantity is None else formats.quantity(at.quantity),
    )


def typed_rows(post: QueryDict, lines: Sequence[ScheduleLine]) -> list[OpeningRow]:
    """Rows as they were typed."""
    return [
        OpeningRow(line, *(post.get(f"{name}:{line.pk}", "")[:60] for name in FIGURES))
        for line in lines
    ]


def read_rows(
    rows: Sequence[OpeningRow], locale: str
) -> tuple[dict[int, StoodLine], list[OpeningRow]]:
    """The figures of the rows, and the rows with what is wrong at each.

    Where only the quantity of a unit line is given, its work is worth it.
    """
    found: dict[int, StoodLine] = {}
    said: list[OpeningRow] = []
    for row in rows:
        try:
            figures = {name: figure_of(name, getattr(row, name), locale) for name in FIGURES}
        except ValueError as wrong:
            said.append(replace(row, error=str(wrong)))
            continue
        said.append(row)
        stood = _stood(row.line, figures)
        if not stood.is_nil:
            found[row.line.pk] = stood
    return found, said


def _stood(line: ScheduleLine, figures: Mapping[str, Decimal | None]) -> StoodLine:
    work, materials, quantity = (figures[name] for name in FIGURES)
    if work is None:
        price = line.unit_price
        work = ZERO if quantity is None or price is None else cents(quantity * price)
    return StoodLine(work, ZERO if materials is None else materials, quantity)


def placed(rows: Sequence[OpeningRow], refusal: Invalid) -> list[OpeningRow]:
    """The rows with what was refused of each, ``line:<id>:<column>``."""
    errors: dict[str, str] = {}
    for place, sentence in refusal.fields.items():
        kind, _, rest = place.partition(":")
        if kind == "line":
            errors[rest.partition(":")[0]] = sentence
    return [
        replace(row, error=errors[str(row.line.pk)]) if str(row.line.pk) in errors else row
        for row in rows
    ]
