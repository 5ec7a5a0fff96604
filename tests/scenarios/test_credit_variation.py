"""A variation takes work out of a contract: its line runs from nothing to its negative value."""

import datetime as dt
from decimal import Decimal

import pytest

from ledgerstone.claims.operations import add_variations_to_claim
from ledgerstone.contracts.operations import approve_variation
from ledgerstone.tenancy.refusals import Invalid
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene, raw_rows

ROWS = raw_rows([("1", "Paving", "50,000.00")])


def test_a_credit_is_claimed_like_work(scene: Scene) -> None:
    scene.period(2026, 9)
    desk = Desk.at(scene, rows=ROWS, retention=flat("0.10"))
    desk.certified({"1": {"work_to_date": "50,000.00"}})
    draft = desk.start()
    approve_variation(
        actor=desk.actor,
        contract_id=desk.contract.pk,
        number="V1",
        title="Paving left out",
        lines=raw_rows([("V1-1", "Credit for paving", "(8,000.00)")]),
        approved_on=dt.date(2026, 10, 2),
    )

    # The draft stays as it was until whoever edits it adds the line.
    assert "V1-1" not in {line.item for line in desk.sheet(draft)}
    add_variations_to_claim(
        actor=desk.actor, claim_id=draft.pk, expected_version=desk.now(draft).version
    )
    credit = desk.line(draft, "V1-1")
    assert (credit.variation, credit.counts, credit.claimed) == ("V1", True, Decimal("0.00"))
    assert desk.sheet(draft).cover.contract_sum_to_date == Decimal("42000.00")

    desk.type(draft, {"V1-1": {"percent_to_date": "50%"}})
    desk.submit(draft)
    certificate = desk.approve(draft)
    assert certificate.total_completed_and_stored == Decimal("46000.00")
    assert certificate.net_change_by_variations == Decimal("-8000.00")
    # 46,000 less 10 % is 41,400, of which 45,000 was certified: money comes back.
    assert certificate.current_payment_due == Decimal("-3600.00")
    line = certificate.lines.get(item="V1-1")
    assert line.completed_and_stored == Decimal("-4000.00")
    assert line.percent == Decimal("50.00")


def test_a_line_that_falls_back_needs_a_reason(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, rows=ROWS)
    desk.certified({"1": {"work_to_date": "20,000.00"}})
    claim = desk.start()
    saved = desk.type(claim, {"1": {"work_to_date": "15,000.00"}})
    assert not saved.errors
    assert [(warning.code, warning.message) for warning in saved.sheet.warnings] == [
        ("below_certified", "Line 1 falls to 15,000.00; 20,000.00 was certified before.")
    ]
    desk.submit(claim)
    with pytest.raises(Invalid) as refused:
        desk.approve(claim)
    assert list(refused.value.fields.values()) == [
        "Line 1 falls below what was certified before: give a reason."
    ]
    desk.reason(claim, ["1"], "rate_or_quantity", "Measured again.")
    certificate = desk.approve(claim)
    assert certificate.decision == "approved"
    assert certificate.current_payment_due == Decimal("-5000.00")
