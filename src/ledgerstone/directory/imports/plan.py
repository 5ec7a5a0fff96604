"""What a file of companies or people would do, row by row.

A row is new, changes a record, says what is known already, or is faulty. A cell that is empty
leaves what is there, so a file may hold the columns that matter and no others.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ledgerstone.directory.models import COMPANIES, PEOPLE
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import one_line

# The columns of files, in their order: the same in templates, exports and reports.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    COMPANIES: (
        "name", "trading_name", "country", "identifier", "registration_number", "address",
        "postal_address", "phone", "email", "website", "tags", "is_active",
    ),
    PEOPLE: (
        "name", "email", "company", "company_identifier", "job_title", "phone", "messages",
        "is_insurance_manager", "is_active",
    ),
}  # fmt: skip
HEADINGS: Mapping[str, str] = {
    "name": "Name",
    "trading_name": "Trading name",
    "country": "Country",
    "identifier": "Business number",
    "registration_number": "Registration number",
    "address": "Address",
    "postal_address": "Postal address",
    "phone": "Phone",
    "email": "E-mail",
    "website": "Website",
    "tags": "Tags",
    "is_active": "Active",
    "company": "Company",
    "company_identifier": "Company business number",
    "job_title": "Job title",
    "messages": "Send this user messages",
    "is_insurance_manager": "Insurance manager",
}

_YES = frozenset({"yes", "y", "true", "1", "active"})
_NO = frozenset({"no", "n", "false", "0", "inactive"})


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row as it was read: its number in the file, its cells by column, what is wrong with it."""

    number: int
    cells: Mapping[str, str]
    fault: str = ""


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a record that a row changes."""

    field: str
    before: str
    after: str

    @property
    def label(self) -> str:
        return HEADINGS[self.field]


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row and what becomes of it. ``values`` are those to be stored."""

    number: int
    outcome: Outcome
    name: str
    email: str = ""
    reason: str = ""
    target_id: int | None = None
    version: int = 0
    differences: tuple[Difference, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_stored(self) -> bool:
        return self.outcome in (Outcome.NEW, Outcome.CHANGED)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """All rows of a file with what becomes of them."""

    rows: tuple[PlannedRow, ...]

    @property
    def counts(self) -> Counter[Outcome]:
        return Counter(row.outcome for row in self.rows)

    def of(self, outcome: Outcome) -> list[PlannedRow]:
        return [row for row in self.rows if row.outcome is outcome]

    @property
    def digest(self) -> str:
        """What would be stored, in short: a plan that was looked at is known again by it."""
        stored = [
            [row.number, row.target_id, row.version, sorted(row.values.items())]
            for row in self.rows
            if row.is_stored
        ]
        return hashlib.sha256(json.dumps(stored, default=str).encode()).hexdigest()


class Faulty(Exception):  # noqa: N818 - it is the row that is at fault
    """A row that cannot be stored, with the reason for its author."""


def plan_rows(rows: Iterable[FileRow], planned: Callable[[FileRow], PlannedRow]) -> ImportPlan:
    """What becomes of each row; one that cannot be stored is kept with its reason."""
    found = []
    for row in rows:
        try:
            found.append(planned(row))
        except Faulty as fault:
            found.append(_faulty(row, str(fault)))
        except Invalid as refusal:
            found.append(_faulty(row, _reason_of(refusal)))
    return ImportPlan(tuple(found))


def refuse_again(row: FileRow, key: object, seen: dict[object, int], what: str) -> None:
    """Refuse a row that means what an earlier one of the file meant."""
    first = seen.setdefault(key, row.number)
    if first != row.number:
        raise Faulty(f"This is the {what} of row {first} once more. Keep one of the two rows.")


def typed_cells(row: FileRow, kind: str) -> dict[str, Any]:
    """The cells of the kind's columns with something in them; yes and no as what they say."""
    if row.fault:
        raise Faulty(row.fault)
    cells: dict[str, Any] = {
        key: row.cells[key] for key in COLUMNS[kind] if row.cells.get(key, "").strip()
    }
    for key in ("is_active", "is_insurance_manager"):
        if key in cells:
            cells[key] = _yes_or_no(cells[key], key)
    return cells


def _faulty(row: FileRow, reason: str) -> PlannedRow:
    """The row as one that is left out."""
    return PlannedRow(
        number=row.number,
        outcome=Outcome.FAULTY,
        name=one_line(row.cells.get("name", "")),
        email=one_line(row.cells.get("email", "")),
        reason=reason,
    )


def _reason_of(refusal: Invalid) -> str:
    """A refusal as the reason of a row."""
    return " ".join(dict.fromkeys(refusal.fields.values())) or refusal.message


def in_words(key: str, value: Any) -> str:
    """A value as files and previews write it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if key == "messages":
        return "Not at all" if value == "none" else "Via Email"
    return "" if value is None else str(value)


def differences(
    values: Mapping[str, Any], record: Mapping[str, Any], named: Iterable[str] = ()
) -> tuple[Difference, ...]:
    """Where a row says otherwise than the record, in the order of the row's columns.

    Fields among ``named`` are said by another column, so not here.
    """
    skipped = set(named)
    return tuple(
        Difference(key, in_words(key, record[key]), in_words(key, value))
        for key, value in values.items()
        if key not in skipped and record[key] != value
    )


def _yes_or_no(text: str, key: str) -> bool:
    said = one_line(text).casefold()
    if said in _YES or said in _NO:
        return said in _YES
    raise Faulty(f"{HEADINGS[key]} is “{one_line(text)}”: write yes or no.")
