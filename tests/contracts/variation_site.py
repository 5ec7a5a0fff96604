"""A contract in effect on which variations are raised, bundled and approved, in few words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ledgerstone.contracts import operations, queries
from ledgerstone.contracts.models import (
    CommitmentSettings,
    Contract,
    HeadContractSettings,
    Variation,
)
from ledgerstone.tenancy.actor import Actor
from tests.support.scene import Scene, raw_rows

APPROVED_ON = dt.date(2026, 10, 5)


@dataclass
class Site:
    """One contract, and who works on its variations."""

    actor: Actor
    contract: Contract

    @classmethod
    def at(cls, scene: Scene, kind: str = "subcontract", *, tiers: int = 1, **given: Any) -> Site:
        """A site at a new approved contract of a project with so many tiers."""
        settings = HeadContractSettings if kind == "head_contract" else CommitmentSettings
        settings.objects.update_or_create(
            account=scene.account, project=scene.project, defaults={"variation_tiers": tiers}
        )
        return cls(scene.actor, scene.contract(kind, **{"status": "approved", **given}))

    def make(
        self,
        kind: str = "variation",
        *lines: str,
        actor: Actor | None = None,
        parts: Sequence[Variation] = (),
        **given: Any,
    ) -> Variation:
        """A variation with lines of these amounts, or of these parts."""
        return operations.create_variation(
            actor=actor or self.actor,
            contract_id=self.contract.pk,
            kind=kind,
            part_ids=[part.pk for part in parts],
            **{
                "title": "Extra bracing",
                "lines": raw_rows([("", f"Work {n}", text) for n, text in enumerate(lines, 1)]),
                **given,
            },
        )

    def to(
        self, variation: Variation, status: str, *, actor: Actor | None = None, **given: Any
    ) -> Variation:
        """Take a variation to a status, as it stands."""
        if status == "approved":
            given = {"approved_on": APPROVED_ON, **given}
        return operations.change_variation_status(
            actor=actor or self.actor,
            variation_id=variation.pk,
            status=status,
            expected_version=self.now(variation).version,
            **given,
        )

    def relined(self, variation: Variation, *rows: tuple[str, str, str], **given: Any) -> Variation:
        return operations.change_variation_lines(
            actor=self.actor,
            variation_id=variation.pk,
            lines=raw_rows(rows),
            expected_version=self.now(variation).version,
            **given,
        )

    def bundled(self, whole: Variation, *parts: Variation) -> Variation:
        return operations.bundle_variations(
            actor=self.actor,
            variation_id=whole.pk,
            part_ids=[part.pk for part in parts],
            expected_version=self.now(whole).version,
        )

    def out(self, part: Variation) -> Variation:
        return operations.take_out_part(
            actor=self.actor, variation_id=part.pk, expected_version=self.now(part).version
        )

    def changed(self, variation: Variation, **given: Any) -> Variation:
        return operations.change_variation(
            actor=self.actor,
            variation_id=variation.pk,
            expected_version=self.now(variation).version,
            **given,
        )

    def now(self, variation: Variation) -> Variation:
        return Variation.objects.get(pk=variation.pk)

    def lines(self, variation: Variation) -> list[tuple[str, str]]:
        """Items and amounts of a variation in their order."""
        found = variation.lines.order_by("position")
        return [(line.item, f"{line.scheduled_value}") for line in found]

    def sums(self) -> dict[str, str]:
        """What the triggers keep."""
        kept = queries.figures(self.contract)
        return {name: f"{getattr(kept, name)}" for name in ("approved", "pending", "draft")}
