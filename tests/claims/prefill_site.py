"""A site on which head contract claims are filled: two subcontracts under one head contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from ledgerstone.claims.models import Claim
from ledgerstone.claims.prefill.allocation import Choices
from ledgerstone.claims.prefill.operations import apply_prefill, preview_prefill
from ledgerstone.claims.prefill.preview import PrefillPreview
from ledgerstone.contracts.schedules.schedule import RawRow
from tests.claims.desk import Desk
from tests.support.scene import Scene


def rows(*lines: tuple[str, str, str]) -> list[RawRow]:
    """Rows of item, budget code and value."""
    return [RawRow(item, f"Work of {item}", "", code, value) for item, code, value in lines]


@dataclass
class Site:
    """A head contract with two subcontracts under it, and a period open."""

    scene: Scene
    head: Desk
    concrete: Desk
    steel: Desk

    def head_claim(self) -> Claim:
        return self.head.start()

    def preview(self, claim: Claim, choices: Choices | None = None) -> PrefillPreview:
        return preview_prefill(actor=self.scene.actor, claim_id=claim.pk, choices=choices)

    def fill(self, claim: Claim, choices: Choices | None = None) -> PrefillPreview:
        return apply_prefill(
            actor=self.scene.actor,
            claim_id=claim.pk,
            expected_version=self.head.now(claim).version,
            choices=choices,
        )

    def billed(self, claim: Claim) -> dict[str, str]:
        """What the draft bills in this period, by item, where it bills anything."""
        return {
            line.item: str(line.claimed_movement)
            for line in self.head.sheet(claim)
            if line.claimed_movement
        }


@pytest.fixture
def site(scene: Scene) -> Site:
    scene.period(2026, 9)

    def desk(kind: str, *lines: tuple[str, str, str], **given: Any) -> Desk:
        return Desk.at(scene, kind, rows=rows(*lines), create_codes=True, **given)

    head = desk(
        "head_contract",
        ("01", "03-000", "1000.00"),
        ("02", "03-000", "500.00"),
        ("03", "05-000", "800.00"),
        ("04", "01-000", "300.00"),
    )
    concrete = desk("subcontract", ("1", "03-000", "900.00"), ("2", "03-000", "600.00"))
    steel = desk("subcontract", ("1", "05-000", "700.00"), ("2", "99-000", "100.00"))
    return Site(scene, head, concrete, steel)


WORK = "work_this_period"
