"""Recording what was paid: what it is for, the tax in it, and what it keeps as it is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from ledgerstone.claims.models import Claim, ClaimLine
from ledgerstone.claims.operations import (
    approve_claim,
    reopen_claim,
    save_cells,
    start_claim,
    submit_claim,
)
from ledgerstone.claims.sheets.edits import CellEdit
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import delete_contract
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.payments.models import Payment
from ledgerstone.payments.operations import record_payment, reverse_payment
from ledgerstone.payments.queries import claims_to_pay
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, WrongState
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene

DAY = dt.date(2026, 10, 30)


@pytest.fixture(autouse=True)
def _in_november() -> Any:
    with clock.fixed(dt.datetime(2026, 11, 5, 3, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def contract(scene: Scene) -> Contract:
    """1,000.00 of works at 10 % tax, nothing retained."""
    scene.period()
    return scene.contract(
        rows=[RawRow(item="1", description="All of it", scheduled_value="1,000")],
        status="approved",
        tax_rate=Decimal("0.10"),
    )


def certified(scene: Scene, contract: Contract, percent: int) -> Claim:
    """The next claim, certified as claimed: 1 % is 10.00 and 1.00 of tax."""
    claim = start_claim(actor=scene.actor, contract_id=contract.pk)
    line = ClaimLine.objects.get(claim_id=claim.pk)
    edit = CellEdit(line.line_id, "percent_this_period", str(percent), None)
    save_cells(actor=scene.actor, claim_id=claim.pk, edits=[edit], since=claim.version)
    claim.refresh_from_db()
    claim = submit_claim(actor=scene.actor, claim_id=claim.pk, expected_version=claim.version)
    approve_claim(
        actor=scene.actor, claim_id=claim.pk, expected_version=claim.version, decision="approved"
    )
    claim.refresh_from_db()
    return claim


def paid(scene: Scene, contract: Contract, of: str, **given: Any) -> Payment:
    return record_payment(
        actor=scene.actor,
        contract_id=contract.pk,
        **{"paid_on": DAY, "amount": Decimal(of), **given},
    )


def test_a_payment_for_a_claim_has_its_tax_and_shows_in_the_contracts_figures(
    scene: Scene, contract: Contract
) -> None:
    claim = certified(scene, contract, 30)  # 300.00 and 30.00
    payment = paid(scene, contract, "110.00", shares={claim.pk: Decimal("110.00")})
    assert payment.tax == Decimal("10.00")
    assert contracts.figures(contract).paid == Decimal("100.00")
    (to_pay,) = claims_to_pay(contract)
    assert (to_pay.payable, to_pay.paid, to_pay.open) == (
        Decimal("330.00"), Decimal("110.00"), Decimal("220.00"),
    )  # fmt: skip


def test_tax_in_a_part_payment_is_rounded_half_up_once(scene: Scene, contract: Contract) -> None:
    claim = certified(scene, contract, 30)
    payment = paid(scene, contract, "100.05", shares={claim.pk: Decimal("100.05")})
    assert payment.tax == Decimal("9.10")  # 100.05 / 11 = 9.0954…


def test_a_payment_may_be_for_two_claims_and_partly_on_account(
    scene: Scene, contract: Contract
) -> None:
    first, second = certified(scene, contract, 10), certified(scene, contract, 20)
    payment = paid(
        scene,
        contract,
        "400",
        shares={first.pk: Decimal("110"), second.pk: Decimal("220")},
        tax=Decimal("30"),
    )
    assert sum(share.amount for share in payment.shares.all()) == Decimal("330")
    assert contracts.figures(contract).paid == Decimal("370.00")
    assert [one.open for one in claims_to_pay(contract)] == [Decimal(0), Decimal(0)]


def test_what_is_taken_back_counts_no_longer(scene: Scene, contract: Contract) -> None:
    payment = paid(scene, contract, "55.50")
    assert contracts.figures(contract).paid == Decimal("55.50")
    reverse_payment(actor=scene.actor, payment_id=payment.pk, reason="Came back.")
    assert contracts.figures(contract).paid == Decimal("0.00")
    with pytest.raises(WrongState, match="was reversed"):
        reverse_payment(actor=scene.actor, payment_id=payment.pk, reason="Came back.")


def test_a_paid_claim_is_not_reopened_and_a_paid_contract_not_deleted(
    scene: Scene, contract: Contract
) -> None:
    claim = certified(scene, contract, 30)
    payment = paid(scene, contract, "330", shares={claim.pk: Decimal("330")})
    again = {
        "actor": scene.actor,
        "claim_id": claim.pk,
        "expected_version": claim.version,
        "reason": "A typing error",
    }
    with pytest.raises(WrongState, match="A payment is recorded against it"):
        reopen_claim(**again)
    assert Claim.objects.get(pk=claim.pk).certificate_id is not None
    reverse_payment(actor=scene.actor, payment_id=payment.pk, reason="Came back.")
    assert reopen_claim(**again).certificate_id is None
    draft = scene.contract()
    paid(scene, draft, "10")
    with pytest.raises(WrongState, match="Payments are recorded"):
        delete_contract(actor=scene.actor, contract_id=draft.pk, expected_version=draft.version)


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"amount": Decimal(0)}, "amount", "other than 0"),
        ({"amount": Decimal("1.005")}, "amount", "at most 2 decimals"),
        ({"amount": Decimal("NaN")}, "amount", "other than 0"),
        ({"amount": Decimal("1E+14")}, "amount", "too large"),
        ({"paid_on": dt.date(2026, 11, 6)}, "paid_on", "a day to come"),
        ({"method": "barter"}, "method", "from the list"),
        ({"tax": Decimal("11")}, "tax", "a part of the amount"),
        ({"tax": Decimal("-1")}, "tax", "a part of the amount"),
        ({"shares": {0: Decimal("1")}}, "claim", "Choose a certified claim of this contract."),
    ],
)
def test_what_cannot_be_a_payment_says_why(
    scene: Scene, contract: Contract, given: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        paid(scene, contract, "10", **given)
    assert sentence in refusal.value.fields[field]
    assert not Payment.objects.exists()


def test_shares_come_to_no_more_than_was_paid(scene: Scene, contract: Contract) -> None:
    claim = certified(scene, contract, 30)
    for share in ("10.01", "-5"):
        with pytest.raises(Invalid) as refusal:
            paid(scene, contract, "10", shares={claim.pk: Decimal(share)})
        assert "claim" in refusal.value.fields


def test_only_administrators_record_payments(scene: Scene, contract: Contract) -> None:
    reader = worker(scene, scene.own, "Rae Reader")
    member(scene, reader, "read_only")
    with pytest.raises(NotAllowed):
        record_payment(
            actor=as_actor(scene, reader), contract_id=contract.pk, paid_on=DAY, amount=Decimal(5)
        )
