"""What happens to the subcontractor's schedule of values of a commitment.

Each event carries what a mail about it says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ledgerstone.contracts.events import ContractEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class SubcontractorScheduleSaved(ContractEvent):
    """Lines were broken down, or the details of some were changed.

    ``revalued`` are details of another amount than before that claims list already.
    """

    kind: ClassVar[str] = "contract.subcontractor_schedule_saved"

    line_ids: tuple[int, ...]
    remaining: str
    revalued: tuple[int, ...] = ()

    def more(self) -> dict[str, Any]:
        return {"line_ids": list(self.line_ids), "remaining": self.remaining}


@dataclass(frozen=True, slots=True, kw_only=True)
class SubcontractorScheduleMoved(ContractEvent):
    """The schedule went from one status to another."""

    before: str
    after: str
    lines: int
    details_count: int
    total: str

    def more(self) -> dict[str, Any]:
        return {
            "before": self.before,
            "after": self.after,
            "lines": self.lines,
            "details": self.details_count,
            "total": self.total,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SubcontractorScheduleSubmitted(SubcontractorScheduleMoved):
    """The schedule is handed in and waits to be reviewed."""

    kind: ClassVar[str] = "contract.subcontractor_schedule_submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubcontractorScheduleReturned(SubcontractorScheduleMoved):
    """The schedule goes back to the subcontractor.

    ``notes`` are pairs of item and note. ``is_by_system``: the agreed lines changed under it.
    """

    kind: ClassVar[str] = "contract.subcontractor_schedule_returned"

    reason: str
    notes: tuple[tuple[str, str], ...] = ()
    is_by_system: bool = False

    def more(self) -> dict[str, Any]:
        # A class made anew for its slots is not found by the short form of super().
        moved = SubcontractorScheduleMoved.more(self)
        return {**moved, "reason": self.reason, "notes": [list(note) for note in self.notes]}


@dataclass(frozen=True, slots=True, kw_only=True)
class SubcontractorScheduleApproved(SubcontractorScheduleMoved):
    """The schedule holds: claims list its details, and no longer the lines that ``left`` names."""

    kind: ClassVar[str] = "contract.subcontractor_schedule_approved"

    left: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubcontractorScheduleSet(SubcontractorScheduleMoved):
    """An administrator took the schedule back to a draft."""

    kind: ClassVar[str] = "contract.subcontractor_schedule_set"
