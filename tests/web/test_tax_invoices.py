"""Pages of tax invoices: the agreement, making one, its document, and the settings of numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledgerstone.directory.operations import change_company
from ledgerstone.documents.models import InvoiceSeries, TaxInvoice
from ledgerstone.payments.operations import record_payment
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.models import User
from tests.claims.desk import Desk, flat
from tests.support.contacts import contact_of
from tests.support.people import member, worker
from tests.support.scene import Scene
from tests.web.posting import error_at, text_of

D = Decimal
WORK = "work_this_period"
SERIES = "/settings/tax-invoices/"


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period()
    for company in (scene.own, scene.subcontractor):
        change_company(
            actor=scene.actor, company_id=company.pk, country="AU", identifier="51 824 753 556"
        )
    return Desk.at(scene, tax_rate=D("0.10"), retention=flat("0.10"))


def page_of(desk: Desk) -> str:
    return reverse("web:tax_invoices", args=[desk.contract.pk])


def agree(client: Client, desk: Desk, since: str) -> object:
    desk.contract.refresh_from_db()
    address = reverse("web:tax_invoice_agreement", args=[desk.contract.pk])
    return client.post(address, {"since": since, "version": desk.contract.version})


def today(scene: Scene) -> str:
    return clock.today(scene.project.time_zone).isoformat()


def browser(user: User | None) -> Client:
    client = Client()
    assert user is not None
    client.force_login(user)
    return client


def test_from_the_agreement_to_the_document(scene: Scene, desk: Desk, signed_in: Client) -> None:
    claim = desk.certified({"1": {WORK: "1000"}})
    said = text_of(signed_in.get(page_of(desk)))
    assert "Keel Steel makes its own: no agreement" in said
    assert "Make it" not in said
    agree(signed_in, desk, today(scene))
    said = text_of(signed_in.get(page_of(desk)))
    assert "Make it for claim 1" in said
    make = reverse("web:tax_invoice_new", args=[claim.pk])
    answer = signed_in.post(make, {"certificate": claim.certificate_id}, follow=True)
    said = text_of(answer)
    assert "Recipient-created tax invoice RCTI-1 is made." in said
    assert "990.00" in said
    invoice = TaxInvoice.objects.get()
    document = signed_in.get(reverse("web:tax_invoice", args=[invoice.pk]), follow=True)
    assert document.content.startswith(b"%PDF")
    assert document["Content-Disposition"] == 'inline; filename="RCTI-1.pdf"'
    assert "sandbox" in document["Content-Security-Policy"]


def test_a_second_tap_makes_no_second_one(scene: Scene, desk: Desk, signed_in: Client) -> None:
    claim = desk.certified({"1": {WORK: "1000"}})
    agree(signed_in, desk, today(scene))
    make = reverse("web:tax_invoice_new", args=[claim.pk])
    for _ in range(2):
        signed_in.post(make, {"certificate": claim.certificate_id})
    assert TaxInvoice.objects.count() == 1
    for wrong in ("", "x", "999999999999"):
        assert signed_in.post(make, {"certificate": wrong}).status_code in (302, 409)
    assert TaxInvoice.objects.count() == 1


def test_what_was_taken_back_says_by_what(scene: Scene, desk: Desk, signed_in: Client) -> None:
    claim = desk.certified({"1": {WORK: "1000"}})
    agree(signed_in, desk, today(scene))
    make = reverse("web:tax_invoice_new", args=[claim.pk])
    signed_in.post(make, {"certificate": claim.certificate_id})
    desk.reopen(claim)
    said = text_of(signed_in.get(page_of(desk)))
    assert "Taken back by RCTI-2" in said
    assert "Recipient-created adjustment note, takes back RCTI-1" in said
    assert "−990.00" in said


def test_a_contact_reads_them_and_changes_nothing(
    scene: Scene, desk: Desk, signed_in: Client
) -> None:
    claim = desk.certified({"1": {WORK: "1000"}})
    agree(signed_in, desk, today(scene))
    make = reverse("web:tax_invoice_new", args=[claim.pk])
    signed_in.post(make, {"certificate": claim.certificate_id})
    contact = browser(contact_of(scene, desk.contract).user)
    said = text_of(contact.get(page_of(desk)))
    assert "RCTI-1" in said
    assert "Who makes them" not in said
    found = contact.get(reverse("web:tax_invoice", args=[TaxInvoice.objects.get().pk]), follow=True)
    assert found.content.startswith(b"%PDF")
    assert agree(contact, desk, "").status_code == 403  # type: ignore[attr-defined]
    assert contact.post(make, {"certificate": claim.certificate_id}).status_code == 403
    other = browser(worker(scene, scene.subcontractor, "Lee").user)
    assert other.get(page_of(desk)).status_code == 404


def test_under_a_head_contract_there_is_no_agreement(scene: Scene, desk: Desk) -> None:
    head = Desk.at(scene, "head_contract", tax_rate=D("0.10"))
    claim = head.start()
    head.type(claim, {"1": {WORK: "1000"}})
    head.issue(claim)
    client = browser(scene.user)
    said = text_of(client.get(page_of(head)))
    assert "Who makes them" not in said
    assert "yours to make" in said
    assert "Make it for claim 1" in said
    client.post(
        reverse("web:tax_invoice_agreement", args=[head.contract.pk]),
        {"since": today(scene), "version": head.contract.version},
    )
    head.contract.refresh_from_db()
    assert head.contract.recipient_creates_from is None


def test_who_sees_no_claims_to_the_owner_sees_no_invoices_of_them(scene: Scene) -> None:
    scene.period()
    head = Desk.at(scene, "head_contract", tax_rate=D("0.10"))
    reader = worker(scene, scene.own, "Rea")
    member(scene, reader, "read_only")
    client = browser(reader.user)
    assert client.get(page_of(head)).status_code == 404
    payments = client.get(reverse("web:contract_payments", args=[head.contract.pk]))
    assert page_of(head) not in payments.content.decode()


def test_pages_lead_to_documents_about_money(scene: Scene, desk: Desk, signed_in: Client) -> None:
    claim = desk.certified({"1": {WORK: "1000"}})
    payment = record_payment(
        actor=scene.actor, contract_id=desk.contract.pk, paid_on=clock.today("UTC"),
        amount=D("10"), shares={claim.pk: D("10")},
    )  # fmt: skip
    contract, project = desk.contract.pk, scene.project.pk
    for page, link in (
        (reverse("web:payment", args=[payment.pk]), reverse("web:remittance", args=[payment.pk])),
        (reverse("web:contract_payments", args=[contract]), page_of(desk)),
        (reverse("web:claim", args=[claim.pk]), f"{page_of(desk)}#claim-{claim.pk}"),
        (
            reverse("web:retention_statement", args=[contract]),
            reverse("web:retention_document", args=[contract]),
        ),
        (
            reverse("web:project_retention", args=[project]),
            reverse("web:project_retention_document", args=[project]),
        ),
    ):
        assert f'href="{link}"' in signed_in.get(page).content.decode(), page
        if "tax-invoices" not in link:
            document = signed_in.get(link, follow=True)
            assert document.content.startswith(b"%PDF"), link


def test_the_page_asks_as_often_however_many_there_are(
    scene: Scene, desk: Desk, signed_in: Client
) -> None:
    agree(signed_in, desk, today(scene))

    def asked() -> int:
        claim = desk.certified({"1": {WORK: "1000"}})
        make = reverse("web:tax_invoice_new", args=[claim.pk])
        signed_in.post(make, {"certificate": claim.certificate_id})
        desk.certified({"1": {WORK: "1000"}})
        with CaptureQueriesContext(
            connection,
        ) as queries:
            signed_in.get(page_of(desk))
        return len(queries)

    first = asked()
    assert [asked(), asked()] == [first, first]


# --- the numbers -------------------------------------------------------------------------------


def test_a_series_goes_on_as_the_settings_say(signed_in: Client) -> None:
    said = text_of(signed_in.get(SERIES))
    assert "The next one is INV-1" in said
    assert "The next one is RCTI-1" in said
    signed_in.post(SERIES, {"kind": "tax_invoice", "prefix": "NB/", "next_number": "310"})
    assert "The next one is NB/310" in text_of(signed_in.get(SERIES))
    assert InvoiceSeries.objects.get().kind == "tax_invoice"


def test_what_cannot_be_a_series_is_refused_at_its_field(signed_in: Client) -> None:
    for typed, field, sentence in (
        ({"prefix": "2026", "next_number": "1"}, "prefix", "other than a digit"),
        ({"prefix": "A-", "next_number": "0"}, "next_number", "greater than or equal to 1"),
        ({"prefix": "A-", "next_number": "x"}, "next_number", "whole number"),
        ({"prefix": "A" * 21, "next_number": "1"}, "prefix", "20"),
    ):
        answer = signed_in.post(SERIES, {"kind": "recipient_created", **typed})
        assert answer.status_code == 422
        assert sentence in text_of(answer), typed
        assert error_at(answer, f"recipient_created_{field}")
    assert (
        signed_in.post(SERIES, {"kind": "x", "prefix": "", "next_number": "1"}).status_code == 404
    )
    assert not InvoiceSeries.objects.exists()


def test_registration_for_tax_is_said_on_the_company(scene: Scene, signed_in: Client) -> None:
    edit = reverse("web:company_edit", args=[scene.subcontractor.pk])
    page = signed_in.get(edit)
    assert "Registered for tax on sales" in text_of(page)
    change_company(actor=scene.actor, company_id=scene.subcontractor.pk, is_tax_registered=False)
    shown = signed_in.get(edit).content.decode()
    assert '<option value="no" selected>No</option>' in shown
