"""Rows of fields in one form, and figures whose kind another field says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from ledgerstone.core.rounding import as_amount, to_places
from ledgerstone.projects.formats import FigureError, parse_figure
from ledgerstone.web.forms import FigureField, RateField, RegionalForm

_LARGEST = Decimal(10) ** 10


class Form(RegionalForm):
    """A form with rows of fields, and with figures that are read once their kind is known."""


class TypedFigure(FigureField):
    """A figure as typed; ``read`` says what it is, once another field says which kind."""

    def clean(self, value: str) -> str:
        return str(value or "").strip()


_PARTS: dict[str, type[forms.Field]] = {
    "rate": RateField,
    "work": RateField,
    "materials": RateField,
    "limit": TypedFigure,
    "limit_of": forms.ChoiceField,
    "up_to": TypedFigure,
    "from_claim": forms.IntegerField,
    "applies_to": forms.ChoiceField,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of fields: ``step_2_rate`` is the rate of the second step."""

    form: Form
    prefix: str
    number: int
    parts: tuple[str, ...]

    def name(self, part: str) -> str:
        return f"{self.prefix}_{self.number}_{part}"

    def __iter__(self) -> Iterator[tuple[forms.BoundField, str]]:
        """Each field, with the sign that stands behind what is typed."""
        for part in self.parts:
            yield self.form[self.name(part)], "%" if _PARTS[part] is RateField else ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it that was typed; a choice always stands."""
        return not any(
            self.form[self.name(part)].value() not in (None, "")
            for part in self.parts
            if _PARTS[part] is not forms.ChoiceField
        )

    def of(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """What was typed, by part."""
        return {part: cleaned.get(self.name(part)) for part in self.parts}

    def is_typed(self, cleaned: Mapping[str, Any], but: Sequence[str] = ()) -> bool:
        typed = (cleaned.get(self.name(part)) for part in self.parts if part not in but)
        return any(one not in (None, "") for one in typed)


def add_rows(form: Form, prefix: str, count: int, labels: Mapping[str, str]) -> list[Row]:
    """Give a form so many rows of these fields; ``labels`` name each part, with its number."""
    rows = [Row(form, prefix, number, tuple(labels)) for number in range(1, count + 1)]
    for row in rows:
        for part, label in labels.items():
            field = _PARTS[part](required=False, label=label.format(row.number))
            if isinstance(field, FigureField):
                field.locale = form.formats.locale
            if isinstance(field, forms.IntegerField):
                field.min_value, field.max_value = 1, 100_000
                field.widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "num"})
                field.error_messages["invalid"] = "Type the number of a claim."
            form.fields[row.name(part)] = field
    return rows


def read(
    form: Form, name: str, typed: str, *, is_amount: bool, most: Decimal = Decimal(1)
) -> Decimal | None:
    """An amount, or a percentage as a fraction; None where it was refused at its field."""
    try:
        figure = parse_figure(typed, form.formats.locale)
    except FigureError as refusal:
        form.add_error(name, str(refusal))
        return None
    if figure is None:
        form.add_error(name, "Type a figure.")
    elif is_amount and figure.kind == "percent":
        form.add_error(name, "This is an amount, not a percentage.")
    elif is_amount:
        amount = as_amount(figure.value)
        if amount is not None and 0 <= amount < _LARGEST:
            return amount
        form.add_error(name, "Give an amount of 0 or more, with at most 2 decimals.")
    else:
        share = figure.value.scaleb(-2)
        if 0 <= share <= most and to_places(8, share) == share:
            return share
        form.add_error(name, f"Give a percentage from 0 to {most * 100:f}.")
    return None
