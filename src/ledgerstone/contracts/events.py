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
class ScheduleChanged(ContractEvent):
    """Lines of the schedule of values were changed, added, deleted or put in another order.

    ``revalued`` are those of another amount, quantity or price than before.
    """

    kind: ClassVar[str] = "contract.schedule_changed"

    changed: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    revalued: tuple[int, ...] = ()
    is_reordered: bool = False

    def more(self) -> dict[str, Any]:
        return {
            "changed": list(self.changed),
            "added": list(self.added),
            "removed": list(self.removed),
            "reordered": self.is_reordered,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesLeaving(ContractEvent):
    """Lines of the schedule are about to be deleted; rooms above let go of them, or refuse it."""

    kind: ClassVar[str] = "contract.lines_leaving"

    line_ids: tuple[int, ...]

    def more(self) -> dict[str, Any]:
        return {"line_ids": list(self.line_ids)}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _PersonEvent(ContractEvent):
    person_id: int

    def more(self) -> dict[str, Any]:
        return {"person_id": self.person_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactNamed(_PersonEvent):
    """A person was named as claim contact. ``joined_list``: it put them on the private list."""

    kind: ClassVar[str] = "contract.contact_named"

    joined_list: bool = True

    def more(self) -> dict[str, Any]:
        return {"person_id": self.person_id, "joined_list": self.joined_list}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRemoved(_PersonEvent):
    """A person is claim contact no longer. ``left_list``: and so left the private list."""

    kind: ClassVar[str] = "contract.contact_removed"

    left_list: bool = True

    def more(self) -> dict[str, Any]:
        return {"person_id": self.person_id, "left_list": self.left_list}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactUnreachable(_PersonEvent):
    """A claim contact can be reached no longer: administrators are to know."""

    kind: ClassVar[str] = "contract.contact_unreachable"

    reason: str

    def more(self) -> dict[str, Any]:
        return {"person_id": self.person_id, "reason": self.reason}


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedPrivateList(_PersonEvent):
    """A person was put on the private list by hand."""

    kind: ClassVar[str] = "contract.joined_private_list"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftPrivateList(_PersonEvent):
    """A person who was put on the private list by hand was taken off it."""

    kind: ClassVar[str] = "contract.left_private_list"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyChanged(ContractEvent):
    """Who sees the contract, or its schedule of values, was changed."""

    kind: ClassVar[str] = "contract.privacy_changed"

    is_private: bool
    shows_schedule: bool

    def more(self) -> dict[str, Any]:
        return {"is_private": self.is_private, "shows_schedule": self.shows_schedule}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSettingsChanged(ContractEvent):
    """What claim contacts of the contract may do was changed. ``None``: as the project says."""

    kind: ClassVar[str] = "contract.contact_settings_changed"

    changes: dict[str, bool | None]

    def more(self) -> dict[str, Any]:
        return dict(self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyReplaced(ContractEvent):
    """Another company is party to the contract. Rooms above refuse it once they rely on the old.

    ``dropped`` are the claim contacts who are not its people.
    """

    kind: ClassVar[str] = "contract.company_replaced"

    contract_id: int
    before_id: int
    after_id: int
    dropped: tuple[int, ...] = ()

    def more(self) -> dict[str, Any]:
        return {
            "before_id": self.before_id,
            "after_id": self.after_id,
            "dropped": list(self.dropped),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningSet(ContractEvent):
    """A contract was taken over in mid-job. Rooms above refuse it once there is a claim here."""

    kind: ClassVar[str] = "contract.opening_set"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRemoved(ContractEvent):
    """A contract was not claimed on elsewhere after all. Refused as ``OpeningSet`` is."""

    kind: ClassVar[str] = "contract.opening_removed"
