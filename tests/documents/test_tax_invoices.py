"""Tax invoices: what they say, whether there is one, and how they are taken back."""

from __future__ import annotations

from typing import Any

import pytest

from ledgerstone.claims.models import Certificate
from ledgerstone.claims.operations import NewDeduction, set_deductions
from ledgerstone.contracts.schedules.schedule import NewLine
from ledgerstone.documents.invoices import invoices
from ledgerstone.documents.invoices.invoice_series import series_of
from ledgerstone.documents.kinds.invoices import is_included_in_price
from ledgerstone.documents.models import RECIPIENT_CREATED, TAX_INVOICE, TaxInvoice
from tests.claims.desk import Desk, flat
from tests.documents.tax_invoice_desk import (
    ABN,
    OWN_ABN,
    OWNER_ABN,
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
from tests.support.scene import Scene, scene

__all__ = ["desk", "head", "known", "november", "scene"]

pytestmark = pytest.mark.usefixtures("known")


def test_a_recipient_created_invoice_says_all_that_the_law_asks_for(desk: Desk) -> None:
    claim = desk.certified({"1": {WORK: "10000"}, "2": {WORK: "40000"}})
    invoice = issued(desk, claim)
    assert (invoice.kind, invoice.number) == (RECIPIENT_CREATED, "RCTI-1")
    assert (invoice.net, invoice.tax, invoice.total) == (D("45000"), D("4500"), D("49500"))
    text = text_of(desk, invoice)
    for said in (
        "Recipient-created tax invoice",
        "No. RCTI-1, 5 November 2026",
        "From, subcontractor To, head contractor",
        "Keel Steel Northbridge Construction",
        f"ABN {ABN} ABN {OWN_ABN}",
        "Thursday 5 November 2026",
        "Wednesday 25 November 2026",
        "Work and materials certified, Claim 1 45,000.00",
        "Total before GST 45,000.00",
        "GST 4,500.00",
        "10% of 45,000.00",
        "Total including GST 49,500.00",
        "The total price includes GST.",
        "Made by Northbridge Construction, the recipient, under the written agreement in force",
        "since 1 July 2026",
        "The GST shown is payable by the subcontractor.",
        f"Certificate {claim.certificate.code}" if claim.certificate else "",
    ):
        assert said in text, (said, text)


def test_ours_under_a_head_contract(head: Desk) -> None:
    claim = owners_claim(head, {"2": {WORK: "100000"}})
    invoice = issued(head, claim)
    assert (invoice.kind, invoice.number, invoice.total) == (TAX_INVOICE, "INV-1", D("104500.00"))
    text = text_of(head, invoice)
    assert "Tax invoice\n" in text
    assert "Recipient" not in text
    assert "From, contractor To, principal" in text
    assert f"ABN {OWN_ABN} ABN {OWNER_ABN}" in text


@pytest.mark.parametrize(
    ("rate", "work", "is_exact"),
    [
        ("0.10", "1000.00", True),  # 1,000.00 and 100.00: a hundred is 1,100 / 11
        ("0.10", "1000.04", False),  # 100.004 is 100.00 and no longer exactly one eleventh
        ("0.10", "0.05", False),  # 0.005 is 0.01
        ("0.15", "1000.00", True),
        ("0.15", "33.33", False),
    ],
)
def test_that_the_price_includes_the_tax_is_said_where_it_is_exactly_its_share(
    scene: Scene, rate: str, work: str, is_exact: bool
) -> None:
    desk = Desk.at(scene, tax_rate=D(rate))
    agreed(desk)
    invoice = issued(desk, desk.certified({"1": {WORK: work}}))
    assert is_included_in_price(invoice) is is_exact
    if rate == "0.10":
        assert is_exact == (invoice.total == 11 * invoice.tax)
    text = text_of(desk, invoice)
    assert ("The total price includes GST." in text) is is_exact
    assert f"GST {invoice.tax:,.2f}" in text


def test_what_is_not_taxed_is_told_apart(scene: Scene, desk: Desk) -> None:
    claim = desk.start()
    desk.type(claim, {"1": {WORK: "10000"}})
    set_deductions(
        actor=desk.actor,
        claim_id=claim.pk,
        expected_version=desk.now(claim).version,
        deductions=[
            NewDeduction("Crane of ours", D("-500.00"), is_taxable=True),
            NewDeduction("Set-off", D("-300.00")),
        ],
    )
    desk.submit(claim)
    desk.approve(claim)
    invoice = issued(desk, claim)  # 9,000.00 - 500.00 is taxed at 10 %
    assert (invoice.net, invoice.tax, invoice.total) == (D("8200"), D("850"), D("9050"))
    text = text_of(desk, invoice)
    for said in ("Crane of ours −500.00", "Set-off −300.00", "Outside the base of GST",
                 "10% of 8,500.00", "Total including GST 9,050.00"):  # fmt: skip
        assert said in text, (said, text)
    assert "The total price includes" not in text


def test_lines_that_bear_another_rate_are_told_apart(scene: Scene) -> None:
    def line(item: str, **given: Any) -> NewLine:
        return NewLine(item=item, description="Work", scheduled_value=D("1000.00"), **given)

    desk = Desk.at(
        scene,
        rows=[line("1"), line("2", tax_rate=D(0))],
        retention=flat("0.10"),
        tax_rate=D("0.10"),
    )
    agreed(desk)
    invoice = issued(desk, desk.certified({"1": {WORK: "400"}, "2": {WORK: "300"}}))
    assert (invoice.net, invoice.tax) == (D("630"), D("36"))
    text = text_of(desk, invoice)
    assert "10% of 360.00, 0% of 270.00" in text
    assert "The total price includes" not in text


def test_tax_before_retention_is_of_the_gross_movement(scene: Scene) -> None:
    desk = Desk.at(scene, retention=flat("0.10"), tax_rate=D("0.10"), tax_base="gross")
    agreed(desk)
    invoice = issued(desk, desk.certified({"1": {WORK: "1000"}}))
    assert (invoice.net, invoice.tax) == (D("900"), D("100"))
    text = text_of(desk, invoice)
    assert "10% of 1,000.00" in text
    assert "The total price includes" not in text


# --- taken back --------------------------------------------------------------------------------


def test_a_withdrawn_certificate_takes_its_invoice_back(desk: Desk) -> None:
    claim = desk.certified({"1": {WORK: "1000"}})
    first = issued(desk, claim)
    desk.reopen(claim, "Our secret reason")
    note = TaxInvoice.objects.get(corrects=first)
    assert note.number == "RCTI-2"
    assert (note.net, note.tax, note.total) == (-first.net, -first.tax, -first.total)
    text = text_of(desk, note)
    for said in (
        "Recipient-created adjustment note",
        "Takes back no. RCTI-1 of 5 November 2026: its certificate was withdrawn.",
        "Work and materials certified, Claim 1 −900.00",
        "GST −90.00",
        "10% of −900.00",
        "Total including GST −990.00",
    ):
        assert said in text, (said, text)
    assert "secret" not in text
    desk.approve(claim)
    again = issued(desk, claim)
    assert (again.number, again.corrects_id) == ("RCTI-3", None)
    assert [one.number for one in invoices.of_contract(desk.actor, desk.contract)] == [
        "RCTI-3", "RCTI-2", "RCTI-1",
    ]  # fmt: skip
    desk.reopen(claim)
    assert TaxInvoice.objects.filter(corrects=first).count() == 1
    assert TaxInvoice.objects.get(corrects=again).number == "RCTI-4"
    assert sum(one.total for one in TaxInvoice.objects.all()) == 0


def test_the_owners_answer_replaces_a_certificate_and_its_invoice(head: Desk) -> None:
    claim = owners_claim(head, {"2": {WORK: "1000"}})
    first = issued(head, claim)
    head.type(claim, {"2": {"assessed": "800"}})
    head.reason(claim, ["2"])
    head.certify(claim)
    note = TaxInvoice.objects.get(corrects=first)
    assert "its certificate was replaced" in text_of(head, note)
    second = issued(head, claim)
    assert second.net == D("760.00")
    standing = Certificate.objects.get(pk=head.now(claim).certificate_id)
    assert sum(one.total for one in TaxInvoice.objects.all()) == standing.payable


def test_without_an_invoice_nothing_is_taken_back(desk: Desk) -> None:
    desk.reopen(desk.certified({"1": {WORK: "1000"}}))
    assert not TaxInvoice.objects.exists()
    assert series_of(desk.actor.account_id)[1].next == "RCTI-1"


def test_what_is_paid_back_is_a_note_of_its_own(desk: Desk) -> None:
    desk.certified({"1": {WORK: "1000"}})
    less = desk.start()
    desk.type(less, {"1": {"work_to_date": "400"}})
    desk.submit(less)
    desk.reason(less, ["1"])
    desk.approve(less)
    invoice = issued(desk, less)
    assert invoice.total == D("-594.00")
    assert "Recipient-created adjustment note" in text_of(desk, invoice)
