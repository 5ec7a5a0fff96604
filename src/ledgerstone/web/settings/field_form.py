"""The form of a set of fields: a choice for each field of claims, and rows of the account's own."""

from __future__ import annotations

from typing import Any

from django import forms

from ledgerstone.claims.fields.fields import (
    KINDS,
    MOST_CUSTOM,
    STANDARD,
    CustomField,
    label_of,
    read_set,
)
from ledgerstone.claims.models import FieldSet
from ledgerstone.projects.terminology import DEFAULT_TERMINOLOGY
from ledgerstone.projects.terminology import terms as catalogue
from ledgerstone.web.forms import WholeNumberField, words_field

_RULES = {"required": "Required", "optional": "Optional", "hidden": "Hidden"}
_KINDS = {
    "text": "Text", "number": "Number", "date": "Date", "yes_no": "Yes or no", "choice": "Choice",
}  # fmt: skip
# Empty rows for more fields.
_SPARE = 3
_COLUMNS = ("label", "kind", "choices", "is_required")


class FieldSetForm(forms.Form):
    """Name and rules; each own field is a row of ``custom_<number>_<column>``."""

    required_css_class = "is-required"
    name = words_field("Name", 100, help_text="Such as Claims on public works.")
    version = WholeNumberField(required=False)

    def __init__(self, posted: Any = None, *, field_set: FieldSet | None) -> None:
        fields = read_set(field_set)
        self._keys = [one.key for one in fields.custom]
        initial: dict[str, Any] = {name: fields.rule(name) for name in STANDARD}
        if field_set is not None:
            initial |= {"name": field_set.name, "version": field_set.version}
        super().__init__(posted, initial=initial)
        self._given: list[int] = []
        words = catalogue(DEFAULT_TERMINOLOGY)
        for name, rules in STANDARD.items():
            self.fields[name] = forms.ChoiceField(
                label=label_of(name, words), choices=[(rule, _RULES[rule]) for rule in rules]
            )
        self._count = self._rows()
        for number in range(1, self._count + 1):
            self._add_row(number, fields.custom[number - 1] if number <= len(self._keys) else None)

    def _rows(self) -> int:
        """How many rows there are: those that stand, or were posted, and some to spare."""
        posted = sum(1 for name in self.data if name.endswith("_label")) if self.is_bound else 0
        return min(MOST_CUSTOM, max(posted, len(self._keys) + _SPARE))

    def _add_row(self, number: int, one: CustomField | None) -> None:
        name = self.place(number, "label")
        self.fields[name] = forms.CharField(
            required=False, label=f"Field {number}", initial=one.label if one else ""
        )
        self.fields[self.place(number, "kind")] = forms.ChoiceField(
            required=False,
            label=f"Kind of field {number}",
            choices=[(kind, _KINDS[kind]) for kind in KINDS],
            initial=one.kind if one else "text",
        )
        self.fields[self.place(number, "choices")] = forms.CharField(
            required=False,
            label=f"Choices of field {number}",
            initial=", ".join(one.choices) if one else "",
        )
        self.fields[self.place(number, "is_required")] = forms.BooleanField(
            required=False, label="Required", initial=bool(one and one.is_required)
        )

    @staticmethod
    def place(number: int, column: str) -> str:
        """The name of a cell of a row."""
        return f"custom_{number}_{column}"

    def standard(self) -> list[Any]:
        """The fields that every claim has."""
        return [self[name] for name in STANDARD]

    def rows(self) -> list[dict[str, Any]]:
        """The rows of own fields."""
        return [
            {column: self[self.place(number, column)] for column in _COLUMNS}
            for number in range(1, self._count + 1)
        ]

    def there(self, name: str) -> str:
        """Where ``custom:<number>:<column>`` stands, counted without rows that have no name."""
        kind, _, rest = name.partition(":")
        number, _, column = rest.partition(":")
        return self.place(self._given[int(number) - 1], column) if kind == "custom" else name

    def given(self) -> dict[str, Any]:
        """The set as the operation takes it; a row without a name is none."""
        clean = self.cleaned_data
        custom = []
        self._given = []
        for number in range(1, self._count + 1):
            label = clean[self.place(number, "label")].strip()
            if not label:
                continue
            self._given.append(number)
            custom.append(
                CustomField(
                    key=self._keys[number - 1] if number <= len(self._keys) else "",
                    label=label,
                    kind=clean[self.place(number, "kind")] or "text",
                    choices=tuple(clean[self.place(number, "choices")].split(",")),
                    is_required=clean[self.place(number, "is_required")],
                )
            )
        return {
            "name": clean["name"],
            "rules": {name: clean[name] for name in STANDARD},
            "custom": custom,
        }
