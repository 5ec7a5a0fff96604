"""What happens to variations. Each event carries the versions of contract and variation after it.

The rooms above hear of it in the same transaction; a refusal of theirs takes it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ledgerstone.contracts.events import ContractEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class VariationEvent(ContractEvent):
    """Something that changed a variation."""

    variation_id: int
    variation_version: int

    def more(self) -> dict[str, Any]:
        return {
            "variation_id": self.variation_id,
            "variation_version": self.variation_version,
            **self.besides(),
        }

    def besides(self) -> dict[str, Any]:
        """What this kind of event keeps on top."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class VariationCreated(VariationEvent):
    """A variation was set up, on some tier."""

    kind: ClassVar[str] = "contract.variation_created"

    is_field_initiated: bool = False

    def besides(self) -> dict[str, Any]:
        return {"is_field_initiated": self.is_field_initiated}


@dataclass(frozen=True, slots=True, kw_only=True)
class VariationChanged(VariationEvent):
    """Particulars of a variation were changed."""

    kind: ClassVar[str] = "contract.variation_changed"

    changed: tuple[str, ...]

    def besides(self) -> dict[str, Any]:
        return {"changed": list(self.changed)}


@dataclass(frozen=True, slots=True, kw_only=True)
class VariationLinesChanged(VariationEvent):
    """The lines of a variation that is not approved were changed.

    ``revalued`` are those of another amount, quantity or price than before.
    """

    kind: ClassVar[str] = "contract.variation_lines_changed"

    revalued: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    lines: int
    total: str

    def besides(self) -> dict[str, Any]:
        return {"lines": self.lines, "total": self.total}


@dataclass(frozen=True, slots=True, kw_only=True)
class VariationStatusChanged(VariationEvent):
    """A variation with its lines went from one status to another; neither of them is approved."""

    kind: ClassVar[str] = "contract.variation_status_changed"

    leaving: tuple[int, ...]
    before: str
    after: str

    def besides(self) -> dict[str, Any]:
        return {"before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True, kw_only=True)
class VariationTakenBack(VariationEvent):
    """An approved variation is part of the contract no longer; its lines do not count."""

    kind: ClassVar[str] = "contract.variation_taken_back"

    leaving: tuple[int, ...]
    after: str
    total: str

    def besides(self) -> dict[str, Any]:
        return {"after": self.after, "total": self.total}


@dataclass(frozen=True, slots=True, kw_only=True)
class VariationsBundled(VariationEvent):
    """Parts were put into a variation, or taken out of it."""

    kind: ClassVar[str] = "contract.variations_bundled"

    part_ids: tuple[int, ...]
    is_in: bool

    def besides(self) -> dict[str, Any]:
        return {"part_ids": list(self.part_ids), "is_in": self.is_in}


@dataclass(frozen=True, slots=True, kw_only=True)
class VariationDeleted(VariationEvent):
    """A variation was deleted with its lines."""

    kind: ClassVar[str] = "contract.variation_deleted"

    removed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkupsChanged(ContractEvent):
    """The markups of a contract were defined anew."""

    kind: ClassVar[str] = "contract.markups_changed"

    markups: int

    def more(self) -> dict[str, Any]:
        return {"markups": self.markups}
