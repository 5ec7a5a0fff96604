"""What happens to contracts. Each event carries the version that the contract has after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ledgerstone.tenancy.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractEvent(Event):
    """Something that changed a contract."""

    version: int

    def details(self) -> dict[str, Any]:
        return {"contract_version": self.version, **self.more()}

    def more(self) -> dict[str, Any]:
        """What this kind of event keeps besides."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractCreated(ContractEvent):
    """A contract was set up."""

    kind: ClassVar[str] = "contract.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractChanged(ContractEvent):
    """Terms or particulars of a contract were changed."""

    kind: ClassVar[str] = "contract.changed"

    changed: tuple[str, ...]

    def more(self) -> dict[str, Any]:
        return {"changed": list(self.changed)}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChanged(ContractEvent):
    """A contract went from one status to another."""

    kind: ClassVar[str] = "contract.status_changed"

    before: str
    after: str

    def more(self) -> dict[str, Any]:
        return {"before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleReplaced(ContractEvent):
    """The schedule of values was replaced."""

    kind: ClassVar[str] = "contract.schedule_replaced"

    lines: int
    total: str

    def more(self) -> dict[str, Any]:
        return {"lines": self.lines, "total": self.total}


@dataclass(frozen=True, slots=True, kw_only=True)
class VariationApproved(ContractEvent):
    """A variation became part of the contract; its lines are new on the schedule."""

    kind: ClassVar[str] = "contract.variation_approved"

    variation_id: int
    line_ids: tuple[int, ...]
    total: str

    def more(self) -> dict[str, Any]:
        return {"variation_id": self.variation_id, "total": self.total}


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionSet(ContractEvent):
    """What is held back under a contract was set."""

    kind: ClassVar[str] = "contract.retention_set"

    description: str

    def more(self) -> dict[str, Any]:
        return {"description": self.description}
