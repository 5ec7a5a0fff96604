"""A contract as a document: what both parties know of it, and nothing besides."""

from __future__ import annotations

import pytest

from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import change_contract
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.documents.money_pages.contract_pages import contract_paper
from tests.contracts.variation_site import Site
from tests.documents.reading import ReadPage, read
from tests.documents.test_hard_claims import HOSTILE, PRINTED, assert_nothing_overlaps, squeezed
from tests.support.scene import Scene, scene

__all__ = ["scene"]


def pages(contract: Contract) -> list[ReadPage]:
    _name, content = contract_paper(contract)
    return read(content)


def test_it_names_the_parties_and_lists_the_schedule(scene: Scene) -> None:
    contract = scene.contract(status="approved", payment_days=20)
    name, content = contract_paper(contract)
    assert name == "SU-001_Structural_steel.pdf"
    [page] = read(content)
    for said in (
        "Subcontract SU-001",
        "Structural steel. 24-017 Marlow Road Depot",
        "Northbridge Construction",
        "Keel Steel",
        "A$288,500.00",
        "20 days after the payment certificate",
        "Amounts in AUD, before any GST",
    ):
        assert said in page.text, page.text
    assert page.row("2 Structural steel") == ["250,000.00"]
    assert page.row("3 Credit for early access") == ["−1,500.00"]
    assert page.row("Total") == ["288,500.00"]
    assert_nothing_overlaps(page)


def test_quantities_stand_beside_the_amounts(scene: Scene) -> None:
    rows = [RawRow(item="1", description="Pile", quantity="12.5", unit="m", unit_price="80")]
    [page] = pages(scene.contract(accounting_method="unit", rows=rows))
    assert page.row("1 Pile") == ["12.5", "m", "80.0000", "1,000.00"]


@pytest.mark.parametrize("status", ["approved", "draft", "pending"])
def test_only_approved_variations_are_in_it(scene: Scene, status: str) -> None:
    site = Site.at(scene)
    made = site.make("variation", "5,000", title="Canopy", status="draft")
    if status != "draft":
        site.to(made, status)
    text = "\n".join(page.text for page in pages(site.contract))
    assert ("Canopy" in text) == (status == "approved")


def test_hostile_words_and_long_schedules_stay_on_their_pages(scene: Scene) -> None:
    typed = HOSTILE.replace("\x00", "")
    rows = [
        RawRow(item=str(n), description=f"{typed} {n}", scheduled_value="1.00")
        for n in range(1, 130)
    ]
    contract = scene.contract(title="Steel", rows=rows)
    change_contract(
        actor=scene.actor,
        contract_id=contract.pk,
        expected_version=contract.version,
        description=typed,
    )
    contract.refresh_from_db()
    found = pages(contract)
    assert len(found) > 2
    assert squeezed(PRINTED) in squeezed("".join(page.text for page in found))
    for page in found:
        assert_nothing_overlaps(page)
