"""Taking the payments of a file: as they were shown, all or none, once; also ten thousand."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledgerstone.claims.models import Claim
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import Contract, ContractFigures
from ledgerstone.history.models import Event
from ledgerstone.payments.importing.matching import Part, State
from ledgerstone.payments.importing.reading import read_file
from ledgerstone.payments.importing.staging import (
    KEPT_FOR,
    change_columns,
    choose_parts,
    columns_of,
    discard_staged,
    get_staged,
    plan_of,
    stage_payments,
    tick_lines,
)
from ledgerstone.payments.importing.taking import Taken, take_payments
from ledgerstone.payments.models import Payment, PaymentShare, StagedPayments
from ledgerstone.payments.operations import record_payment, reverse_payment
from ledgerstone.payments.queries import claims_to_pay, credit_of
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, Stale
from tests.payments.import_site import Owed, owed_site
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene

NOW = dt.datetime(2026, 11, 5, 3, tzinfo=dt.UTC)
HEAD = "Date,Narrative,Debit,Credit,Balance\n"


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with clock.fixed(NOW):
        yield


@pytest.fixture
def owed(scene: Scene) -> list[Owed]:
    """Two contracts with two claims each."""
    scene.period()
    return owed_site(scene, contracts=2, claims=2)


def staged(scene: Scene, text: str, filename: str = "october.csv") -> StagedPayments:
    return stage_payments(
        actor=scene.actor,
        project_id=scene.project.pk,
        filename=filename,
        rows=read_file(text.encode(), filename),
    )


def take(scene: Scene, found: StagedPayments) -> Taken:
    fresh = get_staged(scene.actor, found.pk)
    plan = plan_of(scene.actor, fresh)
    return take_payments(actor=scene.actor, staged_id=found.pk, expected=plan.digest)


def out(text: str, amount: Decimal, day: str = "30/10/2026") -> str:
    return f"{day},{text},{amount},,1.00\n"


def test_matched_lines_become_payments_and_the_others_do_not(
    scene: Scene, owed: list[Owed]
) -> None:
    first, second, third, _ = owed
    text = (
        HEAD
        + out(f"{first.contract} claim 1", first.payable)
        + out(f"Transfer {second.reference}", second.payable)
        + out("Wages", Decimal("3.33"))
        + out(third.company, third.payable)
        + "31/02/2026,Broken,1.00,,1.00\n"
    )
    done = take(scene, staged(scene, text))
    assert (done.lines, done.payments, done.left_out, done.faulty) == (3, 3, 1, 1)
    assert done.paid_out == first.payable + second.payable + third.payable
    rows = Payment.objects.order_by("pk").values_list("contract_id", "amount", "tax", "allocated")
    assert list(rows) == [
        (one.contract_id, one.payable, one.tax, one.payable) for one in (first, second, third)
    ]
    payment = Payment.objects.get(amount=first.payable)
    assert (payment.paid_on, payment.method) == (dt.date(2026, 10, 30), "bank_transfer")
    assert payment.reference == f"{first.contract} claim 1"
    assert (payment.recorded_by_id, payment.note) == (scene.user.pk, "")
    assert payment.imported_key
    contract = Contract.objects.get(pk=first.contract_id)
    assert contracts.figures(contract).paid == sum(
        (one.payable - one.tax for one in (first, second)), Decimal(0)
    )
    assert [one.state for one in claims_to_pay(contract)] == ["paid", "paid"]
    events = Event.objects.filter(kind="payment.recorded").order_by("pk")
    assert [event.contract_id for event in events] == [
        first.contract_id, first.contract_id, third.contract_id,
    ]  # fmt: skip
    assert "was paid, from october.csv" in events[0].summary


def test_the_same_line_is_found_in_the_next_file_until_its_payment_is_reversed(
    scene: Scene, owed: list[Owed]
) -> None:
    first, second, *_ = owed
    line = out(f"{first.contract} claim 1", first.payable)
    take(scene, staged(scene, HEAD + line))
    later = staged(scene, HEAD + out(second.contract, second.payable) + line, "november.csv")
    plan = plan_of(scene.actor, later)
    assert [one.state for one in plan.lines] == [State.MATCHED, State.RECORDED]
    payment = Payment.objects.get()
    reverse_payment(actor=scene.actor, payment_id=payment.pk, reason="Wrong account")
    plan = plan_of(scene.actor, later)
    assert [one.state for one in plan.lines] == [State.MATCHED, State.MATCHED]
    assert take(scene, later).payments == 2
    assert Payment.objects.filter(reversed_at__isnull=True).count() == 2


def test_what_changed_since_it_was_shown_is_looked_at_again(scene: Scene, owed: list[Owed]) -> None:
    first = owed[0]
    found = staged(scene, HEAD + out(f"{first.contract} claim 1", first.payable))
    shown = plan_of(scene.actor, found).digest
    record_payment(
        actor=scene.actor,
        contract_id=first.contract_id,
        paid_on=dt.date(2026, 10, 29),
        amount=first.payable,
        shares={first.claim_id: first.payable},
    )
    with pytest.raises(Stale, match="changed since this was shown"):
        take_payments(actor=scene.actor, staged_id=found.pk, expected=shown)
    assert Payment.objects.count() == 1
    assert not plan_of(scene.actor, get_staged(scene.actor, found.pk)).taken


def test_a_file_is_taken_once(scene: Scene, owed: list[Owed]) -> None:
    found = staged(scene, HEAD + out(owed[0].contract, owed[0].payable))
    shown = plan_of(scene.actor, found).digest
    take_payments(actor=scene.actor, staged_id=found.pk, expected=shown)
    with pytest.raises(NotThere):
        take_payments(actor=scene.actor, staged_id=found.pk, expected=shown)
    assert Payment.objects.count() == 1


def test_two_people_with_the_same_file_record_it_once(scene: Scene, owed: list[Owed]) -> None:
    text = HEAD + out(f"{owed[0].contract} claim 1", owed[0].payable)
    ours, theirs = staged(scene, text), staged(scene, text)
    shown = plan_of(scene.actor, theirs).digest
    take(scene, ours)
    with pytest.raises(Stale):
        take_payments(actor=scene.actor, staged_id=theirs.pk, expected=shown)
    assert Payment.objects.count() == 1


def test_ticks_and_choices_of_a_person_are_what_is_taken(scene: Scene, owed: list[Owed]) -> None:
    first, second, third, _ = owed
    text = (
        HEAD
        + out(first.contract, first.payable)
        + out("Transfer", Decimal("50.00"))
        + out("Round sum", third.payable)
    )
    found = staged(scene, text)
    assert [one.is_taken for one in plan_of(scene.actor, found).lines] == [True, False, False]
    tick_lines(actor=scene.actor, staged_id=found.pk, shown=[2, 3, 4], ticked=[3, 4])
    parts = [
        Part(second.contract_id, second.claim_id, Decimal("30.00")),
        Part(second.contract_id, None, Decimal("20.00")),
    ]
    choose_parts(actor=scene.actor, staged_id=found.pk, number=3, parts=parts)
    plan = plan_of(scene.actor, get_staged(scene.actor, found.pk))
    assert [one.is_taken for one in plan.lines] == [False, True, True]
    assert take(scene, found).payments == 2
    assert credit_of(Contract.objects.get(pk=second.contract_id)) == Decimal("20.00")
    assert not PaymentShare.objects.filter(claim_id=first.claim_id).exists()


def test_one_transfer_is_one_payment_for_each_contract_of_the_company(
    scene: Scene, owed: list[Owed]
) -> None:
    first, _, third, _ = owed
    Contract.objects.filter(pk=third.contract_id).update(
        company_id=Contract.objects.get(pk=first.contract_id).company_id
    )
    text = HEAD + out(f"REF 881 {first.company}", first.payable + third.payable)
    done = take(scene, staged(scene, text))
    assert (done.lines, done.payments) == (1, 2)
    rows = Payment.objects.order_by("contract_id").values_list("amount", "reference")
    reference = f"REF 881 {first.company}"
    assert list(rows) == [(first.payable, reference), (third.payable, reference)]
    assert len(set(Payment.objects.values_list("imported_key", flat=True))) == 1


def test_parts_of_a_claim_in_one_file_have_its_whole_tax(scene: Scene, owed: list[Owed]) -> None:
    first = owed[0]
    rest = first.payable - Decimal("33.33") - Decimal("66.67")
    text = HEAD + "".join(
        out(f"{first.contract} claim 1 part {place}", amount)
        for place, amount in enumerate((Decimal("33.33"), Decimal("66.67"), rest))
    )
    found = staged(scene, text)
    every = [2, 3, 4]
    tick_lines(actor=scene.actor, staged_id=found.pk, shown=every, ticked=every)
    assert take(scene, found).payments == 3
    taxes = list(Payment.objects.values_list("tax", flat=True))
    assert sum(taxes) == first.tax
    contract = Contract.objects.get(pk=first.contract_id)
    assert [one.state for one in claims_to_pay(contract)] == ["paid", "unpaid"]


def test_money_received_is_for_the_head_contract(scene: Scene, owed: list[Owed]) -> None:
    head = scene.contract("head_contract", status="approved", number="HC-9001")
    found = staged(scene, HEAD + "30/10/2026,HARBOUR TRUST HC-9001,,5000.00,1.00\n")
    [line] = plan_of(scene.actor, found).lines
    assert (line.state, line.match.reason) == (State.TO_LOOK_AT, "nothing_open")
    tick_lines(actor=scene.actor, staged_id=found.pk, shown=[2], ticked=[2])
    done = take(scene, found)
    assert (done.received, done.paid_out) == (Decimal("5000.00"), Decimal(0))
    assert credit_of(head) == Decimal("5000.00")
    assert "was received" in Event.objects.get(kind="payment.recorded").summary


def test_what_waits_for_the_owner_is_not_paid(scene: Scene, owed: list[Owed]) -> None:
    first = owed[0]
    Claim.objects.filter(pk=first.claim_id).update(status="pending_owner_approval")
    found = staged(scene, HEAD + out("Transfer", first.payable))
    assert plan_of(scene.actor, found).lines[0].state is State.UNMATCHED


def test_the_columns_of_the_last_file_are_used_for_the_next(scene: Scene, owed: list[Owed]) -> None:
    text = f"Date,Gross,Amount,Narrative\n30/10/2026,{owed[0].payable},1.00,{owed[0].contract}\n"
    found = staged(scene, text)
    columns = replace(columns_of(found), amount=1, method="cheque")
    change_columns(actor=scene.actor, staged_id=found.pk, columns=columns)
    take(scene, found)
    assert Payment.objects.get().method == "cheque"
    again = staged(scene, text)
    assert (columns_of(again).amount, columns_of(again).method) == (1, "cheque")
    assert StagedPayments.objects.filter(rows=[]).count() == 1
    with pytest.raises(Invalid) as refusal:
        change_columns(
            actor=scene.actor, staged_id=again.pk, columns=replace(columns, amount=None, date=None)
        )
    assert set(refusal.value.fields) == {"date", "amount"}


def test_a_file_is_gone_after_a_day_and_when_thrown_away(scene: Scene, owed: list[Owed]) -> None:
    found = staged(scene, HEAD + out("Transfer", Decimal(1)))
    with clock.fixed(NOW + KEPT_FOR + dt.timedelta(seconds=1)):
        with pytest.raises(NotThere):
            get_staged(scene.actor, found.pk)
        other = staged(scene, HEAD + out("Other", Decimal(2)))
        found.refresh_from_db()
        assert found.rows == []
        assert discard_staged(actor=scene.actor, staged_id=other.pk) == scene.project.pk
        with pytest.raises(NotThere):
            get_staged(scene.actor, other.pk)
    assert StagedPayments.objects.count() == 1


def test_only_who_records_payments_imports_them(scene: Scene, owed: list[Owed]) -> None:
    reader = worker(scene, scene.own, "Rae Reader")
    member(scene, reader, "read_only")
    with pytest.raises(NotAllowed):
        stage_payments(
            actor=as_actor(scene, reader),
            project_id=scene.project.pk,
            filename="x.csv",
            rows=read_file((HEAD + out("x", Decimal(1))).encode(), "x.csv"),
        )
    with pytest.raises(Invalid, match="no lines below the headings"):
        staged(scene, HEAD)


# --- thousands of lines ---------------------------------------------------------------------------

# ``BANK_LINES=10000 make test TESTS=tests/payments/test_importing.py`` tries more of them.
LINES = int(os.environ.get("BANK_LINES", "2000"))
FAULTY = LINES * 3 // 100

FAULTS = (
    "31/02/2026,{text},{amount},,1.00\n",
    ",{text},{amount},,1.00\n",
    "30/10/2026,{text},,,1.00\n",
    "30/10/2026,{text},{amount}x,,1.00\n",
    "30/12/2026,{text},{amount},,1.00\n",
    "30/10/2026,{text},{amount},{amount},1.00\n",
)


def statement(owed: list[Owed], count: int, seed: int) -> tuple[str, dict[int, list[int]], int]:
    """A file of so many lines of which 3 in 100 are faulty; the claims that each line pays, by its
    number; and how many lines are faulty."""
    random = Random(seed)  # noqa: S311 - a file made up for a test
    rows, expected, faulty = [HEAD], dict[int, list[int]](), 0
    left = list(owed)
    while len(rows) <= count:
        one = left.pop()
        text, amount, paid = _said(one, random), one.payable, [one.claim_id]
        if random.random() < 0.05 and left and left[-1].contract_id == one.contract_id:
            two = left.pop()
            text, amount = one.contract, one.payable + two.payable
            paid = [two.claim_id, one.claim_id]
        if len(rows) % 100 in (7, 41, 93):
            rows.append(FAULTS[faulty % len(FAULTS)].format(text=text, amount=amount))
            faulty += 1
            continue
        if len(rows) % 20 == 3:
            rows.append(out(f"Wages {len(rows)}", Decimal(len(rows)) / 100))
            continue
        rows.append(out(text, amount))
        expected[len(rows)] = paid
    return "".join(rows), expected, faulty


def _said(one: Owed, random: Random) -> str:
    said = (
        f"DIRECT CREDIT {one.contract} PC{one.number}",
        f"{one.company.upper()} {one.contract} claim {one.number}",
        f"PAYMENT {one.reference}",
        f"{one.contract.replace('-', '')} progress",
        f"{one.company} {random.randrange(10**6)}",
    )
    return random.choice(said)


def test_thousands_of_lines_are_matched_as_expected_and_the_faulty_listed(scene: Scene) -> None:
    scene.period()
    owed = owed_site(scene, contracts=LINES // 30, claims=36)
    text, expected, faulty = statement(owed, LINES, seed=3)
    assert faulty == FAULTY
    found = staged(scene, text)
    plan = plan_of(scene.actor, found)
    assert len(plan.lines) == LINES
    assert plan.counts[State.FAULTY] == FAULTY
    assert all(one.line.fault for one in plan.of(State.FAULTY))
    assert {one.number: [part.claim_id for part in one.parts] for one in plan.taken} == expected
    with CaptureQueriesContext(connection) as queries:
        done = take_payments(actor=scene.actor, staged_id=found.pk, expected=plan.digest)
    # Besides what is told of each payment.
    others = [one["sql"] for one in queries if not one["sql"].startswith("EXECUTE")]
    assert len(others) < 40
    assert (done.lines, done.faulty) == (len(expected), FAULTY)
    assert PaymentShare.objects.count() == sum(map(len, expected.values()))
    paid = ContractFigures.objects.filter(account_id=scene.account.pk).values_list(
        "paid", flat=True
    )
    before_tax = {one.claim_id: one.payable - one.tax for one in owed}
    assert sum(paid) == sum(before_tax[pk] for pks in expected.values() for pk in pks)
