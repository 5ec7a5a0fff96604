"""The particulars of a contract beyond the essentials, as fields in groups; those of its kind only.

A new contract takes them behind "More details"; the page of particulars shows them all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from ledgerstone.contracts import dates
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations.particulars import has
from ledgerstone.directory.models import Company, Person
from ledgerstone.web.forms import DayField, RegionalForm, lines_field, words_field

# Those that stand at the right where there is room for two columns.
_AT_THE_END = frozenset({"parties", "scope", "delivery"})
# By group, in their order.
_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("parties", "Also named", ("contractor", "assignee", "payment_terms")),
    ("dates", "Dates", ()),  # those of the kind
    ("scope", "Included and excluded", ("inclusions", "exclusions")),
    ("delivery", "Delivery and billing", ("delivery_date", "ship_via", "ship_to", "bill_to")),
    ("origin", "Where it came from", ("origin_id", "origin_code", "origin_data")),
)
_WIDE = frozenset({"inclusions", "exclusions", "ship_to", "bill_to", "origin_data"})
_COLUMNS = {"contractor": "contractor_id", "assignee": "assignee_id"}


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that stand together under a heading."""

    key: str
    title: str
    fields: Sequence[BoundField]
    side: str  # "start" or "end"
    is_filled: bool  # whether something stands in one of them, or one was refused


class GroupedParticulars(RegionalForm):
    """The fields of the groups; a form of contracts puts its own before them."""

    contractor = forms.ChoiceField(required=False)
    assignee = forms.ChoiceField(label="Assignee", required=False)
    payment_terms = words_field(
        "Payment terms", 500, required=False, help_text="In words, such as 30 days end of month."
    )
    inclusions = lines_field("Included", 4, 20_000, required=False)
    exclusions = lines_field("Excluded", 4, 20_000, required=False)
    ship_via = words_field("Ship via", 100, required=False)
    ship_to = lines_field("Ship to", 3, 2_000, required=False)
    bill_to = lines_field("Bill to", 3, 2_000, required=False)
    origin_id = words_field("Id", 100, required=False)
    origin_code = words_field("Code", 100, required=False)
    origin_data = lines_field("Notes", 2, 20_000, required=False)

    def __init__(
        self,
        *args: Any,
        kind: str,
        companies: Sequence[Company] = (),
        people: Sequence[Person] = (),
        **kwargs: Any,
    ) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)
        terms = self.terms
        for name in dates.DATES[kind]:
            if name not in self.fields:
                self.fields[name] = DayField(required=False)
            self.fields[name].label = dates.label(name, terms)
        self.call("contractor", terms.contractor.capitalised, "Where it is another company.")
        self.call("origin_id", "Id", "What it is called in the system that it came from.")
        self.choose(
            "contractor",
            [("", "This account's own company"), *((str(c.pk), c.name) for c in companies)],
        )
        self.choose("assignee", [("", "Nobody"), *((str(p.pk), _called(p)) for p in people)])
        for name in [name for name in self.fields if not has(kind, _COLUMNS.get(name, name))]:
            del self.fields[name]

    def grouped(self) -> dict[str, Any]:
        """What was typed in the groups, as the operations take it."""
        names = {field.name for group in self.groups() for field in group.fields}
        given = self.cleaned_data
        return {
            _COLUMNS.get(name, name): _id(given[name]) if name in _COLUMNS else given[name]
            for name in sorted(names)
        }

    def groups(self, but: Collection[str] = ()) -> list[Group]:
        """The groups that have a field of this kind, without fields that stand elsewhere."""
        found = []
        for key, title, names in _GROUPS:
            wanted = self._dates() if key == "dates" else names
            fields = [self[name] for name in wanted if name in self.fields and name not in but]
            if fields:
                is_filled = any(field.value() or field.errors for field in fields)
                has_delivery = "ship_to" in self.fields  # and so a long column at the end
                is_at_end = key in _AT_THE_END or (key == "origin" and not has_delivery)
                side = "end" if is_at_end else "start"
                found.append(Group(key, title, fields, side, is_filled))
        return found

    def _dates(self) -> list[str]:
        """The dates of the kind; the delivery stands with what is delivered."""
        return [name for name in dates.DATES[self.kind] if name != "delivery_date"]


def is_wide(name: str) -> bool:
    """Whether a field takes a line of its own."""
    return name in _WIDE


def initial_grouped(contract: Contract) -> dict[str, Any]:
    """A contract as the groups show it."""
    texts = [name for _, _, names in _GROUPS for name in names if name not in _COLUMNS]
    known = {name: getattr(contract, name) for name in (*texts, *dates.DATES[contract.kind])}
    return known | {
        field: "" if (pk := getattr(contract, column)) is None else str(pk)
        for field, column in _COLUMNS.items()
    }


def _id(chosen: str) -> int | None:
    return int(chosen) if chosen else None


def _called(person: Person) -> str:
    return f"{person.name}, {person.company.name}"
