"""Breaking a contract's lines down, in short words for tests to read well.

Lines are named by their item; a line's details are pairs of description and amount as typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import subcontractor_schedule as filling
from ledgerstone.contracts.operations import subcontractor_schedule_status as moving
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import (
    Breakdown,
    Part,
    breakdown,
)
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule_rows import TypedDetail
from ledgerstone.tenancy.actor import Actor
from tests.support.scene import Scene, raw_rows

Pairs = Sequence[tuple[str, str]]


@dataclass
class Schedule:
    """The subcontractor's schedule of one contract, as one person works on it."""

    actor: Actor
    contract: Contract

    @classmethod
    def at(cls, scene: Scene, rows: Sequence[tuple[str, str, str]] = (), **given: Any) -> Schedule:
        """The schedule of a new approved subcontract."""
        if rows:
            given["rows"] = raw_rows(rows)
        contract = scene.contract(**{"status": "approved", **given})
        Contract.objects.filter(pk=contract.pk).update(has_subcontractor_schedule=True)
        return cls(scene.actor, contract)

    def by(self, actor: Actor) -> Schedule:
        """The same for somebody else."""
        return Schedule(actor, self.contract)

    @property
    def now(self) -> Contract:
        return Contract.objects.select_related("project").get(pk=self.contract.pk)

    @property
    def status(self) -> str:
        return self.now.subcontractor_schedule_status

    @property
    def parts(self) -> Breakdown:
        return breakdown(self.now)

    def part(self, item: str) -> Part:
        return next(part for part in self.parts.parts if part.line.item == item)

    def _on(self, **given: Any) -> dict[str, Any]:
        return {
            "actor": self.actor,
            "contract_id": self.contract.pk,
            "expected_version": self.now.version,
            **given,
        }

    def typed(self, lines: Mapping[str, Pairs]) -> list[TypedDetail]:
        """Details as typed; one with the description of a detail that is there is that one."""
        found = []
        for item, pairs in lines.items():
            part = self.part(item)
            known = {detail.description: detail.pk for detail in part.details}
            found += [
                TypedDetail(
                    line_id=part.line.pk, id=known.get(text), description=text, amount=amount
                )
                for text, amount in pairs
            ]
        return found

    def save(self, lines: Mapping[str, Pairs]) -> Contract:
        """Save these lines; others stay as they are."""
        ids = [self.part(item).line.pk for item in lines]
        return filling.save_details(**self._on(details=self.typed(lines), line_ids=ids))

    def take_as_it_is(self) -> Contract:
        return filling.one_detail_each(**self._on())

    def submit(self) -> Contract:
        return moving.submit_schedule(**self._on())

    def send_back(self, reason: str = "Break it down further.", **notes: str) -> Contract:
        """Return it; notes by ``line_2`` or, of a detail, ``line_2_1``."""
        rows = {row.item: row.pk for part in self.parts.parts for row in (part.line, *part.details)}
        by_id = {
            rows[name.removeprefix("line_").replace("_", ".")]: note for name, note in notes.items()
        }
        return moving.return_schedule(**self._on(reason=reason, notes=by_id))

    def approve(self) -> Contract:
        return moving.approve_schedule(**self._on())

    def set(self, status: str, **given: Any) -> Contract:
        return moving.set_schedule_status(**self._on(status=status, **given))

    def approved(self, lines: Mapping[str, Pairs] | None = None) -> Schedule:
        """Filled with these lines, the others taken as they are, and approved."""
        if lines:
            self.save(lines)
        if any(part.needs_details and not part.details for part in self.parts.parts):
            self.take_as_it_is()
        self.submit()
        self.approve()
        return self
