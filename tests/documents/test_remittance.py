"""Remittance advices: what a payment pays, claim by claim; receipts of what was received."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from ledgerstone.claims.models import Claim
from ledgerstone.directory.operations import change_company
from ledgerstone.documents import queries, requesting
from ledgerstone.documents.models import Document
from ledgerstone.files.queries import open_file
from ledgerstone.payments.models import Payment
from ledgerstone.payments.operations import record_payment, reverse_payment
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import NotThere
from tests.claims.desk import Desk, flat
from tests.documents.reading import read
from tests.documents.test_hard_claims import HOSTILE, PRINTED, assert_nothing_overlaps, squeezed
from tests.support.contacts import contact_of
from tests.support.people import as_actor, worker
from tests.support.scene import Scene, build_scene, scene

__all__ = ["scene"]

D = Decimal
WORK = "work_this_period"


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period(2026, 9)
    return Desk.at(scene, retention=flat("0.10"), tax_rate=D("0.10"))


def paid(desk: Desk, amount: str, shares: dict[Claim, str], **given: object) -> Payment:
    return record_payment(
        actor=desk.actor,
        contract_id=desk.contract.pk,
        amount=D(amount),
        shares={claim.pk: D(share) for claim, share in shares.items()},
        **{"paid_on": dt.date(2026, 10, 30), "reference": "EFT 4711", **given},  # type: ignore[arg-type]
    )


def text_of(desk: Desk, payment: Payment) -> str:
    document = requesting.request_remittance(actor=desk.actor, payment_id=payment.pk)
    assert document.status == "ready"
    assert document.file is not None
    return "\n".join(page.text for page in read(open_file(document.file)))


def test_it_says_what_is_paid_of_each_claim_and_what_is_left(scene: Scene, desk: Desk) -> None:
    change_company(
        actor=scene.actor, company_id=scene.subcontractor.pk, country="AU",
        identifier="51 824 753 556", address="1 Keel Street\nGlebe NSW 2037",
    )  # fmt: skip
    first = desk.certified({"1": {WORK: "10000"}})  # 9,000.00 and 900.00
    second = desk.certified({"2": {WORK: "20000"}})  # 18,000.00 and 1,800.00
    paid(desk, "4000", {first: "4000"}, paid_on=dt.date(2026, 10, 20))
    payment = paid(desk, "20000", {first: "5900", second: "14000"})
    text = text_of(desk, payment)
    for row in (
        "Remittance advice",
        "A$20,000.00",
        "Keel Steel",
        "ABN 51 824 753 556",
        "EFT 4711",
        "Friday 30 October 2026",
        "9,900.00 4,000.00 5,900.00 0.00",
        "19,800.00 0.00 14,000.00 5,800.00",
        "On account 100.00",
        "Total 20,000.00",
        "The amount includes GST of A$1,",
        "Page 1 of 1",
    ):
        assert row in text, (row, text)


def test_money_received_has_a_receipt(scene: Scene) -> None:
    scene.period(2026, 9)
    head = Desk.at(scene, "head_contract", tax_rate=D("0.10"))
    claim = head.start()
    head.type(claim, {"1": {WORK: "10000"}})
    head.issue(claim)
    payment = paid(head, "11000", {head.now(claim): "11000"})
    text = text_of(head, payment)
    assert text.startswith("NC Northbridge Construction Harbour Trust HT")
    assert "Receipt" in text
    assert "Amount received" in text
    assert "11,000.00 0.00 11,000.00 0.00" in text


def test_a_reversed_payment_says_so_and_pays_nothing(desk: Desk) -> None:
    claim = desk.certified({"1": {WORK: "10000"}})
    payment = paid(desk, "9900", {claim: "9900"})
    with clock.fixed(dt.datetime(2026, 11, 5, 3, tzinfo=dt.UTC)):
        reverse_payment(actor=desk.actor, payment_id=payment.pk, reason="Bounced: our secret")
    text = text_of(desk, payment)
    assert "Reversed on 5 November 2026: this payment counts for nothing." in text
    assert "9,900.00 0.00 9,900.00 9,900.00" in text
    assert "secret" not in text


def test_it_is_made_afresh_and_seen_by_who_sees_the_payment(scene: Scene, desk: Desk) -> None:
    claim = desk.certified({"1": {WORK: "10000"}})
    payment = paid(desk, "100", {claim: "100"})
    first = requesting.request_remittance(actor=desk.actor, payment_id=payment.pk)
    change_company(actor=scene.actor, company_id=scene.subcontractor.pk, address="2 Keel Street")
    second = requesting.request_remittance(actor=desk.actor, payment_id=payment.pk)
    assert first.file_id != second.file_id
    named, other = contact_of(scene, desk.contract), worker(scene, scene.subcontractor, "Lee")
    shown = requesting.request_remittance(actor=named.actor, payment_id=payment.pk)
    assert shown.file_id == second.file_id
    for stranger in (as_actor(scene, other), build_scene("Eastmoor Civil").actor):
        with pytest.raises(NotThere):
            requesting.request_remittance(actor=stranger, payment_id=payment.pk)
        with pytest.raises(NotThere):
            queries.get_document(stranger, second.pk)


def test_what_was_asked_for_some_time_ago_is_forgotten(desk: Desk) -> None:
    payment = paid(desk, "100", {})
    with clock.fixed(dt.datetime(2026, 11, 5, 3, tzinfo=dt.UTC)):
        requesting.request_remittance(actor=desk.actor, payment_id=payment.pk)
    with clock.fixed(dt.datetime(2026, 11, 5, 4, tzinfo=dt.UTC)):
        requesting.request_remittance(actor=desk.actor, payment_id=payment.pk)
        requesting.request_remittance(actor=desk.actor, payment_id=payment.pk)
    assert Document.objects.filter(payment=payment).count() == 2


def test_hostile_and_endless_words_print_as_text(scene: Scene, desk: Desk) -> None:
    change_company(
        actor=scene.actor, company_id=scene.subcontractor.pk,
        trading_name="x" * 200, address=f"#panic() *bold*\n{'y' * 800}",
    )  # fmt: skip
    claim = desk.certified({"1": {WORK: "10000"}})
    payment = paid(
        desk,
        "100",
        {claim: "100"},
        number="N" * 40,
        reference="r" * 100,
        note=f"{HOSTILE} {'z' * 700}",
    )
    text = text_of(desk, payment)
    assert squeezed(PRINTED) in squeezed(text)
    assert squeezed(text).count("z") >= 700
    assert squeezed(text).count("y") >= 800
    assert "\u202e" not in text


def test_very_long_figures_stay_beside_each_other(scene: Scene, desk: Desk) -> None:
    claim = desk.certified({"1": {WORK: "10000"}})
    payment = paid(desk, "9999999999999.99", {claim: "9900"})
    document = requesting.request_remittance(actor=desk.actor, payment_id=payment.pk)
    assert document.file is not None
    for page in read(open_file(document.file)):
        assert_nothing_overlaps(page)
        assert "9,999,999,999,999.99" in page.text
