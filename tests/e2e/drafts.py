"""A draft claim of a scene, for tests of one page."""

from __future__ import annotations

from typing import Any

from ledgerstone.claims.models import Claim
from ledgerstone.claims.operations import start_claim
from tests.support.scene import Scene


def draft_claim(scene: Scene, **given: Any) -> Claim:
    """The first claim of an approved subcontract, with nothing entered in it."""
    contract = scene.contract(status="approved", **given)
    scene.period(2099, 10)
    return start_claim(actor=scene.actor, contract_id=contract.pk)
