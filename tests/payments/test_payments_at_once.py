"""Two people pay the same claim at the same moment: it is paid once, and nothing is lost."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.db import connections

from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.payments import queries
from ledgerstone.payments.models import Payment
from ledgerstone.payments.operations import apply_credit, record_payment, reverse_payment
from ledgerstone.tenancy import context
from ledgerstone.tenancy.refusals import Invalid, Refusal, WrongState
from tests.claims.desk import Desk
from tests.support.scene import Scene, build_scene

DAY = dt.date(2020, 10, 30)


@pytest.fixture
def committed(committed_db: str) -> Iterator[Scene]:
    built = build_scene()
    with context.accounts([built.account.pk]):
        yield built


def together(scene: Scene, *acts: Callable[[], object]) -> list[Refusal]:
    """Do these at once; what was refused."""
    start = threading.Barrier(len(acts))
    refused: list[Refusal] = []
    faults: list[BaseException] = []

    def one(act: Callable[[], object]) -> None:
        try:
            with context.accounts([scene.account.pk]):
                start.wait(timeout=20)
                act()
        except Refusal as refusal:
            refused.append(refusal)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    return refused


def test_a_claim_is_paid_once_and_credit_is_used_once(committed: Scene) -> None:
    committed.period()
    rows = [RawRow(item="1", description="All of it", scheduled_value="10,000")]
    desk = Desk.at(committed, rows=rows)
    given = {"actor": desk.actor, "contract_id": desk.contract.pk}
    credit = record_payment(**given, paid_on=DAY, amount=Decimal("400"))
    claim = desk.certified({"1": {"work_this_period": "1000"}})

    def pay() -> object:
        shares = {claim.pk: Decimal("600")}
        return record_payment(**given, paid_on=DAY, amount=Decimal("600"), shares=shares)

    def use() -> object:
        return apply_credit(**given, shares={claim.pk: Decimal("400")})

    # 600.00 and 400.00 are all of it: a second of either has no room.
    refused = together(committed, pay, use, pay, use)
    assert [type(one) for one in refused] == [Invalid, Invalid]
    (to_pay,) = queries.claims_to_pay(desk.contract)
    assert to_pay.open == Decimal(0)
    assert queries.credit_of(desk.contract) == Decimal(0)

    def undo() -> object:
        return reverse_payment(actor=desk.actor, payment_id=credit.pk, reason="Bounced")

    refused = together(committed, undo, undo, undo)
    assert [type(one) for one in refused] == [WrongState, WrongState]
    assert contracts.figures(desk.contract).paid == Decimal("600.00")
    assert Payment.objects.filter(reversed_at__isnull=True).count() == 1
