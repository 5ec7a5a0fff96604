"""A certificate is withdrawn while a later claim is being prepared, and issued anew."""

from decimal import Decimal

import pytest

from ledgerstone.claims import queries
from ledgerstone.claims.models import Certificate, Claim
from ledgerstone.contracts.models import ScheduleLine
from ledgerstone.history.models import Event
from ledgerstone.tenancy.refusals import WrongState
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene


def test_a_later_draft_keeps_what_it_claims_to_date(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, retention=flat("0.10"))
    first = desk.certified({"1": {"work_to_date": "10,000"}, "2": {"work_to_date": "50,000"}})
    mistaken = desk.now(first).certificate
    assert mistaken is not None

    # The next claim: 30,000.00 more of steel; the preliminaries are left as they stand.
    second = desk.start()
    desk.type(second, {"2": {"work_this_period": "30,000.00"}})
    assert desk.line(second, "2").claimed == Decimal("80000.00")
    assert desk.sheet(second).cover.less_previous_certificates == Decimal("54000.00")

    # The first certificate was a mistake: it is withdrawn, not deleted.
    reopened = desk.reopen(first, "The preliminaries were counted twice.")
    assert (reopened.status, reopened.certificate_id) == ("under_review", None)
    (withdrawn,) = queries.certificates(reopened)
    assert [gone.reason for gone in withdrawn.withdrawals.all()] == [
        "The preliminaries were counted twice."
    ]
    assert Certificate.objects.filter(pk=mistaken.pk).exists()
    assert all(line.certified_to_date == 0 for line in desk.contract.lines.all())

    # To date the draft still claims 10,000.00 and 80,000.00, now against nothing certified.
    draft = desk.sheet(second)
    assert draft.cover.less_previous_certificates == Decimal("0.00")
    assert desk.line(second, "2").claimed == Decimal("80000.00")
    assert desk.line(second, "2").claimed_entry.figure == Decimal("80000.00")
    assert desk.line(second, "2").claimed_entry.mode == "work_this_period"
    assert desk.line(second, "1").claimed == Decimal("10000.00")
    told = Event.objects.filter(kind="claim.previous_changed", claim_id=second.pk)
    assert [event.summary for event in told] == [
        "reopened claim 1; the previous figures of claim 2 changed"
    ]
    certified_anew(desk, first, second, mistaken)


def certified_anew(desk: Desk, first: Claim, second: Claim, mistaken: Certificate) -> None:
    """With less: the draft counts on from the new certificate."""
    desk.type(first, {"1": {"assessed": "4,000.00"}})
    desk.reason(first, ["1"])
    anew = desk.approve(first)
    assert anew.code != mistaken.code
    assert anew.previous_id is None
    assert desk.line(second, "2").claimed == Decimal("80000.00")
    assert desk.line(second, "2").claimed_work_this_period == Decimal("30000.00")
    assert desk.line(second, "1").claimed_movement == Decimal("6000.00")
    steel = ScheduleLine.objects.get(contract=desk.contract, item="1")
    assert (steel.claimed_to_date, steel.certified_to_date) == (10_000, 4_000)


def test_not_beneath_a_later_certificate(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    first = desk.certified({"1": {"work_to_date": "10,000"}})
    desk.certified({"1": {"work_to_date": "20,000"}})
    with pytest.raises(WrongState, match="Claim 2 is certified on the figures of claim 1"):
        desk.reopen(first)


def test_a_claim_under_review_is_rebased_as_well(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    first = desk.certified({"2": {"work_to_date": "50,000"}})
    second = desk.claimed({"2": {"percent_this_period": "10"}})
    desk.type(second, {"2": {"assessed_work_this_period": "20,000"}})
    desk.reason(second, ["2"])
    desk.reopen(first)
    steel = desk.line(second, "2")
    # 50,000 + 10 % of 250,000 claimed; 50,000 + 20,000 assessed.
    assert (steel.claimed, steel.assessed) == (75_000, 70_000)
    assert steel.assessed_entry.figure == 70_000
    with pytest.raises(WrongState, match=r"Claim 1 is under review and comes first"):
        desk.approve(second)
