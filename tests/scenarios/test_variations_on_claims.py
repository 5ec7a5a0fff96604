"""Variations decided on while a claim is open: it stays as it is until somebody adds them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import pairwise

import pytest

from ledgerstone.claims import operations
from ledgerstone.claims.models import Claim, ClaimLine
from ledgerstone.claims.sheets import missing
from ledgerstone.contracts.models import Contract, Variation
from ledgerstone.contracts.operations import approve_variation, name_contact
from ledgerstone.projects.models import Project
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, Stale, WrongState
from tests.claims.desk import Desk
from tests.contracts.variation_site import Site
from tests.support.people import as_actor, worker
from tests.support.scene import Scene, raw_rows

TO_DATE = "work_to_date"
DIRECTIONS = ["subcontract", "head_contract"]


def desk_at(scene: Scene, kind: str = "subcontract", *, tiers: int = 1) -> tuple[Desk, Site]:
    scene.period(2099, 10)
    site = Site.at(scene, kind, tiers=tiers)
    return Desk(site.actor, site.contract), site


def add(desk: Desk, claim: Claim, *, actor: Actor | None = None) -> Claim:
    return operations.add_variations_to_claim(
        actor=actor or desk.actor, claim_id=claim.pk, expected_version=desk.now(claim).version
    )


def items(desk: Desk, claim: Claim) -> list[str]:
    return [line.item for line in desk.sheet(claim)]


def contract_sum(desk: Desk, claim: Claim) -> Decimal:
    return desk.sheet(claim).cover.contract_sum_to_date


@pytest.mark.parametrize("kind", DIRECTIONS)
def test_an_open_claim_stays_as_it_is_until_it_is_added(scene: Scene, kind: str) -> None:
    desk, site = desk_at(scene, kind, tiers=2)
    claim = desk.start()
    before, version = contract_sum(desk, claim), desk.now(claim).version
    part = site.make("potential", "900", "-100")
    whole = site.make("variation", parts=[part])
    site.to(whole, "approved")
    assert items(desk, claim) == ["1", "2", "3"]
    assert (contract_sum(desk, claim), desk.now(claim).version) == (before, version)
    (found,) = missing.missing_for(desk.actor, desk.now(claim))
    assert (found.number, found.total, len(found.line_ids)) == ("V1", Decimal("800.00"), 2)
    add(desk, claim)
    assert items(desk, claim) == ["1", "2", "3", "PV1.1", "PV1.2"]
    assert contract_sum(desk, claim) == before + 800
    assert missing.missing_for(desk.actor, desk.now(claim)) == []
    desk.type(claim, {"PV1.1": {TO_DATE: "450"}})
    assert desk.line(claim, "PV1.1").claimed == Decimal("450.00")


def test_the_next_claim_has_it_by_itself(scene: Scene) -> None:
    desk, site = desk_at(scene)
    first = desk.claimed({"1": {TO_DATE: "4000"}})
    site.to(site.make("variation", "900"), "approved")
    assert items(desk, desk.start()) == ["1", "2", "3", "V1.1"]
    assert items(desk, first) == ["1", "2", "3"]


def test_under_review_administrators_add_it_and_later_claims_stand_on_it(scene: Scene) -> None:
    desk, site = desk_at(scene)
    person = worker(scene, scene.subcontractor, "Vera Quill")
    name_contact(actor=scene.actor, contract_id=desk.contract.pk, person_id=person.pk)
    contact = as_actor(scene, person)
    first = desk.claimed({"1": {TO_DATE: "4000"}})
    second = desk.start()
    site.to(site.make("variation", "900"), "approved")
    assert missing.missing_for(contact, desk.now(first)) == []
    with pytest.raises(NotAllowed):
        add(desk, first, actor=contact)
    add(desk, first)
    assert items(desk, second) == ["1", "2", "3", "V1.1"]
    desk.type(first, {"V1.1": {"assessed_work_to_date": "300"}})
    desk.approve(first)
    assert desk.line(second, "V1.1").completed_previous == Decimal("300.00")
    with pytest.raises(WrongState):
        add(desk, first)


def test_whoever_claims_adds_it_to_a_draft_or_a_returned_claim(scene: Scene) -> None:
    desk, site = desk_at(scene)
    person = worker(scene, scene.subcontractor, "Vera Quill")
    name_contact(actor=scene.actor, contract_id=desk.contract.pk, person_id=person.pk)
    contact = as_actor(scene, person)
    claim = desk.claimed({"1": {TO_DATE: "4000"}})
    desk.send_back(claim)
    site.to(site.make("variation", "900"), "approved")
    with pytest.raises(Stale):
        operations.add_variations_to_claim(actor=contact, claim_id=claim.pk, expected_version=1)
    assert [one.number for one in missing.missing_for(contact, desk.now(claim))] == ["V1"]
    add(desk, claim, actor=contact)
    assert items(desk, claim)[-1] == "V1.1"


def test_one_of_several_is_chosen(scene: Scene) -> None:
    desk, site = desk_at(scene)
    claim = desk.start()
    one, two = site.make("variation", "900"), site.make("variation", "70")
    site.to(one, "approved")
    site.to(two, "approved")
    operations.add_variations_to_claim(
        actor=desk.actor,
        claim_id=claim.pk,
        expected_version=desk.now(claim).version,
        variation_ids=[two.pk],
    )
    assert items(desk, claim)[-1] == "V2.1"
    assert [found.id for found in missing.missing_for(desk.actor, desk.now(claim))] == [one.pk]


def test_an_approval_is_taken_back_while_no_claim_says_anything_on_it(scene: Scene) -> None:
    desk, site = desk_at(scene)
    made = site.make("variation", "900")
    site.to(made, "approved")
    claim = desk.start()
    desk.type(claim, {"V1.1": {TO_DATE: "450"}})
    with pytest.raises(WrongState, match="Claim 1 has figures on its lines"):
        site.to(made, "draft")
    desk.type(claim, {"V1.1": {TO_DATE: ""}})
    site.to(made, "draft")
    assert items(desk, claim) == ["1", "2", "3"]
    assert desk.now(claim).version > 1
    site.to(made, "approved")
    add(desk, claim)
    desk.type(claim, {"V1.1": {TO_DATE: "450"}})
    desk.submit(claim)
    with pytest.raises(WrongState, match=r"line V1\.1 of it was claimed"):
        site.to(made, "pending")


def test_what_was_certified_at_nil_stays_on_its_certificate(scene: Scene) -> None:
    desk, site = desk_at(scene)
    made = site.make("variation", "900")
    site.to(made, "approved")
    first = desk.certified({"1": {TO_DATE: "4000"}})
    site.to(made, "rejected")
    assert items(desk, first)[-1] == "V1.1"
    assert items(desk, desk.start()) == ["1", "2", "3"]


# --- before anybody approved it -----------------------------------------------------------------


def list_unapproved(desk: Desk, *, are_listed: bool = True) -> None:
    Contract.objects.filter(pk=desk.contract.pk).update(claims_list_unapproved=are_listed)
    desk.contract.refresh_from_db()


@pytest.mark.parametrize(
    ("jurisdiction", "is_listed"),
    [("AU-NSW", True), ("NZ", True), ("GB", True), ("US-CA", False), ("CA-ON", False), ("", False)],
)
def test_unapproved_ones_are_listed_where_the_law_lets_them_be_claimed(
    scene: Scene, jurisdiction: str, *, is_listed: bool
) -> None:
    Project.objects.filter(pk=scene.project.pk).update(jurisdiction=jurisdiction)
    desk, site = desk_at(scene)
    site.make("variation", "900", status="pending")
    site.make("variation", "70")  # a draft is proposed to nobody
    list_unapproved(desk, are_listed=False)
    claim = desk.start()
    assert items(desk, claim) == ["1", "2", "3"]
    desk.delete(claim)
    list_unapproved(desk)
    claim = desk.start()
    assert items(desk, claim) == ["1", "2", "3", *(["V1.1"] if is_listed else [])]


def test_an_unapproved_one_counts_nothing_until_it_is_approved(scene: Scene) -> None:
    desk, site = desk_at(scene)
    list_unapproved(desk)
    made = site.make("variation", "900", status="pending")
    claim = desk.start()
    before = contract_sum(desk, claim)
    desk.type(claim, {"V1.1": {TO_DATE: "450"}})
    sheet = desk.sheet(claim)
    assert [warning.code for warning in sheet.warnings] == ["unapproved_variation"]
    line = desk.line(claim, "V1.1")
    assert (line.counts, line.claimed, line.assessed) == (
        False, Decimal("450.00"), Decimal("0.00"),
    )  # fmt: skip
    assert line.variation_title == "Extra bracing (not approved)"
    # Its lines still change, and the claim follows.
    site.relined(made, ("V1.1", "Work", "800"))
    version = desk.now(claim).version
    site.to(made, "approved")
    assert contract_sum(desk, claim) == before + 800
    now = desk.now(claim)
    assert (now.claimed_to_date, now.version > version) == (Decimal("450.00"), True)


def test_one_that_is_dropped_leaves_claims_that_say_nothing_on_it(scene: Scene) -> None:
    desk, site = desk_at(scene)
    list_unapproved(desk)
    one, two = (site.make("variation", text, status="pending") for text in ("900", "70"))
    claim = desk.start()
    desk.type(claim, {"V1.1": {TO_DATE: "450"}})
    site.to(one, "rejected")
    site.to(two, "rejected")
    # What somebody claimed is answered, not taken off their claim.
    assert items(desk, claim) == ["1", "2", "3", "V1.1"]
    with pytest.raises(Invalid, match="Claim 1 has figures on it"):
        site.relined(one)
    assert ClaimLine.objects.filter(claim=claim, line__variation=two).count() == 0


def test_new_ones_are_offered_to_an_open_claim_as_well(scene: Scene) -> None:
    desk, site = desk_at(scene)
    list_unapproved(desk)
    claim = desk.start()
    site.make("variation", "900", status="pricing")
    (found,) = missing.missing_for(desk.actor, desk.now(claim))
    assert (found.is_approved, found.said) == (False, "Pricing")
    add(desk, claim)
    assert items(desk, claim)[-1] == "V1.1"


# --- as they are shown --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("detail", "shown"), [("variation", "V2"), ("request", "VR1"), ("potential", "PV1")]
)
def test_lines_stand_under_the_tier_that_the_contract_shows(
    scene: Scene, detail: str, shown: str
) -> None:
    desk, site = desk_at(scene, tiers=3)
    part = site.make("potential", "900")
    other = site.make("variation", "5")
    request = site.make("request", parts=[part])
    whole = site.make("variation", parts=[request], title="The whole")
    late = site.make("potential", "70")
    Variation.objects.filter(pk=late.pk).update(part_of=request)
    for one in (other, whole):
        site.to(one, "approved")
    Contract.objects.filter(pk=desk.contract.pk).update(variation_detail=detail)
    found = [(line.item, line.variation) for line in desk.sheet(desk.start())][3:]
    assert ("PV1.1", shown) in found
    numbers = [number for _item, number in found]
    assert [*dict.fromkeys(numbers)] == [
        number for place, number in enumerate(numbers) if number not in numbers[:place]
    ]
    # Lines of one group stand together.
    assert len([1 for a, b in pairwise(numbers) if a != b]) == (len(set(numbers)) - 1)


def test_markup_is_claimed_as_a_line_that_stores_nothing(scene: Scene) -> None:
    from tests.contracts.test_variation_markups import define, overheads

    desk, site = desk_at(scene, "head_contract")
    Contract.objects.filter(pk=site.contract.pk).update(markups_enabled=True)
    define(site, overheads())
    site.to(site.make("variation", "900"), "approved")
    claim = desk.start()
    saved = desk.type(
        claim,
        {"V1.1": {"materials_stored": "200"}, "V1.1.M1": {"percent_to_date": "50%"}},
    )
    assert not saved.errors
    saved = desk.type(claim, {"V1.1.M1": {"materials_stored": "20"}})
    assert [problem.message for problem in saved.errors] == [
        "V1.1.M1 is a markup: it has no stored materials. Enter them on the line that it marks up."
    ]
    assert desk.line(claim, "V1.1.M1").claimed == Decimal("45.00")


def test_one_recorded_as_approved_is_offered_too(scene: Scene) -> None:
    desk, _site = desk_at(scene)
    claim = desk.start()
    approve_variation(
        actor=desk.actor,
        contract_id=desk.contract.pk,
        number="V7",
        title="Paving",
        lines=raw_rows([("V7-1", "Paving", "80")]),
        approved_on=dt.date(2026, 10, 2),
    )
    assert [one.number for one in missing.missing_from(desk.now(claim))] == ["V7"]
