"""A claim is certified for the owner to approve: not payable until then."""

import pytest

from ledgerstone.claims import policy
from ledgerstone.claims.transitions import Action, Turn
from ledgerstone.tenancy.refusals import WrongState
from tests.claims.desk import Desk
from tests.support.scene import Scene


def test_it_feeds_the_next_claim_and_waits(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    claim = desk.claimed({"2": {"work_to_date": "40,000.00"}})
    certificate = desk.approve(claim, "pending_owner_approval")
    pending = desk.now(claim)
    assert pending.status == "pending_owner_approval"
    following = policy.next_action(desk.actor, pending)
    assert (following.action, following.turn) == (Action.APPROVE_PENDING, Turn.OWNER)

    draft = desk.start()
    assert desk.sheet(draft).previous_certificate_id == certificate.pk

    approved = desk.approve_pending(claim)
    assert (approved.status, approved.certificate_id) == ("approved", certificate.pk)
    with pytest.raises(WrongState, match="is approved and cannot be released as approved"):
        desk.approve_pending(claim)


def test_if_the_owner_cuts_it_it_is_reopened(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    claim = desk.claimed({"2": {"work_to_date": "40,000.00"}})
    desk.type(claim, {"2": {"assessed": "35,000.00"}})
    desk.reason(claim, ["2"])
    desk.approve(claim, "pending_owner_approval")
    assert desk.approve_pending(claim).status == "approved_as_noted"
    assert desk.reopen(claim, "The owner cuts it to 30,000.00.").status == "under_review"
