"""What happens in the company directory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ledgerstone.tenancy.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyCreated(Event):
    """A company was added to the directory."""

    kind: ClassVar[str] = "company.created"

    company_id: int

    def details(self) -> dict[str, Any]:
        return {"company_id": self.company_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyChanged(Event):
    """A company's record was changed."""

    kind: ClassVar[str] = "company.changed"

    company_id: int
    changed: tuple[str, ...] = ()
    version: int = 0

    def details(self) -> dict[str, Any]:
        return {
            "company_id": self.company_id,
            "changed": list(self.changed),
            "version": self.version,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyMerged(Event):
    """One company record took over everything of another, which was a duplicate of it."""

    kind: ClassVar[str] = "company.merged"

    company_id: int
    merged_id: int
    moved: int = 0

    def details(self) -> dict[str, Any]:
        return {"company_id": self.company_id, "merged_id": self.merged_id, "moved": self.moved}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCreated(Event):
    """A person was added to a company."""

    kind: ClassVar[str] = "person.created"

    person_id: int

    def details(self) -> dict[str, Any]:
        return {"person_id": self.person_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChanged(Event):
    """A person's record was changed."""

    kind: ClassVar[str] = "person.changed"

    person_id: int
    changed: tuple[str, ...] = ()
    version: int = 0

    def details(self) -> dict[str, Any]:
        return {
            "person_id": self.person_id,
            "changed": list(self.changed),
            "version": self.version,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryImported(Event):
    """Companies or people came from a file, after somebody saw what it would change."""

    kind: ClassVar[str] = "directory.imported"

    created: int
    changed: int
    company_ids: tuple[int, ...] = ()  # of those that were there before and changed
    person_ids: tuple[int, ...] = ()
    switched_ids: tuple[int, ...] = ()  # of people who are in use now, or no longer

    def details(self) -> dict[str, Any]:
        return {"created": self.created, "changed": self.changed}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInvited(Event):
    """Somebody was asked by mail to sign in, by an administrator or once more by themselves."""

    kind: ClassVar[str] = "person.invited"

    person_id: int
    invitation_id: int

    def details(self) -> dict[str, Any]:
        return {"person_id": self.person_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Event):
    """Somebody who was invited signs in from now on."""

    kind: ClassVar[str] = "person.accepted"

    person_id: int

    def details(self) -> dict[str, Any]:
        return {"person_id": self.person_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCodeAsked(Event):
    """Somebody who holds a link from a mail asked for the code that opens it."""

    kind: ClassVar[str] = "link.code_asked"

    person_id: int
    link_id: int

    def details(self) -> dict[str, Any]:
        return {"person_id": self.person_id, "link_id": self.link_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOpened(Event):
    """The code was right: the link opened what it is for."""

    kind: ClassVar[str] = "link.opened"

    person_id: int
    link_id: int

    def details(self) -> dict[str, Any]:
        return {"person_id": self.person_id, "link_id": self.link_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRenewed(Event):
    """A fresh link takes the place of one that was used or is too old."""

    kind: ClassVar[str] = "link.renewed"

    person_id: int
    link_id: int

    def details(self) -> dict[str, Any]:
        return {"person_id": self.person_id, "link_id": self.link_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfPolicy(Event):
    """Something that concerns one insurance policy of a company."""

    company_id: int
    policy_id: int

    def details(self) -> dict[str, Any]:
        return {"company_id": self.company_id, "policy_id": self.policy_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyAdded(_OfPolicy):
    """An insurance policy was recorded."""

    kind: ClassVar[str] = "insurance.added"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChanged(_OfPolicy):
    """The record of an insurance policy was changed."""

    kind: ClassVar[str] = "insurance.changed"

    changed: tuple[str, ...] = ()

    def details(self) -> dict[str, Any]:
        return {
            "company_id": self.company_id,
            "policy_id": self.policy_id,
            "changed": list(self.changed),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRemoved(_OfPolicy):
    """The record of an insurance policy was removed."""

    kind: ClassVar[str] = "insurance.removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAttached(_OfPolicy):
    """A paper was attached to an insurance policy."""

    kind: ClassVar[str] = "insurance.attached"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRemoved(_OfPolicy):
    """A paper of an insurance policy was removed."""

    kind: ClassVar[str] = "insurance.detached"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSettingsChanged(Event):
    """How the account works was changed."""

    kind: ClassVar[str] = "account.settings_changed"

    changes: dict[str, Any]

    def details(self) -> dict[str, Any]:
        return dict(self.changes)
