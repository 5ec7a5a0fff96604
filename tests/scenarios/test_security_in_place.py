"""A bank guarantee in place of cash, from the month before it to the month after it.

400,000.00 at 10 %, at most 5 % (20,000.00). October holds 15,000.00 in cash. A guarantee of
12,000.00 comes on the last day of November, so that month's claim gives 7,000.00 back. It was to
expire a day before the end of December and is extended by that day. January's claim holds the whole
again, and what was certified meanwhile stays what it was.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from ledgerstone.contracts.operations.retaining_securities import (
    SecurityGiven,
    change_security,
    record_security,
    remove_security,
)
from ledgerstone.contracts.retention.retention_security import by_claim, of_contract
from ledgerstone.core import CapOf, RetentionCap, RetentionSecurity
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene, raw_rows

D = Decimal
JOB = raw_rows([("1", "Subcontract works", "400,000.00")])
CAP = RetentionCap(rate=D("0.05"), of=CapOf.ORIGINAL_SUM)

# period, work to date, held, payment due
MONTHS = [
    ((2026, 10), "150,000.00", "15000.00", "135000.00"),
    ((2026, 11), "150,000.00", "8000.00", "7000.00"),
    ((2026, 12), "300,000.00", "8000.00", "150000.00"),
    ((2027, 1), "300,000.00", "20000.00", "-12000.00"),
]


def guarantee(until: dt.date) -> SecurityGiven:
    return SecurityGiven(
        kind="bank_guarantee",
        amount=D("12000.00"),
        received_on=dt.date(2026, 11, 30),
        expires_on=until,
        reference="BG 7-221",
        issuer="Harbour Bank",
    )


def test_a_guarantee_stands_in_for_cash_while_it_stands(scene: Scene) -> None:
    scene.period(*MONTHS[0][0])
    desk = Desk.at(scene, rows=JOB, retention=flat("0.10", cap=CAP))
    security = None
    for period, work, held, due in MONTHS:
        if period == (2026, 11):
            security = record_security(
                actor=scene.actor,
                contract_id=desk.contract.pk,
                given=guarantee(dt.date(2026, 12, 30)),
            )
        if period != MONTHS[0][0]:
            scene.period(*period)
        claim = desk.start()
        desk.type(claim, {"1": {"work_to_date": work}})
        if period == (2026, 12):
            assert security is not None
            assert desk.now(claim).claimed_payable == D("138000.00")
            change_security(
                actor=scene.actor,
                security_id=security.pk,
                given=guarantee(dt.date(2026, 12, 31)),
            )
            assert desk.now(claim).claimed_payable == D("150000.00")
        desk.submit(claim)
        certificate = desk.approve(claim)
        assert certificate.total_retention == D(held)
        assert certificate.current_payment_due == D(due)
        assert certificate.retention_released_this_period == 0

    claims = list(desk.contract.claims.order_by("number").select_related("certificate"))
    ends = [(claim.number, claim.period_end) for claim in claims]
    assert by_claim(of_contract(desk.contract), ends) == (
        RetentionSecurity(2, D("12000.00")),
        RetentionSecurity(4, D("0.00")),
    )
    assert security is not None
    remove_security(actor=scene.actor, security_id=security.pk)
    for claim, (_period, _work, held, _due) in zip(claims, MONTHS, strict=True):
        assert desk.sheet(claim).cover.total_retention == D(held)
