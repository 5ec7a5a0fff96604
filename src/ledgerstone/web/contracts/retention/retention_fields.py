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


class ShareField(RateField):
    """A percentage with as many decimals as are kept."""

    def clean(self, value: str) -> Decimal | None:
        share = super().clean(value)
        if share is not None and to_places(8, share) != share:
            raise forms.ValidationError("Give a percentage with at most 6 decimals.")
        return share


class ClaimNumberField(forms.IntegerField):
    """The number of a claim."""

    def __init__(self, **kwargs: Any) -> None:
        numbers = "Type the number of a claim."
        super().__init__(
            min_value=1,
            max_value=100_000,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num"}),
            error_messages={"invalid": numbers, "min_value": numbers, "max_value": numbers},
            **kwargs,
        )


_PARTS: dict[str, type[forms.Field]] = {
    "rate": ShareField,
    "work": ShareField,
    "materials": ShareField,
    "limit": TypedFigure,
    "limit_of": forms.ChoiceField,
    "up_to": TypedFigure,
    "from_claim": ClaimNumberField,
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
            yield self.form[self.name(part)], "%" if _PARTS[part] is ShareField else ""

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
