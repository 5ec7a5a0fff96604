"""What was owed on a day that is over: what was paid in advance by then is credit then."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from ledgerstone.payments.operations import apply_credit, record_payment
from ledgerstone.projects import queries as projects
from ledgerstone.reports.ageing import ageing
from ledgerstone.reports.asked import GROUPED, Asked
from ledgerstone.reports.scope import read_scope
from ledgerstone.tenancy import clock
from tests.claims.desk import Desk
from tests.reports.history import LINES, noon
from tests.support.scene import Scene


@pytest.mark.parametrize("by", GROUPED)
def test_credit_that_was_applied_since_was_credit_on_the_day(scene: Scene, by: str) -> None:
    with clock.fixed(noon(dt.date(2025, 1, 10))):
        scene.period(2025, 1)
        desk = Desk.at(scene, rows=LINES, payment_days=14)
        given = {"actor": scene.actor, "contract_id": desk.contract.pk}
        record_payment(**given, paid_on=dt.date(2025, 1, 10), amount=Decimal("400"))
    with clock.fixed(noon(dt.date(2025, 2, 5))):
        claim = desk.certified({"1": {"work_to_date": "1,000"}})
        asked = Asked(on=dt.date(2025, 1, 31), by=by)
        for _ in range(2):
            # Before and after the credit is applied, the day says the same.
            report = ageing(
                read_scope(scene.actor, [scene.project.pk], asked), *projects.words(scene.project)
            )
            assert report.table.totals["total"] == Decimal("-400")
            assert report.table.totals["credit"] == Decimal("-400")
            if not claim.payment_shares.exists():
                apply_credit(**given, shares={claim.pk: Decimal("400")})
