"""Tax invoices: their numbers, when there is none, that they are facts, and who sees them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import InternalError, ProgrammingError, transaction

from ledgerstone.claims.operations import NewDeduction, set_deductions
from ledgerstone.directory.operations import change_company
from ledgerstone.documents import queries, requesting
from ledgerstone.documents.invoices import invoices
from ledgerstone.documents.invoices.invoice_series import change_series, series_of
from ledgerstone.documents.invoices.invoicing import issue_tax_invoice
from ledgerstone.documents.models import RECIPIENT_CREATED, TAX_INVOICE, TaxInvoice
from ledgerstone.history.models import Event
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, Stale, WrongState
from tests.claims.desk import Desk
from tests.documents.tax_invoice_desk import (
    TODAY,
    WORK,
    D,
    agreed,
    desk,
    head,
    issued,
    known,
    november,
    owners_claim,
    text_of,
)  # fmt: skip
from tests.documents.test_hard_claims import HOSTILE, PRINTED, squeezed
from tests.support.contacts import contact_of
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene, build_scene, scene

__all__ = ["desk", "head", "known", "november", "scene"]

pytestmark = pytest.mark.usefixtures("known")


def test_numbers_go_on_in_each_series_by_itself(desk: Desk, head: Desk) -> None:
    made = [issued(desk, desk.certified({"2": {WORK: "1000"}})).number for _ in range(3)]
    assert made == ["RCTI-1", "RCTI-2", "RCTI-3"]
    assert issued(head, owners_claim(head, {"2": {WORK: "5"}})).number == "INV-1"
    change_series(actor=desk.actor, kind=RECIPIENT_CREATED, prefix="2027/", next_number=500)
    assert issued(desk, desk.certified({"2": {WORK: "1000"}})).number == "2027/500"
    change_series(actor=desk.actor, kind=RECIPIENT_CREATED, prefix="RCTI-", next_number=4)
    assert issued(desk, desk.certified({"2": {WORK: "1000"}})).number == "RCTI-4"


def test_a_number_that_was_taken_back_is_given_again(desk: Desk) -> None:
    claim = desk.certified({"1": {WORK: "1000"}})
    with transaction.atomic():
        assert issued(desk, claim).number == "RCTI-1"
        transaction.set_rollback(True)
    assert issued(desk, claim).number == "RCTI-1"


@pytest.mark.parametrize(
    ("prefix", "number", "field", "said"),
    [
        ("RCTI-", 5, "next_number", "RCTI-1 is made, so the next one is RCTI-2"),
        ("RCTI-", 1, "next_number", "the next one is RCTI-2"),
        ("2026", 1, "prefix", "other than a digit"),
        ("A-", 0, "next_number", "a whole number from 1"),
        ("x" * 21, 1, "prefix", "to 20 characters"),
    ],
)
def test_a_series_has_no_gap(desk: Desk, prefix: str, number: int, field: str, said: str) -> None:
    issued(desk, desk.certified({"1": {WORK: "1000"}}))
    with pytest.raises(Invalid) as refused:
        change_series(actor=desk.actor, kind=RECIPIENT_CREATED, prefix=prefix, next_number=number)
    assert said in refused.value.fields[field]
    assert series_of(desk.actor.account_id)[1].next == "RCTI-2"


def test_only_administrators_of_the_account_set_the_numbers(scene: Scene, desk: Desk) -> None:
    person = worker(scene, scene.own, "Lee")
    member(scene, person, "administrator")
    with pytest.raises(NotAllowed):
        change_series(actor=as_actor(scene, person), kind=TAX_INVOICE, prefix="A-", next_number=1)


# --- when there is none ------------------------------------------------------------------------


def why_not(desk: Desk) -> str:
    (one,) = invoices.to_make(desk.actor, desk.contract)
    with pytest.raises(WrongState) as refused:
        issue_tax_invoice(
            actor=desk.actor, claim_id=one.claim.pk, certificate_id=one.certificate.pk
        )
    assert refused.value.message == one.why_not
    assert not TaxInvoice.objects.exists()
    return one.why_not


def test_without_an_agreement_the_company_makes_its_own(scene: Scene, desk: Desk) -> None:
    agreed(desk, None)
    desk.contract.refresh_from_db()
    desk.certified({"1": {WORK: "1000"}})
    assert why_not(desk).startswith("Keel Steel makes its own: no agreement on recipient-created")


def test_an_agreement_holds_from_its_day(desk: Desk) -> None:
    desk.certified({"1": {WORK: "1000"}})
    agreed(desk, TODAY + dt.timedelta(days=1))
    desk.contract.refresh_from_db()
    assert why_not(desk).endswith("begins on 6 November 2026.")
    agreed(desk, TODAY)
    desk.contract.refresh_from_db()
    assert invoices.to_make(desk.actor, desk.contract)[0].why_not == ""


@pytest.mark.parametrize("side", ["own", "subcontractor"])
def test_both_are_registered_and_have_their_numbers(scene: Scene, desk: Desk, side: str) -> None:
    company = getattr(scene, side)
    desk.contract.refresh_from_db()
    desk.certified({"1": {WORK: "1000"}})
    change_company(actor=scene.actor, company_id=company.pk, is_tax_registered=False)
    desk.contract.refresh_from_db()
    assert why_not(desk) == (f"{company.name} is not registered for GST, as the directory says.")
    change_company(actor=scene.actor, company_id=company.pk, is_tax_registered=True, identifier="")
    desk.contract.refresh_from_db()
    assert why_not(desk) == f"ABN of {company.name}: the directory has none."


def test_a_certificate_without_tax_or_not_payable_yet_has_none(scene: Scene, desk: Desk) -> None:
    plain = Desk.at(scene)
    agreed(plain)
    plain.contract.refresh_from_db()
    plain.certified({"1": {WORK: "1000"}})
    assert why_not(plain) == "There is no GST on it."
    held = desk.claimed({"1": {WORK: "1000"}})
    desk.approve(held, "pending_owner_approval")
    desk.contract.refresh_from_db()
    assert why_not(desk) == "It is not payable until the principal approves it."


def test_one_certificate_has_one(desk: Desk) -> None:
    claim = desk.certified({"1": {WORK: "1000"}})
    made = issued(desk, claim)
    with pytest.raises(WrongState, match=f"has its tax invoice already: {made.number}"):
        issued(desk, claim)
    with pytest.raises(Stale):
        issue_tax_invoice(actor=desk.actor, claim_id=claim.pk, certificate_id=0)
    assert invoices.to_make(desk.actor, desk.contract) == []


# --- facts, and who sees them ------------------------------------------------------------------


def test_it_stays_as_it_was_made(scene: Scene, desk: Desk) -> None:
    claim = desk.certified({"1": {WORK: "1000"}})
    invoice = issued(desk, claim)
    change_company(
        actor=scene.actor, company_id=scene.subcontractor.pk, name="Another Name",
        address="Elsewhere",
    )  # fmt: skip
    agreed(desk, None)
    text = text_of(desk, invoice)
    assert "Keel Steel" in text
    assert "1 Keel Street" in text
    assert "Elsewhere" not in text
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        TaxInvoice.objects.filter(pk=invoice.pk).update(total=0)
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        TaxInvoice.objects.filter(pk=invoice.pk)._raw_delete("default")
    first = requesting.request_invoice(actor=desk.actor, invoice_id=invoice.pk)
    again = requesting.request_invoice(actor=desk.actor, invoice_id=invoice.pk)
    assert first.pk == again.pk


def test_it_is_in_the_history(desk: Desk) -> None:
    invoice = issued(desk, desk.certified({"1": {WORK: "1000"}}))
    event = Event.objects.get(kind="tax_invoice.issued")
    assert event.summary == f"made the recipient-created tax invoice {invoice.number}"
    agreement = Event.objects.filter(summary__startswith="recorded that recipient-created").get()
    assert "1 July 2026" in agreement.summary


def test_who_sees_the_claim_sees_it_and_only_administrators_make_it(
    scene: Scene, desk: Desk
) -> None:
    claim = desk.certified({"1": {WORK: "1000"}})
    certificate = claim.certificate_id
    assert certificate is not None
    contact = contact_of(scene, desk.contract).actor
    reader = worker(scene, scene.own, "Rea")
    member(scene, reader, "read_only")
    for actor in (contact, as_actor(scene, reader)):
        with pytest.raises(NotAllowed):
            issue_tax_invoice(actor=actor, claim_id=claim.pk, certificate_id=certificate)
    invoice = issued(desk, claim)
    assert "RCTI-1" in text_of(Desk(contact, desk.contract), invoice)
    other = as_actor(scene, worker(scene, scene.subcontractor, "Lee"))
    for stranger in (other, build_scene("Eastmoor Civil").actor):
        with pytest.raises(NotThere):
            requesting.request_invoice(actor=stranger, invoice_id=invoice.pk)
        with pytest.raises(NotThere):
            queries.get_document(stranger, invoice.documents.get().pk)
        with pytest.raises(NotThere):
            issue_tax_invoice(actor=stranger, claim_id=claim.pk, certificate_id=certificate)


def test_hostile_words_print_as_text(scene: Scene, desk: Desk) -> None:
    said = HOSTILE.replace("\x00", "")
    desk = Desk.at(scene, tax_rate=D("0.10"), title=said[:190])
    agreed(desk)
    change_company(actor=scene.actor, company_id=scene.subcontractor.pk, address="y" * 900)
    claim = desk.start()
    desk.type(claim, {"1": {WORK: "1000"}})
    set_deductions(
        actor=desk.actor, claim_id=claim.pk, expected_version=desk.now(claim).version,
        deductions=[NewDeduction("Other", D("-1.00"), description=said)],
    )  # fmt: skip
    desk.submit(claim)
    desk.approve(claim)
    text = text_of(desk, issued(desk, claim))
    assert all(word in squeezed(text) for word in PRINTED.split()[:-1])
    assert squeezed(text).count("y") >= 900
    assert "\u202e" not in text
