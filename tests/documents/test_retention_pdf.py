"""Statements of retention as documents: of a contract, of a project both ways, and for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest

from ledgerstone.claims import operations
from ledgerstone.contracts.operations.retaining_releases import PlannedRelease, plan_releases
from ledgerstone.contracts.operations.retaining_securities import SecurityGiven, record_security
from ledgerstone.documents import queries, requesting
from ledgerstone.documents.models import Document
from ledgerstone.files.queries import open_file
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere
from tests.claims.desk import Desk, flat
from tests.documents.reading import ReadPage, read
from tests.documents.test_hard_claims import HOSTILE, PRINTED, assert_nothing_overlaps, squeezed
from tests.support.contacts import contact_of
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene, build_scene, raw_rows, scene

__all__ = ["scene"]

D = Decimal
WORK = "work_to_date"
JOB = raw_rows([("1", "Steel", "100,000.00")])
TODAY = dt.date(2026, 11, 5)


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with clock.fixed(dt.datetime(2026, 11, 5, 3, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """10 % of 40,000 held, a tenth of it released, the end of defects today; a bond."""
    scene.period()
    desk = Desk.at(scene, rows=JOB, retention=flat("0.10"))
    desk.certified({"1": {WORK: "40,000"}})
    claim = desk.start()
    operations.release_retention(
        actor=desk.actor, claim_id=claim.pk, expected_version=claim.version, share=D("0.1")
    )
    desk.submit(claim)
    desk.approve(claim)
    end = PlannedRelease(event="end_of_defects_liability", share=D(1), happened_on=TODAY)
    plan_releases(actor=scene.actor, contract_id=desk.contract.pk, planned=[end])
    given = SecurityGiven(
        kind="insurance_bond", amount=D("800.00"), received_on=TODAY, reference="B-7"
    )
    record_security(actor=scene.actor, contract_id=desk.contract.pk, given=given)
    return desk


@pytest.fixture
def above(scene: Scene, desk: Desk) -> Desk:
    """The owner holds 5 % of 60,000."""
    head = Desk.at(scene, "head_contract", rows=JOB, retention=flat("0.05"))
    claim = head.start()
    head.type(claim, {"1": {WORK: "60,000"}})
    head.issue(claim)
    return head


def pages_of(document: Document) -> list[ReadPage]:
    assert document.file is not None
    return read(open_file(document.file))


def of_contract(actor: Actor, desk: Desk) -> list[ReadPage]:
    asked = requesting.request_retention_of_contract(actor=actor, contract_id=desk.contract.pk)
    return pages_of(asked)


def of_project(actor: Actor, scene: Scene) -> list[ReadPage]:
    asked = requesting.request_retention_of_project(actor=actor, project_id=scene.project.pk)
    return pages_of(asked)


def test_a_contract_claim_by_claim(desk: Desk) -> None:
    (page,) = of_contract(desk.actor, desk)
    for said in (
        "Statement of retention",
        "As at 5 November 2026. Marlow Road Depot",
        "A$3,600.00",
        "Held by, head contractor Held from, subcontractor",
        "Held back in all Released to date Due for release",
        "4,000.00 400.00 3,600.00",
        "Claim 1 5 November 2026 4,000.00 0.00 4,000.00",
        "Claim 2 5 November 2026 0.00 −400.00 3,600.00",
        "Total 4,000.00 −400.00 3,600.00",
        "3,600.00 of it on work, 0.00 on stored materials",
        "100% 3,600.00",
        "To be released",
        "Insurance bond 5 November 2026 – 800.00",
        "B-7",
        "10% of work and materials is held.",
        "Page 1 of 1",
    ):
        assert said in page.text, (said, page.text)
    assert_nothing_overlaps(page)


def test_what_the_owner_holds_is_ours_to_state(scene: Scene, above: Desk) -> None:
    (page,) = of_contract(above.actor, above)
    assert "Held by, principal Held from, contractor" in page.text
    assert "Harbour Trust Northbridge Construction" in page.text
    assert "A$3,000.00" in page.text


def test_a_project_both_ways(scene: Scene, above: Desk) -> None:
    (page,) = of_project(scene.actor, scene)
    assert page.width > page.height
    for said in (
        "Net, held now",
        "−A$600.00",
        "Held from us by the principal",
        "Held from subcontractors",
        "SU-001 Structural steel 4,000.00 −400.00 3,600.00 0.00 3,600.00 3,600.00 0.00 800.00",
        "3,000.00 0.00 3,000.00 0.00 3,000.00 0.00 0.00 0.00",
        "Keel Steel",
        "Harbour Trust",
    ):
        assert said in page.text, (said, page.text)
    assert_nothing_overlaps(page)


def test_a_contact_gets_the_one_of_the_contract_and_not_that_of_the_project(
    scene: Scene, desk: Desk
) -> None:
    contact = contact_of(scene, desk.contract).actor
    assert "3,600.00" in of_contract(contact, desk)[0].text
    with pytest.raises(NotThere):
        requesting.request_retention_of_project(actor=contact, project_id=scene.project.pk)


def test_nobody_else_sees_the_statement_that_somebody_asked_for(scene: Scene, above: Desk) -> None:
    """It sums what that person sees; another one asks for their own."""
    reader = worker(scene, scene.own, "Rea")
    member(scene, reader, "read_only")
    asked = requesting.request_retention_of_project(actor=scene.actor, project_id=scene.project.pk)
    for other in (as_actor(scene, reader), build_scene("Eastmoor Civil").actor):
        with pytest.raises(NotThere):
            queries.get_document(other, asked.pk)
    assert queries.get_document(scene.actor, asked.pk) == asked


def test_many_contracts_go_on_over_pages_with_their_head(scene: Scene, desk: Desk) -> None:
    for _ in range(30):
        Desk.at(scene, rows=JOB, retention=flat("0.10")).certified({"1": {WORK: "1,000"}})
    pages = of_project(scene.actor, scene)
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page.text
        assert_nothing_overlaps(page)
    assert all("Held now" in page.text for page in pages[:-1])
    assert any("Total 7,000.00 −400.00 6,600.00" in page.text for page in pages)


def test_hostile_words_print_as_text(scene: Scene, desk: Desk) -> None:
    said = HOSTILE.replace("\x00", "")
    odd = Desk.at(scene, rows=JOB, retention=flat("0.10"), title=said[:200])
    odd.certified({"1": {WORK: "1,000"}})
    given = SecurityGiven(
        kind="other", amount=D("1.00"), received_on=TODAY, reference="x" * 90, issuer=said[:150]
    )
    record_security(actor=scene.actor, contract_id=odd.contract.pk, given=given)
    for pages in (of_contract(scene.actor, odd), of_project(scene.actor, scene)):
        text = squeezed("".join(page.text for page in pages))
        assert all(word in text for word in PRINTED.split()[:-2])
        for page in pages:
            assert_nothing_overlaps(page)
