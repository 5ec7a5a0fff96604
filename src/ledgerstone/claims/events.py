"""What can happen to a claim."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from ledgerstone.tenancy.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimEvent(Event):
    """An act on a claim; ``noted`` is what else the history keeps of it."""

    is_upstream: bool = False
    noted: dict[str, Any] = field(default_factory=dict)

    def details(self) -> dict[str, Any]:
        return self.noted


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimStarted(ClaimEvent):
    kind: ClassVar[str] = "claim.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderChanged(ClaimEvent):
    kind: ClassVar[str] = "claim.header_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresChanged(ClaimEvent):
    kind: ClassVar[str] = "claim.figures_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonsGiven(ClaimEvent):
    kind: ClassVar[str] = "claim.reasons_given"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSubmitted(ClaimEvent):
    kind: ClassVar[str] = "claim.submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimReturned(ClaimEvent):
    kind: ClassVar[str] = "claim.returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimWithdrawn(ClaimEvent):
    kind: ClassVar[str] = "claim.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftDeleted(ClaimEvent):
    kind: ClassVar[str] = "claim.draft_deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimIssued(ClaimEvent):
    kind: ClassVar[str] = "claim.issued"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCertified(ClaimEvent):
    """A certificate was issued: downstream by us, upstream the owner's answer recorded."""

    kind: ClassVar[str] = "claim.certified"


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingApproved(ClaimEvent):
    kind: ClassVar[str] = "claim.pending_approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimReopened(ClaimEvent):
    kind: ClassVar[str] = "claim.reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousFiguresChanged(ClaimEvent):
    """A later claim was set on other previous figures; what it claims to date stayed."""

    kind: ClassVar[str] = "claim.previous_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTakenOver(ClaimEvent):
    """A claim was brought in with its contract, from a claim document."""

    kind: ClassVar[str] = "claim.taken_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class VariationsAdded(ClaimEvent):
    """Lines of variations that were approved since were put on an open claim."""

    kind: ClassVar[str] = "claim.variations_added"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPrefilled(ClaimEvent):
    """A draft head contract claim was filled from certified claims."""

    kind: ClassVar[str] = "claim.prefilled"
