"""Where tax invoices are made: companies with their numbers, and short words for what people do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.operations.recipient_invoices import agree_on_recipient_invoices
from ledgerstone.directory.operations import change_company
from ledgerstone.documents import requesting
from ledgerstone.documents.invoices.invoicing import issue_tax_invoice
from ledgerstone.documents.models import TaxInvoice
from ledgerstone.files.queries import open_file
from ledgerstone.tenancy import clock
from tests.claims.desk import Desk, flat
from tests.documents.reading import read
from tests.support.scene import Scene, scene

__all__ = ["scene"]

D = Decimal
WORK = "work_this_period"
TODAY = dt.date(2026, 11, 5)
OWN_ABN, ABN, OWNER_ABN = "53 004 085 616", "51 824 753 556", "33 102 417 032"


@pytest.fixture
def november() -> Iterator[None]:
    with clock.fixed(dt.datetime(2026, 11, 5, 3, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def known(scene: Scene, november: None) -> None:
    """All three companies have their numbers; a period is open."""
    for company, number in (
        (scene.own, OWN_ABN), (scene.subcontractor, ABN), (scene.owner, OWNER_ABN),
    ):  # fmt: skip
        change_company(
            actor=scene.actor, company_id=company.pk, country="AU", identifier=number,
            address="1 Keel Street\nGlebe NSW 2037",
        )  # fmt: skip
    scene.period(2026, 9)


@pytest.fixture
def desk(scene: Scene, known: None) -> Desk:
    """A subcontract at 10 % tax and 10 % retention, under which we make the tax invoices."""
    desk = Desk.at(scene, retention=flat("0.10"), tax_rate=D("0.10"), payment_days=20)
    agreed(desk)
    return desk


@pytest.fixture
def head(scene: Scene, known: None) -> Desk:
    return Desk.at(scene, "head_contract", retention=flat("0.05"), tax_rate=D("0.10"))


def agreed(desk: Desk, since: dt.date | None = dt.date(2026, 7, 1)) -> None:
    agree_on_recipient_invoices(actor=desk.actor, contract_id=desk.contract.pk, since=since)


def issued(desk: Desk, claim: Claim) -> TaxInvoice:
    certificate = desk.now(claim).certificate_id
    assert certificate is not None
    return issue_tax_invoice(actor=desk.actor, claim_id=claim.pk, certificate_id=certificate)


def text_of(desk: Desk, invoice: TaxInvoice) -> str:
    document = requesting.request_invoice(actor=desk.actor, invoice_id=invoice.pk)
    assert document.file is not None
    return "\n".join(page.text for page in read(open_file(document.file)))


def owners_claim(head: Desk, cells: dict[str, dict[str, str]]) -> Claim:
    claim = head.start()
    head.type(claim, cells)
    head.issue(claim)
    return head.now(claim)


def invoiced(scene: Scene, **given: Any) -> TaxInvoice:
    """A tax invoice that the scene's account made for its subcontractor today, and its document."""
    for company in (scene.own, scene.subcontractor):
        change_company(actor=scene.actor, company_id=company.pk, country="AU", identifier=ABN)
    desk = Desk.at(scene, tax_rate=D("0.10"), **given)
    agreed(desk, clock.today(scene.project.time_zone))
    invoice = issued(desk, desk.certified({"1": {WORK: "1000"}}))
    requesting.request_invoice(actor=scene.actor, invoice_id=invoice.pk)
    return invoice
