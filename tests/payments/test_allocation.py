"""What a payment is for: credit, moving it, overpaying, and a history in which nothing is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledgerstone.claims.models import Claim
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import Contract, ContractFigures
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.history.models import Event
from ledgerstone.payments import queries
from ledgerstone.payments.models import Payment, PaymentShare
from ledgerstone.payments.operations import (
    PaymentGiven,
    RunRefused,
    allocate_payment,
    apply_credit,
    change_payment,
    record_payment,
    record_run,
    reverse_payment,
)
from ledgerstone.payments.paid_states import (
    OVERPAID,
    PAID,
    PARTLY_PAID,
    UNPAID,
    paid_state,
    state_of_claim,
)
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import Invalid, WrongState
from tests.claims.desk import Desk
from tests.support.scene import Scene

WORK = "work_this_period"
DAY = dt.date(2026, 10, 30)


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with clock.fixed(dt.datetime(2026, 11, 5, 3, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """10,000.00 of works at 10 % tax, nothing retained."""
    scene.period()
    rows = [RawRow(item="1", description="All of it", scheduled_value="10,000")]
    return Desk.at(scene, rows=rows, tax_rate=Decimal("0.10"))


def claim_of(desk: Desk, work: str) -> Claim:
    return desk.certified({"1": {WORK: work}})


def pay(desk: Desk, amount: str, shares: dict[Claim, str] | None = None) -> Payment:
    return record_payment(
        actor=desk.actor,
        contract_id=desk.contract.pk,
        paid_on=DAY,
        amount=Decimal(amount),
        shares={claim.pk: Decimal(share) for claim, share in (shares or {}).items()},
    )


def states(contract: Contract) -> dict[int, str]:
    return {one.claim.number: one.state for one in queries.claims_to_pay(contract)}


def test_credit_pays_later_claims_the_oldest_payment_first(desk: Desk) -> None:
    first, second = pay(desk, "300"), pay(desk, "500")
    one, two = claim_of(desk, "500"), claim_of(desk, "1000")  # 550.00 and 1,100.00
    touched = apply_credit(
        actor=desk.actor,
        contract_id=desk.contract.pk,
        shares={one.pk: Decimal("550"), two.pk: Decimal("150")},
    )
    assert [payment.pk for payment in touched] == [first.pk, second.pk]
    assert queries.credit_of(desk.contract) == Decimal("100.00")
    assert states(desk.contract) == {1: PAID, 2: PARTLY_PAID}
    # 700.00 of 800.00 are for claims at 10 %: the tax follows them, 50.00 for the first claim.
    assert [one.tax for one in Payment.objects.order_by("pk")] == [
        Decimal("27.27"),
        Decimal("36.37"),
    ]
    assert contracts.figures(desk.contract).paid == Decimal("736.36")
    with pytest.raises(Invalid, match=r"only 100\.00 of credit"):
        apply_credit(
            actor=desk.actor, contract_id=desk.contract.pk, shares={two.pk: Decimal("100.01")}
        )


def test_tax_that_was_typed_stays_when_the_payment_is_moved(desk: Desk) -> None:
    claim = claim_of(desk, "1000")
    payment = record_payment(
        actor=desk.actor, contract_id=desk.contract.pk, paid_on=DAY,
        amount=Decimal("1100"), tax=Decimal("37.00"),
    )  # fmt: skip
    shares = {claim.pk: Decimal("1100")}
    moved = allocate_payment(actor=desk.actor, payment_id=payment.pk, shares=shares)
    assert moved.tax == Decimal("37.00")


def test_a_claim_that_is_paid_in_parts_has_its_whole_tax(desk: Desk) -> None:
    claim = claim_of(desk, "909.12")  # 1,000.03 with 90.91 of tax
    for part in ("333.34", "333.34", "333.35"):
        pay(desk, part, {claim: part})
    assert states(desk.contract) == {1: PAID}
    assert sum(one.tax for one in Payment.objects.all()) == Decimal("90.91")
    assert contracts.figures(desk.contract).paid == Decimal("909.12")


def test_reversing_a_payment_takes_its_applied_credit_along(desk: Desk) -> None:
    payment = pay(desk, "550")
    claim = claim_of(desk, "500")
    shares = {claim.pk: Decimal("550")}
    apply_credit(actor=desk.actor, contract_id=desk.contract.pk, shares=shares)
    assert states(desk.contract) == {1: PAID}
    reverse_payment(actor=desk.actor, payment_id=payment.pk, reason="Bounced")
    assert states(desk.contract) == {1: UNPAID}
    assert queries.credit_of(desk.contract) == Decimal(0)
    assert contracts.figures(desk.contract).paid == Decimal(0)
    # The record says what it was for.
    assert payment.shares.get().amount == Decimal("550.00")
    assert desk.reopen(claim).certificate_id is None
    for act in (
        lambda: allocate_payment(actor=desk.actor, payment_id=payment.pk, shares={}),
        lambda: change_payment(
            actor=desk.actor, payment_id=payment.pk, number="", method="cash", reference="",
            note="",
        ),
    ):  # fmt: skip
        with pytest.raises(WrongState, match="was reversed"):
            act()
    told = Event.objects.get(kind="payment.reversed")
    assert told.details["reason"] == "Bounced"
    assert told.details["claim_ids"] == [claim.pk]


def test_a_claim_that_comes_to_less_than_nothing_lessens_what_the_others_need(desk: Desk) -> None:
    first = claim_of(desk, "1000")
    back = desk.claimed({"1": {WORK: "-300"}})  # -330.00
    desk.reason(back, ["1"])
    desk.approve(back)
    third = claim_of(desk, "600")  # 660.00
    pay(desk, "1100", {first: "1100"})
    assert states(desk.contract) == {1: PAID, 2: UNPAID, 3: UNPAID}
    payment = pay(desk, "330", {back: "-330", third: "660"})
    assert payment.allocated == Decimal("330.00")
    assert payment.tax == Decimal("30.00")
    assert states(desk.contract) == {1: PAID, 2: PAID, 3: PAID}
    # Nothing else may be negative in what is paid.
    with pytest.raises(Invalid, match="has the sign of the payment"):
        pay(desk, "100", {first: "-100"})


def test_what_comes_back_opens_the_claim_again_and_no_more_than_was_paid(desk: Desk) -> None:
    claim = claim_of(desk, "1000")
    pay(desk, "1100", {claim: "1100"})
    pay(desk, "-100", {claim: "-100"})
    assert states(desk.contract) == {1: PARTLY_PAID}
    with pytest.raises(Invalid, match=r"has 1,000\.00 paid, and no more can be paid back"):
        pay(desk, "-1000.01", {claim: "-1000.01"})


def test_a_claim_whose_certificate_was_replaced_by_a_smaller_one_is_overpaid(
    scene: Scene,
) -> None:
    scene.period()
    rows = [RawRow(item="1", description="All of it", scheduled_value="10,000")]
    head = Desk.at(scene, "head_contract", rows=rows)
    claim = head.start()
    head.type(claim, {"1": {WORK: "1000"}})
    head.issue(claim)
    payment = pay(head, "1000", {claim: "1000"})
    head.type(claim, {"1": {"assessed": "800"}})
    head.reason(claim, ["1"])
    head.certify(claim)
    assert states(head.contract) == {1: OVERPAID}
    money = queries.money_of(head.contract.account_id, [head.contract.pk])[head.contract.pk]
    assert (money.overpaid, money.credit, money.owed) == (Decimal("200"), Decimal(0), Decimal(0))
    with pytest.raises(Invalid, match="open"):
        pay(head, "1", {claim: "1"})
    # What is too much is let go, and is credit.
    allocate_payment(actor=head.actor, payment_id=payment.pk, shares={claim.pk: Decimal("800.00")})
    assert states(head.contract) == {1: PAID}
    assert queries.credit_of(head.contract) == Decimal("200.00")


def test_what_waits_for_the_owner_is_not_payable_yet(desk: Desk) -> None:
    claim = desk.claimed({"1": {WORK: "1000"}})
    desk.approve(claim, decision="pending_owner_approval")
    waiting = desk.now(claim)
    assert waiting.certificate_id is not None
    assert state_of_claim(waiting, None) == ""
    assert queries.claims_to_pay(desk.contract) == []
    with pytest.raises(Invalid, match="Choose a certified claim"):
        pay(desk, "10", {claim: "10"})
    desk.approve_pending(claim)
    assert states(desk.contract) == {1: UNPAID}


def test_a_run_is_recorded_whole_or_not_at_all(desk: Desk, scene: Scene) -> None:
    rows = [RawRow(item="1", description="Lights", scheduled_value="10,000")]
    other = Desk.at(scene, rows=rows)
    one, two = claim_of(desk, "1000"), claim_of(other, "300")
    given_ = [
        PaymentGiven(key="a", contract_id=desk.contract.pk, shares={one.pk: Decimal("1100")}),
        PaymentGiven(key="b", contract_id=other.contract.pk, shares={two.pk: Decimal("301")}),
    ]
    with pytest.raises(RunRefused) as refusal:
        record_run(actor=desk.actor, given=given_, paid_on=DAY)
    assert refusal.value.refusals.keys() == {"b"}
    assert not Payment.objects.exists()
    # A day that fits none of them is the day's fault.
    with pytest.raises(Invalid) as whole:
        record_run(actor=desk.actor, given=given_[:1], paid_on=dt.date(2027, 1, 1))
    assert whole.value.fields.keys() == {"paid_on"}


@pytest.mark.parametrize(
    ("payable", "paid", "state"),
    [
        ("100", "0", UNPAID), ("100", "0.01", PARTLY_PAID), ("100", "99.99", PARTLY_PAID),
        ("100", "100", PAID), ("100", "100.01", OVERPAID), ("0", "0", ""), ("0", "5", OVERPAID),
        ("-100", "0", UNPAID), ("-100", "-40", PARTLY_PAID), ("-100", "-100", PAID),
        ("-100", "-101", OVERPAID), ("100", "-5", UNPAID),
    ],
)  # fmt: skip
def test_the_state_of_a_claim_is_what_is_paid_of_what_is_payable(
    payable: str, paid: str, state: str
) -> None:
    assert paid_state(Decimal(payable), Decimal(paid)) == state


def test_the_database_refuses_to_allocate_more_than_was_paid(desk: Desk) -> None:
    payment = pay(desk, "100")
    for allocated in ("100.01", "-0.01"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Payment.objects.filter(pk=payment.pk).update(allocated=Decimal(allocated))


# --- any history ---------------------------------------------------------------------------------

AMOUNTS = st.integers(min_value=1, max_value=60_000).map(lambda cents: Decimal(cents).scaleb(-2))
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["pay", "pay", "pay", "credit", "move", "reverse"]),
        AMOUNTS,
        st.lists(AMOUNTS, min_size=3, max_size=3),
        st.integers(min_value=0, max_value=7),
    ),
    max_size=9,
)


def whole_state(desk: Desk) -> tuple[object, ...]:
    """Everything that payments decide of a contract."""
    paid = {one.claim.number: (one.paid, one.state) for one in queries.claims_to_pay(desk.contract)}
    return paid, queries.credit_of(desk.contract), contracts.figures(desk.contract).paid


def ties(desk: Desk) -> None:
    """That what is kept is what the rows say, and that nothing is allocated that was not paid."""
    standing = Payment.objects.filter(queries.STANDING)
    for payment in Payment.objects.prefetch_related("shares"):
        shares = list(payment.shares.all())
        assert payment.allocated == sum((one.amount for one in shares), Decimal(0))
        assert 0 <= payment.allocated <= payment.amount
        assert {one.is_reversed for one in shares} <= {payment.reversed_at is not None}
    amount = sum((one.amount for one in standing), Decimal(0))
    on_claims = sum(
        (one.amount for one in PaymentShare.objects.filter(is_reversed=False)), Decimal(0)
    )
    assert queries.credit_of(desk.contract) == amount - on_claims
    for one in queries.claims_to_pay(desk.contract):
        assert 0 <= one.paid <= one.payable
    kept = ContractFigures.objects.get(contract=desk.contract)
    assert kept.paid == sum((one.amount - one.tax for one in standing), Decimal(0))


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_whatever_happens_nothing_is_lost_and_a_reversal_restores_every_state(
    desk: Desk, acts: list[tuple[str, Decimal, list[Decimal], int]]
) -> None:
    with transaction.atomic():
        claims = [claim_of(desk, work) for work in ("100", "250", "400")]
        for what, amount, parts, which in acts:
            shares = {
                claim.pk: part
                for place, (claim, part) in enumerate(zip(claims, parts, strict=True))
                if which & (1 << place)
            }
            payments = list(Payment.objects.order_by("pk"))
            chosen = payments[which % len(payments)] if payments else None
            before = whole_state(desk)
            try:
                if what == "pay":
                    record_payment(
                        actor=desk.actor, contract_id=desk.contract.pk, paid_on=DAY,
                        amount=amount, shares=shares,
                    )  # fmt: skip
                    made = Payment.objects.latest("pk")
                    with transaction.atomic():
                        reverse_payment(actor=desk.actor, payment_id=made.pk, reason="Back")
                        assert whole_state(desk) == before
                        transaction.set_rollback(True)
                elif what == "credit":
                    apply_credit(actor=desk.actor, contract_id=desk.contract.pk, shares=shares)
                elif what == "move" and chosen is not None:
                    allocate_payment(actor=desk.actor, payment_id=chosen.pk, shares=shares)
                elif what == "reverse" and chosen is not None:
                    reverse_payment(actor=desk.actor, payment_id=chosen.pk, reason="Back")
            except (Invalid, WrongState):
                assert whole_state(desk) == before
            ties(desk)
        transaction.set_rollback(True)
    assert connection.in_atomic_block
