"""From the schedule of values to three certificates, with a cut and its reason."""

from decimal import Decimal

import pytest

from ledgerstone.claims.models import Certificate
from ledgerstone.contracts.models import ScheduleLine
from ledgerstone.tenancy.refusals import Invalid
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene, raw_rows

SCHEDULE = raw_rows(
    [
        ("1", "Shop drawings", "20,000.00"),
        ("2", "Steel to site", "180,000.00"),
        ("3", "Erection", "100,000.00"),
    ]
)


def test_three_claims_with_a_cut(scene: Scene) -> None:
    scene.period(2026, 9)
    desk = Desk.at(scene, rows=SCHEDULE, retention=flat("0.05"))
    first = september(desk)
    scene.period(2026, 10)
    second = october(desk, first)
    scene.period(2026, 11)
    third = november(desk)

    # What was certified in all is what three certificates paid, and the schedule knows it.
    paid = first.current_payment_due + second.current_payment_due + third.current_payment_due
    assert paid == third.total_earned_less_retention
    lines = ScheduleLine.objects.filter(contract=desk.contract)
    assert sum(line.certified_to_date for line in lines) == Decimal("300000.00")
    assert all(line.billed_floor == line.scheduled_value for line in lines)


def september(desk: Desk) -> Certificate:
    """Drawings are finished, a third of the steel is stored on site."""
    claim = desk.start()
    assert (claim.number, claim.status) == (1, "draft")
    desk.type(
        claim,
        {"1": {"percent_to_date": "100"}, "2": {"work_to_date": "0", "materials_stored": "60000"}},
    )
    desk.submit(claim)
    first = desk.approve(claim)
    # 80,000.00 less 5 %.
    assert first.total_completed_and_stored == Decimal("80000.00")
    assert first.total_retention == Decimal("4000.00")
    assert first.current_payment_due == Decimal("76000.00")
    assert (first.decision, desk.now(claim).status) == ("approved", "approved")
    assert first.previous_id is None
    return first


def october(desk: Desk, first: Certificate) -> Certificate:
    """The steel is claimed complete, but a quarter of the erection is not there."""
    claim = desk.start()
    desk.type(
        claim,
        {
            "2": {"work_to_date": "150,000", "materials_stored": "30,000"},
            "3": {"work_to_date": "50%"},
        },
    )
    desk.submit(claim)
    desk.type(claim, {"3": {"assessed": "25,000.00"}})
    with pytest.raises(Invalid, match="A reason is missing on line 3") as refused:
        desk.approve(claim)
    steel = desk.line(claim, "3")
    assert refused.value.fields == {
        f"line:{steel.line_id}:reason": "Line 3 is assessed below what was claimed: give a reason."
    }
    desk.reason(claim, ["3"], "not_complete", "Half of the bays stand.")
    second = desk.approve(claim)
    # 20,000 + 180,000 + 25,000 = 225,000 less 5 % = 213,750, of which 76,000 were certified.
    assert second.total_completed_and_stored == Decimal("225000.00")
    assert second.total_retention == Decimal("11250.00")
    assert second.less_previous_certificates == Decimal("76000.00")
    assert second.current_payment_due == Decimal("137750.00")
    assert (second.decision, second.previous_id) == ("approved_as_noted", first.pk)
    noted = second.lines.get(item="3")
    assert (noted.claimed, noted.completed_and_stored, noted.difference) == (
        Decimal("50000.00"), Decimal("25000.00"), Decimal("-25000.00"),
    )  # fmt: skip
    assert (noted.reason_code, noted.reason) == ("not_complete", "Half of the bays stand.")
    return second


def november(desk: Desk) -> Certificate:
    """It starts from what was last claimed: erection at 50,000, of which 25,000 is certified."""
    claim = desk.start()
    erection = desk.line(claim, "3")
    assert erection.completed_previous == Decimal("25000.00")
    assert erection.claimed == Decimal("50000.00")
    assert erection.claimed_movement == Decimal("25000.00")
    assert desk.line(claim, "1").claimed_movement == Decimal("0.00")
    desk.type(claim, {"2": {"completed_percent": "100"}, "3": {"percent_to_date": "100"}})
    desk.submit(claim)
    third = desk.approve(claim)
    assert third.total_completed_and_stored == Decimal("300000.00")
    assert third.total_earned_less_retention == Decimal("285000.00")
    assert third.current_payment_due == Decimal("71250.00")
    assert third.percent_complete == Decimal("100.00")
    return third
