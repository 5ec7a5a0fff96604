"""What can happen to the due date of one commitment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ledgerstone.tenancy.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _ExtensionEvent(Event):
    period_id: int
    due_date: str

    def details(self) -> dict[str, Any]:
        return {"period_id": self.period_id, "due_date": self.due_date}


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDateExtended(_ExtensionEvent):
    """Claims on one contract are due later than others of the period."""

    kind: ClassVar[str] = "contract.due_date_extended"

    reason: str = ""

    def details(self) -> dict[str, Any]:
        return {"period_id": self.period_id, "due_date": self.due_date, "reason": self.reason}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRemoved(_ExtensionEvent):
    """Claims on one contract are due with the others again; ``due_date`` is what was taken back."""

    kind: ClassVar[str] = "contract.extension_removed"
