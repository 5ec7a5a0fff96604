"""Ten per cent of each claim is held until five per cent of the contract sum are, with GST.

The figures are those of a published example of Australian builders' software (muli.biz, retention
calculation): 200,000.00, claims of 50,000.00 and 100,000.00 cut by 2,000.00 and 10,000.00.
"""

from decimal import Decimal

import pytest

from ledgerstone.core import CapOf, RetentionCap
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene, raw_rows

ROWS = raw_rows([("1", "Subcontract works", "200,000.00")])
CAP = RetentionCap(rate=Decimal("0.05"), of=CapOf.ORIGINAL_SUM)

# claimed, approved, retention of the claim, net, GST, payable, retention held
CLAIMS = [
    ("50,000.00", "48000.00", "4800.00", "43200.00", "4320.00", "47520.00", "4800.00"),
    ("100,000.00", "90000.00", "5200.00", "84800.00", "8480.00", "93280.00", "10000.00"),
]


@pytest.mark.parametrize("basis", ["per_line", "cover"])
def test_ten_to_five(scene: Scene, basis: str) -> None:
    scene.period(2026, 9)
    desk = Desk.at(
        scene, rows=ROWS, retention=flat("0.10", basis=basis, cap=CAP), tax_rate=Decimal("0.10")
    )
    for claimed, approved, retention, net, gst, payable, held in CLAIMS:
        claim = desk.start()
        desk.type(claim, {"1": {"work_this_period": claimed}})
        desk.submit(claim)
        desk.type(claim, {"1": {"assessed_work_this_period": approved}})
        desk.reason(claim, ["1"], "defective", "Disallowed.")
        certificate = desk.approve(claim)
        line = certificate.lines.get(item="1")
        assert line.work_this_period == Decimal(approved)
        assert certificate.retention_this_period == Decimal(retention)
        assert certificate.current_payment_due == Decimal(net)
        assert certificate.tax == Decimal(gst)
        assert certificate.payable == Decimal(payable)
        assert certificate.total_retention == Decimal(held)

    for event, share in (("practical_completion", "0.5"), ("end_of_defects", "1")):
        claim = desk.start(type="retention_release")
        desk.header(claim, release_share=Decimal(share), release_event=event)
        desk.submit(claim)
        certificate = desk.approve(claim)
        assert certificate.retention_released_this_period == Decimal("5000.00")
    assert certificate.total_retention == Decimal("0.00")
