"""What happens to messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ledgerstone.tenancy.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractMailed(Event):
    """Somebody wrote a mail about a contract. Its words stand in the message alone."""

    kind: ClassVar[str] = "contract.mailed"

    message_id: int

    def details(self) -> dict[str, Any]:
        return {"message_id": self.message_id}
