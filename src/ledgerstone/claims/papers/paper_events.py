"""What happens to what is kept beside a claim's figures: its files and what people say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledgerstone.claims.events import ClaimEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPaperAttached(ClaimEvent):
    """A file was attached to a claim or to one of its lines."""

    kind: ClassVar[str] = "claim.paper_attached"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCopyRecorded(ClaimEvent):
    """A scan of the signed claim was attached: it is signed by hand."""

    kind: ClassVar[str] = "claim.signed_copy_recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPaperRemoved(ClaimEvent):
    """A file was taken off a claim."""

    kind: ClassVar[str] = "claim.paper_removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCommented(ClaimEvent):
    """Somebody said something about a claim, or one of its lines, to all who see it."""

    kind: ClassVar[str] = "claim.commented"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCommentedInternally(ClaimEvent):
    """An administrator said something about a claim to the other administrators."""

    kind: ClassVar[str] = "claim.commented_internally"
