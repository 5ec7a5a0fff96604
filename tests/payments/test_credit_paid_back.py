"""Credit that was paid back is not there to be used again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledgerstone.payments import queries
from ledgerstone.payments.operations import allocate_payment
from ledgerstone.tenancy.refusals import Invalid
from tests.claims.desk import Desk
from tests.payments.test_allocation import _in_november, claim_of, desk, pay

__all__ = ["_in_november", "desk"]


def test_credit_that_was_paid_back_is_not_used_again(desk: Desk) -> None:
    payment = pay(desk, "1100")
    pay(desk, "-600")
    claim = claim_of(desk, "1000")
    given = {"actor": desk.actor, "payment_id": payment.pk}
    with pytest.raises(Invalid, match=r"only 500\.00 of credit"):
        allocate_payment(**given, shares={claim.pk: Decimal("500.01")})
    allocate_payment(**given, shares={claim.pk: Decimal("500")})
    assert queries.credit_of(desk.contract) == 0
    allocate_payment(**given, shares={claim.pk: Decimal("200")})
    assert queries.credit_of(desk.contract) == Decimal("300.00")


def test_what_came_back_of_a_claim_stays_open_on_it(desk: Desk) -> None:
    claim = claim_of(desk, "1000")
    pay(desk, "1100", {claim: "1100"})
    back = pay(desk, "-600", {claim: "-600"})
    with pytest.raises(Invalid, match=r"only 0\.00 of credit"):
        allocate_payment(actor=desk.actor, payment_id=back.pk, shares={})
    [one] = queries.claims_to_pay(desk.contract)
    assert one.open == Decimal("600.00")
