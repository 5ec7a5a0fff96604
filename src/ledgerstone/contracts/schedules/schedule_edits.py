"""Changes to the lines of a schedule of values on their way in, and what came of them.

A change names the cell that it is for and what its author saw there, so that two people who edit
different cells never lose each other's work, and two who edit the same cell are told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from ledgerstone.contracts.models import Contract
from ledgerstone.tenancy.refusals import Stale

# The cells of a line, as pages name them.
COLUMNS = (
    "item",
    "description",
    "section",
    "budget_code",
    "quantity",
    "unit",
    "unit_price",
    "scheduled_value",
    "tax_code",
    "retention_work",
    "retention_materials",
    "exempt",
)
# A change of these changes what a claim comes to.
FIGURES = frozenset({"scheduled_value", "quantity", "unit_price"})

Place = int | str  # the id of a line, or the page's own name of a line that has none yet


@dataclass(frozen=True, slots=True)
class CellChange:
    """Text for one cell of a line. ``was`` is what its author saw there; None asks for nothing."""

    line_id: int
    column: str
    text: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class AddedLine:
    """A new line behind another one, or at the head where ``after`` is None.

    ``ref`` is the page's own name for it; ``after`` is an id, or the ref of another new line.
    """

    ref: str
    cells: Mapping[str, str]
    after: Place | None = None


@dataclass(frozen=True, slots=True)
class LineConflict:
    """A cell that somebody changed meanwhile; without a column the whole line."""

    line_id: int
    column: str
    theirs: str | None
    by: str
    message: str


class LinesConflict(Stale):
    """Cells of the batch were changed by somebody else since; nothing of it was done."""

    def __init__(self, conflicts: tuple[LineConflict, ...]) -> None:
        more = len(conflicts) - 1
        message = conflicts[0].message + (f" {more} more to look at." if more else "")
        super().__init__(message, changes=tuple(conflict.message for conflict in conflicts[:10]))
        self.conflicts = conflicts


@dataclass(frozen=True, slots=True)
class SavedLines:
    """A batch that was done, and what else is new since its author last heard.

    ``changed`` are the lines that differ from what they were at the version asked about;
    ``order`` all own lines in their order where that changed. ``is_all_new``: the schedule was
    replaced meanwhile, or lines came by another way, so that the whole is to be read again.
    """

    contract: Contract
    saved_at: dt.datetime
    ids: Mapping[str, int] = field(default_factory=dict)
    changed: frozenset[int] = frozenset()
    removed: frozenset[int] = frozenset()
    order: tuple[int, ...] | None = None
    is_all_new: bool = False

    @property
    def version(self) -> int:
        return self.contract.version


def cell_place(line: Place, column: str) -> str:
    """Where a page shows what is wrong with a cell."""
    return f"line:{line}:{column}"
