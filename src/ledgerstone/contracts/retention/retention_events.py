"""What happens to retention. Rooms above refuse what certificates stand on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ledgerstone.contracts.events import ContractEvent, RetentionSet

from .retention import RetentionTerms

# A number of a claim, or a name, with the field in which it was given.
Given = tuple[tuple[Any, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsSet(RetentionSet):
    """The terms of retention were set. ``from_claims``: from which claims on rates were added,
    changed or taken away. ``before``: the terms that stood until then."""

    contract_id: int
    from_claims: Given = ()
    before: RetentionTerms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityRecorded(ContractEvent):
    """Security in place of retention was recorded, changed or removed."""

    kind: ClassVar[str] = "contract.security_recorded"

    contract_id: int
    security_id: int
    amount: str

    def more(self) -> dict[str, Any]:
        return {"security_id": self.security_id, "amount": self.amount}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasesPlanned(ContractEvent):
    """What releases retention was planned. ``dropped``: names of events that are gone, or that
    release another share now."""

    kind: ClassVar[str] = "contract.releases_planned"

    contract_id: int
    dropped: Given = ()

    def more(self) -> dict[str, Any]:
        return {"dropped": [name for name, _field in self.dropped]}
