"""Commitments that name no head contract, once there is a second one."""

from __future__ import annotations

from decimal import Decimal

from ledgerstone.claims.prefill.operations import preview_prefill
from ledgerstone.contracts.models import Contract
from tests.claims.desk import Desk
from tests.support.scene import Scene

WORK = "work_this_period"


def test_what_was_certified_stays_with_the_first_one(scene: Scene) -> None:
    """The commitment is older than both, so it names none."""
    scene.period()
    below = Desk.at(scene)
    assert below.contract.head_contract_id is None
    first = Desk.at(scene, "head_contract")
    below.certified({"1": {WORK: "4000"}})
    draft = first.start()
    second = Desk.at(scene, "head_contract", status="draft")
    below.contract.refresh_from_db()
    assert below.contract.head_contract_id == first.contract.pk

    tie_out = preview_prefill(actor=scene.actor, claim_id=draft.pk).tie_out
    assert tie_out.carried + tie_out.not_carried == Decimal(4000)
    Contract.objects.filter(pk=second.contract.pk).update(status="approved")
    other = second.start()
    tie_out = preview_prefill(actor=scene.actor, claim_id=other.pk).tie_out
    assert tie_out.carried + tie_out.not_carried == 0
