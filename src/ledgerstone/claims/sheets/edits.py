"""What a page sends when cells of a claim are typed, and what it gets back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from ledgerstone.claims.models import Claim

from .sheet import ClaimSheet


class Column(StrEnum):
    """The columns of a claim that take figures. Percentages are written as percentages: 45 is 45 %.

    On unit lines ``materials_stored`` is a quantity. ``completed_percent`` and ``assessed_percent``
    are of completed and stored together; ``assessed`` is that amount to date.
    """

    WORK_THIS_PERIOD = "work_this_period"
    WORK_TO_DATE = "work_to_date"
    PERCENT_THIS_PERIOD = "percent_this_period"
    PERCENT_TO_DATE = "percent_to_date"
    COMPLETED_PERCENT = "completed_percent"
    QUANTITY_THIS_PERIOD = "quantity_this_period"
    QUANTITY_TO_DATE = "quantity_to_date"
    MATERIALS_STORED = "materials_stored"
    RETENTION_ADJUSTMENT = "retention_adjustment"
    RETENTION_RELEASED = "retention_released"
    ASSESSED = "assessed"
    ASSESSED_PERCENT = "assessed_percent"
    ASSESSED_WORK_THIS_PERIOD = "assessed_work_this_period"
    ASSESSED_WORK_TO_DATE = "assessed_work_to_date"
    ASSESSED_PERCENT_THIS_PERIOD = "assessed_percent_this_period"
    ASSESSED_PERCENT_TO_DATE = "assessed_percent_to_date"
    ASSESSED_QUANTITY_THIS_PERIOD = "assessed_quantity_this_period"
    ASSESSED_QUANTITY_TO_DATE = "assessed_quantity_to_date"
    ASSESSED_MATERIALS_STORED = "assessed_materials_stored"
    ASSESSED_RETENTION_ADJUSTMENT = "assessed_retention_adjustment"
    ASSESSED_RETENTION_RELEASED = "assessed_retention_released"

    @property
    def is_assessed(self) -> bool:
        """Whether it belongs to the assessment."""
        return self.startswith("assessed")


@dataclass(frozen=True, slots=True)
class CellEdit:
    """A typed cell: its text, and the canonical value that the page showed before."""

    line_id: int
    column: str
    text: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell that was not saved, and why."""

    line_id: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class CellConflict:
    """A cell that somebody else changed meanwhile; theirs stands, canonical."""

    line_id: int
    column: str
    theirs: str | None
    by: str
    message: str


@dataclass(frozen=True, slots=True)
class SavedCells:
    """What came of a save. ``changed``: ids of lines that anybody changed after ``since``.

    ``claim`` is the claim as saved, with its contract, project, company and period.
    """

    claim: Claim
    version: int
    saved_at: dt.datetime
    changed: tuple[int, ...]
    errors: tuple[CellProblem, ...]
    conflicts: tuple[CellConflict, ...]
    sheet: ClaimSheet
