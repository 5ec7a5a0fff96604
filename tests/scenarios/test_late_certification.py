"""Claim 1 is certified late, after claim 2 was handed in."""

from decimal import Decimal

import pytest

from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.history.models import Event
from ledgerstone.tenancy.refusals import WrongState
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene


def test_claims_wait_for_nobody_and_certificates_keep_the_order(scene: Scene) -> None:
    scene.period(2026, 9)
    desk = Desk.at(scene, retention=flat("0.05"))
    first = desk.claimed({"2": {"work_to_date": "100,000.00"}})

    # No answer comes. October is claimed all the same, from what was last claimed.
    scene.period(2026, 10)
    second = desk.start()
    steel = desk.line(second, "2")
    assert steel.completed_previous == 0
    assert steel.claimed == Decimal("100000.00")
    desk.type(second, {"2": {"work_to_date": "140,000.00"}})
    desk.submit(second)

    with pytest.raises(WrongState, match="Claim 1 is under review and comes first"):
        desk.approve(second)

    # Now claim 1 is answered, with less than was claimed.
    desk.type(first, {"2": {"assessed": "90,000.00"}})
    desk.reason(first, ["2"], "evidence_missing", "Ten tonnes are not documented.")
    certificate = desk.approve(first)
    assert certificate.current_payment_due == Decimal("85500.00")

    # Claim 2 counts on from the certificate: its figures to date stay, its period grows.
    sheet = desk.sheet(second)
    assert sheet.previous_certificate_id == certificate.pk
    assert sheet.previous_claim_number == 1
    assert sheet.cover.less_previous_certificates == Decimal("85500.00")
    steel = desk.line(second, "2")
    assert (steel.claimed, steel.claimed_movement) == (140_000, 50_000)
    told = Event.objects.get(kind="claim.previous_changed", claim_id=second.pk)
    assert told.summary == ("approved claim 1 as noted; the previous figures of claim 2 changed")
    assert desk.approve(second).current_payment_due == Decimal("47500.00")


def test_material_certified_late_on_a_unit_line_is_not_claimed_by_itself(scene: Scene) -> None:
    scene.period(2026, 9)
    rows = [RawRow("1", "Piles", quantity="100", unit="m", unit_price="10")]
    desk = Desk.at(scene, rows=rows, accounting_method="unit")
    first = desk.claimed({"1": {"quantity_to_date": "20"}})
    second = desk.claimed({"1": {"quantity_to_date": "30"}})
    desk.type(first, {"1": {"assessed_materials_stored": "5"}})
    desk.approve(first)
    piles = desk.line(second, "1")
    assert (piles.claimed, piles.claimed_materials, piles.claimed_movement) == (300, 0, 50)


def test_a_withdrawn_claim_keeps_its_number_and_stands_in_nobodys_way(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    first = desk.claimed({"2": {"work_to_date": "100,000.00"}})
    second = desk.claimed({"2": {"work_to_date": "120,000.00"}})
    gone = desk.withdraw(first)
    assert gone.status == "withdrawn"
    assert desk.approve(second).previous_id is None
    third = desk.start()
    assert third.number == 3
    desk.delete(third)
    assert desk.start().number == 3
    with pytest.raises(WrongState, match=r"Claim 1 is withdrawn and cannot be submitted\. Nothing"):
        desk.submit(first)
