"""The values of a schedule of values on its way in: rows as given, lines to keep, problems."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

ProblemKind = Literal["", "total", "heading", "new_code"]


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it was given. ``source_row`` is its number in the file that it came from."""

    item: str = ""
    description: str = ""
    section: str = ""
    budget_code: str = ""
    scheduled_value: str = ""
    quantity: str = ""
    unit: str = ""
    unit_price: str = ""
    source_row: int | None = None


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line that can be kept. Rates are fractions; ``budget_code`` is the code itself."""

    item: str
    description: str
    scheduled_value: Decimal
    section: str = ""
    budget_code: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    unit_price: Decimal | None = None
    retention_work: Decimal | None = None
    retention_materials: Decimal | None = None
    is_exempt_from_retention: bool = False
    tax_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a row: ``row`` counts from 1 in the rows as given."""

    row: int
    column: str
    message: str
    kind: ProblemKind = ""

    @property
    def place(self) -> str:
        """Where a form shows it."""
        return f"row:{self.row}:{self.column}"


@dataclass(frozen=True, slots=True)
class CheckedSchedule:
    """What came of the rows. ``lines`` may be kept only where there are no problems."""

    lines: tuple[NewLine, ...]
    problems: tuple[RowProblem, ...]
    total: Decimal
    new_codes: tuple[str, ...] = ()
