"""Which column of a file is what, as a person says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms

from ledgerstone.payments.importing.columns import SINGLE, Columns, told_by_cells
from ledgerstone.payments.importing.reading import FileRow
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.forms import RegionalForm
from ledgerstone.web.payments.form import methods

_NONE = ("", "None")
# Rows that may be the headings, and cells that show what a column holds.
_FIRST_ROWS = 12
_SAMPLES = 30
_LONGEST_LABEL = 40

KINDS = {
    "statement": "A bank statement: credits came in, debits went out",
    "ledger": "The bank's account in a ledger: debits came in, credits went out",
    "paid": "A list of payments made",
    "received": "A list of payments received",
}
ORDERS = {"dmy": "Day, month, year", "mdy": "Month, day, year", "ymd": "Year, month, day"}
MARKS = {".": "1,234.50", ",": "1.234,50"}
_LABELS = {
    "date": "Date",
    "amount": "Amount",
    "debit": "Debit",
    "credit": "Credit",
    "side": "Debit or credit, in a word",
    "currency": "Currency",
    "reference": "Reference",
    "number": "Payment number",
    "balance": "Balance",
}


class ColumnsForm(RegionalForm):
    """The columns of a file, and how its cells are read."""

    kind = forms.ChoiceField(label="What the file holds", choices=list(KINDS.items()))
    heading = forms.TypedChoiceField(label="Headings", coerce=int)
    order = forms.ChoiceField(label="Dates are written", choices=list(ORDERS.items()))
    mark = forms.ChoiceField(label="Amounts are written", choices=list(MARKS.items()))
    method = forms.ChoiceField(label="Method of the payments")
    texts = forms.TypedMultipleChoiceField(
        label="Columns that say what is paid",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, rows: Sequence[FileRow], columns: Columns, terms: Terms, **kwargs: Any
    ) -> None:
        self._rows, self._columns = rows, columns
        super().__init__(*args, initial=_first(columns), terms=terms, **kwargs)
        offered = named_columns(rows, columns)
        for name in SINGLE:
            self.fields[name] = forms.TypedChoiceField(
                label=_LABELS[name],
                choices=[_NONE, *offered],
                coerce=int,
                required=False,
                empty_value=None,
            )
        self.choose("texts", offered)
        self.choose("method", methods(terms).items())
        self.choose("heading", [("0", "There are none"), *_heading_rows(rows)])

    @property
    def places(self) -> list[forms.BoundField]:
        """The fields that each name a column."""
        return [self[name] for name in SINGLE]

    def chosen(self) -> Columns:
        """The columns as they were chosen. Where other columns hold days or amounts than before,
        the file says again how they are written."""
        given = self.cleaned_data
        heading = given["heading"]
        headings = next((cells for number, cells in self._rows if number == heading), ())
        chosen = replace(
            self._columns,
            heading=heading,
            headings=tuple(headings),
            texts=tuple(given["texts"]),
            order=given["order"],
            mark=given["mark"],
            kind=given["kind"],
            method=given["method"],
            **{name: given[name] for name in SINGLE},
        )
        before = self._columns
        if (chosen.date, chosen.figures) != (before.date, before.figures):
            told = told_by_cells(chosen, self._rows, order=chosen.order)
            kept = {
                name: getattr(chosen, name)
                for name in ("order", "mark", "kind")
                if getattr(chosen, name) != getattr(before, name)
            }
            return replace(told, **kept)
        return chosen


def named_columns(rows: Sequence[FileRow], columns: Columns) -> list[tuple[str, str]]:
    """Each column by its place, with its heading or the first thing that it holds."""
    below = [cells for number, cells in rows if number > columns.heading][:_SAMPLES]
    width = max([len(columns.headings), *(len(cells) for cells in below)], default=0)
    named = []
    for place in range(width):
        heading = columns.headings[place] if place < len(columns.headings) else ""
        sample = next((cells[place] for cells in below if place < len(cells) and cells[place]), "")
        label = heading or (f"{place + 1}: {sample}" if sample else f"{place + 1}")
        named.append((str(place), _short(label)))
    return named


def _heading_rows(rows: Sequence[FileRow]) -> list[tuple[str, str]]:
    return [
        (str(number), f"Row {number}: {_short(', '.join(filter(None, cells)))}")
        for number, cells in rows[:_FIRST_ROWS]
    ]


def _first(columns: Columns) -> dict[str, Any]:
    return {**columns.kept(), "texts": [str(place) for place in columns.texts]}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 1]}…"
