"""What happens to the fields that claims have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ledgerstone.tenancy.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSetSaved(Event):
    """A set of fields was made, changed or deleted."""

    kind: ClassVar[str] = "account.field_set_saved"

    field_set_id: int
    name: str

    def details(self) -> dict[str, Any]:
        return {"field_set_id": self.field_set_id, "name": self.name}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSetChosen(Event):
    """A project uses another set of fields, or none."""

    kind: ClassVar[str] = "project.field_set_chosen"

    field_set_id: int | None

    def details(self) -> dict[str, Any]:
        return {"field_set_id": self.field_set_id}
