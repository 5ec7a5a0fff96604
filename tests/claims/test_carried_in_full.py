"""A certificate that is carried to the cent is looked through no more, until it is withdrawn."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledgerstone.claims.models import CarriedInFull, Claim
from ledgerstone.claims.prefill.sources import read_sources
from tests.claims.prefill_site import WORK, Site


def left(site: Site, claim: Claim) -> dict[tuple[str, str], str]:
    """What is left to carry, by contract and item."""
    found = read_sources(
        site.head.now(claim), is_only_head_contract=True, with_pending_owner_approval=True
    )
    return {(source.contract_number, source.item): str(source.remaining.total) for source in found}


def in_full(claim: Claim) -> set[int]:
    kept = CarriedInFull.objects.filter(claim=claim)
    return set(kept.values_list("certificate__claim_id", flat=True))


def issued(site: Site) -> Claim:
    claim = site.head_claim()
    site.fill(claim)
    assert in_full(claim) == set(), "it may still be typed over"
    return site.head.issue(claim)


def test_only_what_is_carried_whole_is_so_kept(site: Site) -> None:
    whole = site.concrete.certified({"1": {WORK: "300"}, "2": {WORK: "100"}})
    # Of the steel, 100.00 have no line to go to.
    part = site.steel.certified({"1": {WORK: "200"}, "2": {WORK: "100"}})
    first = issued(site)
    assert in_full(first) == {whole.pk}
    site.scene.period(2026, 10)
    second = site.head_claim()
    assert left(site, second) == {(part.contract.number, "2"): "100.00"}
    preview = site.preview(second)
    assert (preview.tie_out.late, preview.tie_out.not_carried) == (Decimal(100), Decimal(100))


def test_a_withdrawn_one_comes_back(site: Site) -> None:
    certified = site.concrete.certified({"1": {WORK: "300"}})
    first = issued(site)
    assert in_full(first) == {certified.pk}
    site.head.header(site.head_claim(), reference="B-2")
    number = certified.contract.number
    # What an issued claim carries is not reopened below it; its answer is taken back first.
    site.head.delete(Claim.objects.get(contract=site.head.contract, number=2))
    site.head.reopen(first)
    site.concrete.reopen(certified)
    assert left(site, first) == {(number, "1"): "0"}
    site.fill(first)
    site.head.issue(first)
    assert in_full(first) == set()
    site.concrete.approve(certified)
    site.scene.period(2026, 10)
    assert left(site, site.head_claim()) == {(number, "1"): "300.00"}


@pytest.mark.parametrize("how", ["withdrawn", "typed over"])
def test_a_claim_that_carries_it_no_more_gives_it_back(site: Site, how: str) -> None:
    certified = site.concrete.certified({"1": {WORK: "300"}})
    first = issued(site)
    site.head.reopen(first)
    number = certified.contract.number
    if how == "withdrawn":
        site.head.withdraw(first)
        assert left(site, site.head_claim()) == {(number, "1"): "300.00"}
        return
    site.head.type(first, {"01": {WORK: "250"}})
    site.head.issue(first)
    assert in_full(first) == set()
    site.scene.period(2026, 10)
    assert left(site, site.head_claim()) == {(number, "1"): "50.00"}
