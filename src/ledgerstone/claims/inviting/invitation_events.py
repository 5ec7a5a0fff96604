"""What happens to invitations to claim. An act on many commitments is told as one, and for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from ledgerstone.tenancy.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundEvent(Event):
    """An act on the invitations of many commitments for one period; what mails follow."""

    period_id: int
    invitation_ids: tuple[int, ...] = ()

    def details(self) -> dict[str, Any]:
        return {"period_id": self.period_id, "invitation_ids": list(self.invitation_ids)}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundInvited(RoundEvent):
    kind: ClassVar[str] = "invitations.sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundReminded(RoundEvent):
    kind: ClassVar[str] = "invitations.reminded"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationEvent(Event):
    """What happened to the invitation of one commitment."""

    invitation_id: int
    noted: dict[str, Any] = field(default_factory=dict)

    def details(self) -> dict[str, Any]:
        return {"invitation_id": self.invitation_id, **self.noted}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsInvited(InvitationEvent):
    kind: ClassVar[str] = "invitation.sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsReminded(InvitationEvent):
    kind: ClassVar[str] = "invitation.reminded"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAnswered(InvitationEvent):
    """A contact said yes or no; ``accepts`` says which."""

    kind: ClassVar[str] = "invitation.answered"

    accepts: bool
