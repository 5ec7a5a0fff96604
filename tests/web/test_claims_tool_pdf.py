"""The list of a period's claims as a PDF: what the page shows, as the page shows it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from ledgerstone.contracts.schedules.schedule import RawRow
from tests.claims.desk import Desk
from tests.documents.reading import ReadPage, read
from tests.support.scene import Scene
from tests.web.claims_desk import HALF
from tests.web.claims_tool import tool

HOSTILE = "#let x = { \u202e=1+1"


@pytest.fixture(autouse=True)
def _period(scene: Scene) -> None:
    scene.period()


def pages_of(client: Client, scene: Scene, query: str = "") -> list[ReadPage]:
    place = reverse("web:claims_tool_file", args=[scene.project.pk])
    answer = client.get(f"{place}?form=pdf{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].endswith('-2026-10-31.pdf"')
    return read(answer.content)


def test_the_page_offers_it_with_what_narrows_the_list(scene: Scene, signed_in: Client) -> None:
    Desk.at(scene).claimed(HALF)
    page = tool(signed_in, scene, "?status=under_review&group=company").content.decode()
    assert "status=under_review&amp;group=company&amp;form=pdf" in page.replace("&#x27;", "'")


def test_rows_sums_and_head_are_those_of_the_page(scene: Scene, signed_in: Client) -> None:
    Desk.at(scene).claimed(HALF)
    Desk.at(scene, title="Concrete")
    (page,) = pages_of(signed_in, scene)
    assert page.width > page.height
    assert page.rows[0] == "Subcontractor progress claims"
    assert "October 2026, Marlow Road Depot" in page.text
    assert "All rows, your turn first" in page.text
    assert page.row("SU-001")[-1:] != []
    assert page.row("Total") == ["577,000.00", "145,000.00", "145,000.00"]
    assert "Page 1 of 1" in page.text
    assert "24-017 Marlow Road Depot, AUD, before retention and GST" in page.text


def test_filters_groups_and_columns_are_followed(scene: Scene, signed_in: Client) -> None:
    Desk.at(scene).claimed(HALF)
    Desk.at(scene, title="Concrete")
    query = "&status=under_review&group=status"
    signed_in.cookies["columns_claims"] = "number.title.status.claimed.percent.submitted"
    (page,) = pages_of(signed_in, scene, query)
    assert "SU-002" not in page.text
    assert "Only Under review: 1 of 2, by status" in page.text
    assert page.row("Under review subtotal") == ["145,000.00"]
    assert "% complete" in page.text
    assert "Whose turn" not in page.text


def test_a_contract_with_two_claims_is_counted_once(scene: Scene, signed_in: Client) -> None:
    desk = Desk.at(scene)
    desk.certified(HALF)
    desk.claimed({"1": {"percent_to_date": "60"}})
    (page,) = pages_of(signed_in, scene)
    assert len([row for row in page.rows if row.startswith("SU-001")]) == 2
    assert page.row("Total")[0] == "288,500.00"


def test_nothing_to_list_is_an_empty_list(scene: Scene, signed_in: Client) -> None:
    Desk.at(scene)
    (page,) = pages_of(signed_in, scene, "&q=nothing+like+this")
    assert "0 of 1" in page.text
    assert page.row("Total")[0] == "0.00"


def test_hostile_words_are_printed_as_words(scene: Scene, signed_in: Client) -> None:
    Desk.at(scene, title=HOSTILE)
    Desk.at(scene, title="W" * 200)
    said = "".join(page.text for page in pages_of(signed_in, scene))
    assert "#let x = { =1+1" in said
    assert said.count("W") >= 200


def test_a_long_list_carries_its_sums_over_the_pages(scene: Scene, signed_in: Client) -> None:
    rows = [RawRow(item="1", description="All of it", scheduled_value="1,000.00")]
    for number in range(60):
        scene.contract(status="approved", number=f"SC-{number:03}", rows=rows)
    pages = pages_of(signed_in, scene, "&sort=number")
    assert len(pages) > 1
    carried = pages[0].row("Carried forward to page 2")
    assert pages[1].row("Brought forward from page 1") == carried
    assert pages[-1].row("Total")[0] == "60,000.00"
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1].text


def test_every_column_at_once_fits_the_page(scene: Scene, signed_in: Client) -> None:
    Desk.at(scene).claimed(HALF)
    signed_in.cookies["columns_claims"] = (
        "number.title.company.kind.contacts.claim.period.due.status.contract_sum.claimed.assessed."
        "net.retention.paid.payment.percent.submitted.turn"
    )
    (page,) = pages_of(signed_in, scene)
    assert max(word["x1"] for word in page.words) <= page.width
    assert "288,500.00" in page.text


def test_the_list_of_head_contracts_is_printed_too(scene: Scene, signed_in: Client) -> None:
    Desk.at(scene, "head_contract", title="Depot").start()
    (page,) = pages_of(signed_in, scene, "&list=head")
    assert page.rows[0] == "Head contract claims"
    assert "Certified" in page.text
    assert page.row("Total")[0] == "288,500.00"
