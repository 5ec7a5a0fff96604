"""What happens to the settings that contracts work by: of a project's tools, and of the account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ledgerstone.contracts.events import ContractEvent
from ledgerstone.tenancy.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _SettingsChanged(Event):
    changes: dict[str, Any]

    def details(self) -> dict[str, Any]:
        return {"changes": self.changes}


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentSettingsChanged(_SettingsChanged):
    """How the commitments of a project work was changed."""

    kind: ClassVar[str] = "project.commitment_settings_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadContractSettingsChanged(_SettingsChanged):
    """How the head contracts of a project work was changed."""

    kind: ClassVar[str] = "project.head_contract_settings_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionChanged(Event):
    """Somebody whom the mail of a purpose is addressed to was added, or taken off."""

    kind: ClassVar[str] = "project.distribution_changed"

    purpose: str
    person_id: int

    def details(self) -> dict[str, Any]:
        return {"purpose": self.purpose, "person_id": self.person_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingSourcesChanged(Event):
    """A funding source of a project's head contracts was added or removed."""

    kind: ClassVar[str] = "project.funding_sources_changed"

    name: str

    def details(self) -> dict[str, Any]:
        return {"name": self.name}


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvancedSettingsChanged(ContractEvent):
    """Advanced settings of a contract were changed. Rooms above refuse what stands on them."""

    kind: ClassVar[str] = "contract.advanced_settings_changed"

    contract_id: int
    changes: dict[str, Any]

    def more(self) -> dict[str, Any]:
        return {"changes": self.changes}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxNamed(Event):
    """The tax of the account was named."""

    kind: ClassVar[str] = "account.tax_named"

    name: str

    def details(self) -> dict[str, Any]:
        return {"name": self.name}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCodeChanged(Event):
    """A tax code of the account was added or changed."""

    kind: ClassVar[str] = "account.tax_code_changed"

    tax_code_id: int

    def details(self) -> dict[str, Any]:
        return {"tax_code_id": self.tax_code_id}
