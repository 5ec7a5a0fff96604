"""What happens around documents that are put together of many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ledgerstone.tenancy.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupsCompiled(Event):
    """The backups of a period are done, for whoever asked for them."""

    kind: ClassVar[str] = "period.backups_compiled"

    document_id: int
    period_id: int
    claims: int

    def details(self) -> dict[str, Any]:
        return {
            "document_id": self.document_id,
            "period_id": self.period_id,
            "claims": self.claims,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageMade(Event):
    """A claim is packed with its files, for whoever waited for it. Nothing of the claim changed,
    so its history does not tell."""

    document_id: int
