"""What happens to a contract as a whole: it is executed, and it is deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ledgerstone.contracts.events import ContractEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractExecuted(ContractEvent):
    """A contract was marked as executed, or as not executed after all (``on`` is empty then)."""

    kind: ClassVar[str] = "contract.executed"

    is_executed: bool
    on: str = ""

    def more(self) -> dict[str, Any]:
        return {"is_executed": self.is_executed, "on": self.on}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractDeleted(ContractEvent):
    """A contract is about to go with everything under it. Rooms above refuse it for what they keep.

    Told before its records go, so that they can be asked.
    """

    kind: ClassVar[str] = "contract.deleted"

    contract_id: int
