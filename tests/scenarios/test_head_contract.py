"""Claims to the owner: issued first, then certified with the owner's answer."""

from decimal import Decimal

import pytest

from ledgerstone.claims import queries
from ledgerstone.claims.models import CarriedAmount
from ledgerstone.tenancy.refusals import Invalid, WrongState
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene, raw_rows

ROWS = raw_rows([("1", "Main works", "1,000,000.00"), ("2", "Fees", "50,000.00")])


def test_certified_as_claimed_on_issue_and_replaced_by_the_real_answer(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, "head_contract", rows=ROWS, retention=flat("0.05"))
    claim = desk.start()
    desk.type(claim, {"1": {"work_to_date": "200,000.00"}, "2": {"percent_to_date": "10"}})
    issued = desk.issue(claim)
    assert issued.status == "approved"
    first = desk.now(claim).certificate
    assert first is not None
    assert first.current_payment_due == Decimal("194750.00")
    assert queries.submissions(issued).count() == 1
    assert desk.sheet(claim).is_certified

    # The owner pays less. Until the answer is complete the certificate stands.
    desk.type(claim, {"1": {"assessed": "180,000.00"}})
    assert desk.now(claim).certificate_id == first.pk
    assert queries.is_answered_anew(desk.now(claim))
    assert desk.line(claim, "1").assessed == 180_000
    with pytest.raises(Invalid, match="A reason is missing on line 1"):
        desk.certify(claim)
    desk.reason(claim, ["1"], "not_complete", "Level 3 is not poured.")
    second = desk.certify(claim)
    assert second.current_payment_due == Decimal("175750.00")
    assert second.decision == "approved_as_noted"
    assert desk.now(claim).certificate_id == second.pk
    assert [len(one.withdrawals.all()) for one in queries.certificates(issued)] == [0, 1]

    # The next claim counts on from the owner's answer, and claims again what was cut.
    following = desk.start()
    assert desk.line(following, "1").claimed_movement == Decimal("20000.00")
    desk.issue(following)
    with pytest.raises(WrongState, match="Claim 2 is certified on the figures of claim 1"):
        desk.certify(claim)


def test_issued_and_certified_later(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, "head_contract", rows=ROWS, certify_on_issue=False)
    first = desk.start()
    desk.type(first, {"1": {"work_to_date": "100,000.00"}})
    desk.issue(first)
    assert desk.now(first).certificate_id is None
    assert not desk.sheet(first).is_certified

    # The owner takes time; the next claim goes out meanwhile.
    second = desk.start()
    desk.type(second, {"1": {"work_to_date": "150,000.00"}})
    desk.issue(second)
    with pytest.raises(WrongState, match="Claim 1 is issued and comes first"):
        desk.certify(second)
    desk.type(first, {"1": {"assessed_percent": "9%"}})
    desk.reason(first, ["1"])
    assert desk.certify(first).current_payment_due == Decimal("90000.00")
    assert desk.certify(second).current_payment_due == Decimal("60000.00")


def test_taken_back_by_the_claimant(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, "head_contract", rows=ROWS)
    claim = desk.start()
    desk.type(claim, {"1": {"work_to_date": "100,000.00"}})
    desk.issue(claim)
    with pytest.raises(WrongState, match="is issued and certified and cannot be withdrawn"):
        desk.withdraw(claim)
    reopened = desk.reopen(claim, "The wrong month.")
    assert (reopened.status, reopened.certificate_id) == ("revise_and_resubmit", None)
    desk.type(claim, {"1": {"work_to_date": "90,000.00"}})
    desk.issue(claim)
    assert [kept.sequence for kept in queries.submissions(reopened)] == [1, 2]


def test_what_is_carried_to_an_issued_claim_stays_certified(scene: Scene) -> None:
    scene.period()
    down = Desk.at(scene)
    up = Desk.at(scene, "head_contract", rows=ROWS)
    certified = down.certified({"2": {"work_to_date": "30,000.00"}})
    certificate = down.now(certified).certificate
    assert certificate is not None
    head = up.start()
    CarriedAmount.objects.create(
        account_id=head.account_id,
        claim_id=head.pk,
        line_id=up.line(head, "1").line_id,
        source=certificate.lines.get(item="2"),
        work=Decimal("30000.00"),
        materials=Decimal(0),
    )
    up.type(head, {"1": {"work_to_date": "30,000.00"}})
    up.issue(head)
    with pytest.raises(WrongState, match=r"Its amounts are in .* 1 of HE-001, which is issued"):
        down.reopen(certified)
    up.reopen(head)
    assert down.reopen(certified).status == "under_review"


def test_switched_off_for_a_contract(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, "head_contract", rows=ROWS, claims_enabled=False)
    with pytest.raises(WrongState, match="Claims are switched off for this head contract"):
        desk.start()
