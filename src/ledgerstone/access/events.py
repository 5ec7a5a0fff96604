"""What happens to permission templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ledgerstone.tenancy.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _TemplateEvent(Event):
    template_id: int

    def details(self) -> dict[str, Any]:
        return {"template_id": self.template_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateCreated(_TemplateEvent):
    """A permission template was made, from nothing or from another one."""

    kind: ClassVar[str] = "template.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateChanged(_TemplateEvent):
    """A permission template gives other rights, or has another name."""

    kind: ClassVar[str] = "template.changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateDeleted(_TemplateEvent):
    """A permission template that nobody held is gone."""

    kind: ClassVar[str] = "template.deleted"
