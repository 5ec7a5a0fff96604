"""The tax invoices of a project: many made at once, all or none, and the register as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.operations.recipient_invoices import agree_on_recipient_invoices
from ledgerstone.directory.operations import change_company
from ledgerstone.documents.models import TaxInvoice
from ledgerstone.tenancy import clock
from tests.claims.desk import Desk
from tests.support.contacts import contact_of
from tests.support.people import member, worker
from tests.support.scene import Scene
from tests.web.posting import text_of

D = Decimal
WORK = "work_this_period"


@pytest.fixture(autouse=True)
def _known(scene: Scene) -> None:
    scene.period()
    for company in (scene.own, scene.subcontractor):
        change_company(
            actor=scene.actor, company_id=company.pk, country="AU", identifier="51 824 753 556"
        )


def certified(scene: Scene, *, agreed: bool = True, **given: object) -> Claim:
    desk = Desk.at(scene, tax_rate=D("0.10"), **given)
    if agreed:
        agree_on_recipient_invoices(
            actor=scene.actor,
            contract_id=desk.contract.pk,
            since=clock.today(scene.project.time_zone),
        )
    return desk.certified({"1": {WORK: "1000"}})


def page_of(scene: Scene) -> str:
    return reverse("web:project_tax_invoices", args=[scene.project.pk])


def ticked(*claims: Claim) -> dict[str, list[str]]:
    return {"claim": [f"{claim.pk}.{claim.certificate_id}" for claim in claims]}


def test_many_are_made_at_once(scene: Scene, signed_in: Client) -> None:
    claims = [certified(scene) for _ in range(3)]
    certified(scene, agreed=False)
    page = signed_in.get(page_of(scene))
    said = text_of(page)
    assert "To be made" in said
    assert "no agreement on recipient-created tax invoices" in said
    for claim in claims:
        assert f'value="{claim.pk}.{claim.certificate_id}" aria-label' in page.content.decode()
    said = text_of(signed_in.post(page_of(scene), ticked(*claims), follow=True))
    assert "3 tax invoices are made." in said
    assert sorted(TaxInvoice.objects.values_list("number", flat=True)) == [
        "RCTI-1", "RCTI-2", "RCTI-3",
    ]  # fmt: skip


def test_all_or_none_with_the_one_that_stood_against_it_named(
    scene: Scene, signed_in: Client
) -> None:
    good, bad = certified(scene), certified(scene, agreed=False)
    said = text_of(signed_in.post(page_of(scene), ticked(good, bad), follow=True))
    assert "SU-002, claim 1: Keel Steel makes its own" in said
    assert "None was made." in said
    assert not TaxInvoice.objects.exists()
    stale = {"claim": [f"{good.pk}.{bad.certificate_id}"]}
    assert "Another certificate stands now" in text_of(
        signed_in.post(page_of(scene), stale, follow=True)
    )
    for wrong in ([], ["x"], [f"{good.pk}"], ["999999999.1"]):
        signed_in.post(page_of(scene), {"claim": wrong})
    assert not TaxInvoice.objects.exists()


def test_the_register_is_a_file_whose_sums_are_those_of_the_invoices(
    scene: Scene, signed_in: Client
) -> None:
    change_company(actor=scene.actor, company_id=scene.subcontractor.pk, name='=cmd|"/c x"!A1')
    first, second = certified(scene), certified(scene)
    signed_in.post(page_of(scene), ticked(first, second))
    Desk(scene.actor, first.contract).reopen(first)
    address = reverse("web:tax_invoice_register", args=[scene.project.pk])
    text = signed_in.get(address, {"form": "csv"}).content.decode("utf-8-sig")
    heads, *rows = list(csv.reader(io.StringIO(text)))
    assert heads[:4] == ["Number", "Kind", "Issued", "Takes back"]
    assert [row[0] for row in rows] == ["RCTI-1", "RCTI-2", "RCTI-3"]
    assert rows[2][3] == "RCTI-1"
    assert all(not cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    assert rows[0][5] == "51 824 753 556"
    assert sum(D(row[-1]) for row in rows) == sum(one.total for one in TaxInvoice.objects.all())
    book = CalamineWorkbook.from_filelike(io.BytesIO(signed_in.get(address).content))
    cells = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in cells[1:4]] == ["RCTI-1", "RCTI-2", "RCTI-3"]
    assert isinstance(cells[1][2], dt.date)
    assert [row[-1] for row in cells[1:4]] == [1100.0, 1100.0, -1100.0]


def test_the_page_asks_as_often_however_many_there_are(scene: Scene, signed_in: Client) -> None:
    def asked() -> int:
        signed_in.post(page_of(scene), ticked(certified(scene), certified(scene)))
        certified(scene)
        certified(scene, agreed=False)
        with CaptureQueriesContext(connection) as queries:
            signed_in.get(page_of(scene))
        return len(queries)

    first = asked()
    assert asked() == first


def test_readers_see_the_register_and_contacts_do_not(scene: Scene, signed_in: Client) -> None:
    claim = certified(scene)
    signed_in.post(page_of(scene), ticked(claim))
    another = certified(scene)
    reader, contact = worker(scene, scene.own, "Rea"), contact_of(scene, claim.contract)
    member(scene, reader, "read_only")
    client = Client()
    assert reader.user is not None
    client.force_login(reader.user)
    said = text_of(client.get(page_of(scene)))
    assert "RCTI-1" in said
    assert "Make the ticked ones" not in said
    assert client.post(page_of(scene), ticked(another)).status_code == 403
    client.force_login(contact.user)
    assert client.get(page_of(scene)).status_code == 404
    assert client.post(page_of(scene), ticked(another)).status_code == 404
    assert TaxInvoice.objects.count() == 1
