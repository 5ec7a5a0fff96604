"""How claims in both directions tie, line by line of the head contract."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledgerstone.claims.models import Claim
from ledgerstone.claims.prefill.allocation import Choices
from ledgerstone.claims.tie.tie import HeadTie, TieLine, tie
from ledgerstone.contracts.models import Contract, Variation
from ledgerstone.contracts.operations import approve_variation
from ledgerstone.tenancy.actor import Rights
from ledgerstone.tenancy.refusals import NotAllowed, NotThere
from tests.claims.desk import Desk
from tests.claims.prefill_site import WORK, Site, rows, site

__all__ = ["site"]


def ties(site: Site) -> tuple[HeadTie, ...]:
    return tie(site.scene.actor, site.scene.project)


def figures(line: TieLine) -> dict[str, str]:
    """The figures that are not nothing."""
    names = (
        "claimed_above", "certified_above", "claimed_below", "certified_below", "carried",
        "not_carried", "own_work", "margin", "ahead",
    )  # fmt: skip
    return {name: str(getattr(line, name)) for name in names if getattr(line, name)}


def by_item(head: HeadTie) -> dict[str, dict[str, str]]:
    return {line.item: figures(line) for line in head.lines if figures(line)}


def issued(site: Site, *, own: str = "", **choices: object) -> Claim:
    claim = site.head_claim()
    site.fill(claim, Choices(**choices))  # type: ignore[arg-type]
    if own:
        site.head.type(claim, {"04": {WORK: own}})
    return site.head.issue(claim)


def test_a_line_says_what_is_claimed_certified_and_carried_in_both_directions(site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    site.steel.claimed({"1": {WORK: "200"}})
    issued(site, own="30")
    (head,) = ties(site)
    assert by_item(head) == {
        "01": {
            "claimed_above": "400.00", "certified_above": "400.00", "claimed_below": "400.00",
            "certified_below": "400.00", "carried": "400.00",
        },
        "03": {"claimed_below": "200.00"},
        "04": {
            "claimed_above": "30.00", "certified_above": "30.00", "own_work": "30.00",
            "margin": "30.00",
        },
    }  # fmt: skip
    assert figures(head.total) == {
        "claimed_above": "430.00", "certified_above": "430.00", "claimed_below": "600.00",
        "certified_below": "400.00", "carried": "400.00", "own_work": "30.00", "margin": "30.00",
    }  # fmt: skip
    assert head.ahead == ()


def test_what_is_certified_and_not_carried_stands_where_it_would_go(site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    site.steel.certified({"2": {WORK: "60"}})
    (head,) = ties(site)
    assert by_item(head) == {
        "01": {
            "claimed_below": "400.00", "certified_below": "400.00", "not_carried": "400.00",
            "margin": "-400.00", "ahead": "400.00",
        }
    }  # fmt: skip
    assert figures(head.apart)["not_carried"] == "60.00"
    assert str(head.total.not_carried) == "460.00"


def test_paying_ahead_of_the_owners_certificate_is_warned_about(site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    claim = issued(site)
    site.head.type(claim, {"01": {"assessed": "250"}})
    site.head.reason(claim, ["01"])
    site.head.certify(claim)
    (head,) = ties(site)
    (line,) = head.ahead
    assert (line.item, str(line.ahead), str(head.paid_ahead)) == ("01", "150.00", "150.00")


def test_a_draft_is_not_claimed_yet(site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    site.fill(site.head_claim())
    (head,) = ties(site)
    assert str(head.total.claimed_above) == "0.00"
    assert str(head.total.not_carried) == "400.00"


def test_a_placed_amount_stands_on_the_line_that_it_was_placed_on(site: Site) -> None:
    site.steel.certified({"2": {WORK: "60"}})
    claim = site.head_claim()
    (left,) = site.preview(claim).not_carried
    target = site.head.line(claim, "04").line_id
    site.fill(claim, Choices(placed={left.source.id: target}))
    site.head.issue(claim)
    site.scene.period(2026, 10)
    site.steel.certified({"2": {WORK: "15"}})
    (head,) = ties(site)
    assert by_item(head)["04"] == {
        "claimed_above": "60.00", "certified_above": "60.00", "claimed_below": "75.00",
        "certified_below": "75.00", "carried": "60.00", "not_carried": "15.00",
        "margin": "-15.00", "ahead": "15.00",
    }  # fmt: skip


def vary(desk: Desk, value: str, above: Variation | None = None) -> Variation:
    return approve_variation(
        actor=desk.actor,
        contract_id=desk.contract.pk,
        number="V1",
        title="Extra",
        lines=rows(("V1", "03-000", value)),
        approved_on=dt.date(2026, 9, 2),
        head_variation_id=above.pk if above else None,
    )


def test_a_variation_that_nobody_recovers_is_warned_about(site: Site) -> None:
    lost = vary(site.concrete, "100.00")
    (head,) = ties(site)
    (one,) = head.unrecovered
    assert (one.id, one.contract_number, one.number) == (
        lost.pk, site.concrete.contract.number, "V1",
    )  # fmt: skip
    assert str(head.unrecovered_sum) == "100.00"


def test_a_variation_waits_until_the_one_above_is_approved(site: Site) -> None:
    above = vary(site.head, "120.00")
    vary(site.concrete, "100.00", above)
    assert ties(site)[0].unrecovered == ()
    Variation.objects.filter(pk=above.pk).update(status="pending", approved_on=None)
    (one,) = ties(site)[0].unrecovered
    assert (one.head_variation_id, one.head_number) == (above.pk, "V1")


def test_what_is_known_not_to_be_recoverable_is_not_warned_about(site: Site) -> None:
    lost = vary(site.concrete, "100.00")
    Variation.objects.filter(pk=lost.pk).update(is_not_recoverable=True)
    assert ties(site)[0].unrecovered == ()


def test_each_head_contract_has_its_own_commitments(site: Site) -> None:
    other = Desk.at(
        site.scene, "head_contract", rows=rows(("01", "03-000", "1000.00")), create_codes=True
    )
    theirs = Desk.at(
        site.scene,
        rows=rows(("1", "03-000", "90.00")),
        head_contract_id=other.contract.pk,
        create_codes=True,
    )
    theirs.certified({"1": {WORK: "90"}})
    site.concrete.certified({"1": {WORK: "400"}})
    first, second = ties(site)
    assert str(first.total.certified_below) == "400.00"
    assert str(second.total.certified_below) == "90.00"


def test_only_administrators_of_head_contracts_see_it(site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    project = site.scene.project

    def seen_by(**levels: int) -> object:
        rights = {project.pk: Rights(levels)}
        person = replace(site.scene.actor, account_rights=Rights(), projects=rights)
        return tie(person, project)

    for level in (0, 1, 2):
        with pytest.raises(NotThere):
            seen_by(head_contracts=level, commitments=3)
    assert seen_by(head_contracts=3, commitments=1)
    with pytest.raises(NotAllowed, match="that you do not all see"):
        seen_by(head_contracts=3, commitments=0)
    Contract.objects.filter(pk=site.concrete.contract.pk).update(is_private=True)
    with pytest.raises(NotAllowed):
        seen_by(head_contracts=3, commitments=1)


def test_it_takes_as_many_queries_for_many_contracts_as_for_one(site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    with CaptureQueriesContext(connection) as few:
        ties(site)
    for _ in range(3):
        above = Desk.at(site.scene, "head_contract", rows=rows(("01", "03-000", "10.00")))
        desk = Desk.at(
            site.scene,
            rows=rows(("1", "05-000", "9.00")),
            create_codes=True,
            head_contract_id=above.contract.pk,
        )
        desk.certified({"1": {WORK: "5"}})
    with CaptureQueriesContext(connection) as many:
        ties(site)
    assert len(many) == len(few)
    assert sum(Decimal(1) for query in many if "SELECT" in query["sql"]) <= 5
