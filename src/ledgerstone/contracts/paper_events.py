"""What happens to the papers of contracts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from .events import ContractEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractPaperAttached(ContractEvent):
    """A file was attached to a contract or to one of its variations."""

    kind: ClassVar[str] = "contract.paper_attached"

    attachment_id: int

    def more(self) -> dict[str, Any]:
        return {"attachment_id": self.attachment_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCopyAttached(ContractPaperAttached):
    """A scan of the signed contract was attached, which has it executed."""

    kind: ClassVar[str] = "contract.signed_copy_attached"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractPaperRemoved(ContractEvent):
    """A file was taken off a contract."""

    kind: ClassVar[str] = "contract.paper_removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractCommented(ContractEvent):
    """An administrator said something about a contract."""

    kind: ClassVar[str] = "contract.commented"
