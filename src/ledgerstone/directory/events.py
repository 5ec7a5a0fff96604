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

    def details(self) -> dict[str, Any]:
        return {"company_id": self.company_id, "changed": list(self.changed)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCreated(Event):
    """A person was added to a company."""

    kind: ClassVar[str] = "person.created"

    person_id: int

    def details(self) -> dict[str, Any]:
        return {"person_id": self.person_id}
