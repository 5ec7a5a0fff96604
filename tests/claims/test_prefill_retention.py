"""Retention that is carried with certified amounts to a head contract claim."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledgerstone.claims.models import CarriedAmount, Claim
from ledgerstone.claims.prefill.allocation import Choices
from ledgerstone.claims.prefill.preview import PrefillPreview
from ledgerstone.claims.prefill.retention import Stays
from ledgerstone.core import RetentionCap
from tests.claims.desk import Desk, flat
from tests.claims.prefill_site import WORK, Site, rows
from tests.support.scene import Scene

WITH = Choices(with_retention=True)


def at(scene: Scene, head: str, below: str, **given: str) -> Site:
    """A head contract and one subcontract with these rates of retention."""
    scene.period(2026, 9)
    lines = (("01", "03-000", "1000.00"), ("02", "05-000", "800.00"))
    above = Desk.at(
        scene, "head_contract", rows=rows(*lines), retention=flat(head, **given), create_codes=True
    )
    under = (("1", "03-000", "900.00"), ("2", "05-000", "700.00"))
    sub = Desk.at(scene, rows=rows(*under), retention=flat(below), create_codes=True)
    return Site(scene, above, sub, sub)


def held(site: Site, claim: Claim) -> dict[str, str]:
    """Retention of this claim on each line, where there is any."""
    return {
        line.item: str(line.retention_this_period)
        for line in site.head.sheet(claim)
        if line.retention_this_period
    }


def left(preview: PrefillPreview) -> list[tuple[str, str]]:
    assert preview.retention is not None
    return [(str(one.amount), one.why.value) for one in preview.retention.left]


def test_a_line_holds_what_was_held_below_and_shows_the_adjustment(scene: Scene) -> None:
    site = at(scene, "0.05", "0.10")
    site.concrete.certified({"1": {WORK: "400"}})
    claim = site.head_claim()
    preview = site.fill(claim, WITH)
    assert preview.retention is not None
    assert (preview.retention.held, preview.retention.by_rule) == (Decimal(40), Decimal(20))
    line = site.head.line(claim, "01")
    assert line.claimed_entry.adjustment == Decimal("20.00")
    assert held(site, claim) == {"01": "40.00"}
    assert site.head.now(claim).carries_retention


def test_without_the_option_the_rule_holds_and_nothing_is_adjusted(scene: Scene) -> None:
    site = at(scene, "0.05", "0.10")
    site.concrete.certified({"1": {WORK: "400"}})
    claim = site.head_claim()
    site.fill(claim)
    assert held(site, claim) == {"01": "20.00"}
    assert site.head.line(claim, "01").claimed_entry.adjustment is None


def test_running_it_again_either_way_gives_the_same(scene: Scene) -> None:
    site = at(scene, "0.05", "0.10")
    site.concrete.certified({"1": {WORK: "400"}})
    claim = site.head_claim()
    for choices, expected in ((WITH, "40.00"), (WITH, "40.00"), (None, "20.00"), (WITH, "40.00")):
        site.fill(claim, choices)
        assert held(site, claim) == {"01": expected}


def test_the_next_claim_adds_to_what_the_first_adjusted(scene: Scene) -> None:
    site = at(scene, "0.05", "0.10")
    site.concrete.certified({"1": {WORK: "400"}})
    first = site.head_claim()
    site.fill(first, WITH)
    site.head.issue(first)
    scene.period(2026, 10)
    site.concrete.certified({"1": {WORK: "100"}})
    second = site.head_claim()
    site.fill(second, WITH)
    assert held(site, second) == {"01": "10.00"}
    assert site.head.line(second, "01").claimed_entry.adjustment == Decimal("25.00")
    assert site.head.line(second, "01").retention == Decimal("50.00")


def released_below(site: Site) -> Claim:
    """A subcontract claim that releases half of what is held, and nothing else."""
    claim = site.concrete.start(type="retention_release")
    site.concrete.header(claim, release_share=Decimal("0.5"))
    site.concrete.submit(claim)
    site.concrete.approve(claim)
    return claim


def carried_first(site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}, "2": {WORK: "100"}})
    first = site.head_claim()
    site.fill(first, WITH)
    site.head.issue(first)
    site.scene.period(2026, 10)
    released_below(site)


def test_a_release_below_is_a_release_above_once(scene: Scene) -> None:
    site = at(scene, "0.05", "0.10")
    carried_first(site)
    second = site.head_claim()
    assert site.preview(second).changed == 0
    preview = site.fill(second, WITH)
    assert preview.retention is not None
    assert preview.retention.released == Decimal("25.00")
    assert held(site, second) == {"01": "-20.00", "02": "-5.00"}
    assert site.head.line(second, "01").claimed_entry.released == Decimal("20.00")
    site.head.issue(second)
    scene.period(2026, 11)
    third = site.head_claim()
    assert site.preview(third, WITH).placements == ()


def test_a_release_that_is_not_carried_now_is_offered_later(scene: Scene) -> None:
    site = at(scene, "0.05", "0.10")
    carried_first(site)
    second = site.head_claim()
    site.fill(second)
    assert held(site, second) == {}
    assert len(site.preview(second, WITH).placements) == 2
    site.fill(second, WITH)
    site.fill(second)
    assert held(site, second) == {}
    assert not CarriedAmount.objects.filter(claim_id=second.pk).exists()


def test_no_more_is_released_than_the_line_holds_and_the_rest_comes_again(scene: Scene) -> None:
    site = at(scene, "0.01", "0.10")
    site.concrete.certified({"1": {WORK: "400"}})
    first = site.head_claim()
    site.fill(first)  # by its own rule it holds 4.00
    site.head.issue(first)
    scene.period(2026, 10)
    released_below(site)
    second = site.head_claim()
    preview = site.fill(second, WITH)
    assert held(site, second) == {"01": "-4.00"}
    assert left(preview) == [("-16.00", Stays.ABOVE_HELD)]
    (row,) = CarriedAmount.objects.filter(claim_id=second.pk)
    assert row.retention == Decimal("-4.00")


def test_terms_for_the_whole_claim_keep_to_their_rule_and_say_so(scene: Scene) -> None:
    site = at(scene, "0.05", "0.10", basis="cover")
    site.concrete.certified({"1": {WORK: "400"}})
    claim = site.head_claim()
    preview = site.fill(claim, WITH)
    assert left(preview) == [("40.00", Stays.ON_THE_WHOLE)]
    assert site.head.sheet(claim).cover.total_retention == Decimal("20.00")
    assert site.billed(claim) == {"01": "400.00"}


def test_a_line_whose_retention_a_person_typed_keeps_it(scene: Scene) -> None:
    site = at(scene, "0.05", "0.10")
    site.concrete.certified({"1": {WORK: "400"}})
    claim = site.head_claim()
    site.head.type(claim, {"01": {"retention_adjustment": "3"}})
    preview = site.fill(claim, WITH)
    assert left(preview) == [("40.00", Stays.TYPED)]
    assert held(site, claim) == {"01": "23.00"}


@pytest.mark.parametrize("work", ["900", "1000"])
def test_retention_is_shared_as_its_amount_is(scene: Scene, work: str) -> None:
    scene.period(2026, 9)
    lines = (("01", "03-000", "600.00"), ("02", "03-000", "300.00"))
    head = Desk.at(
        scene, "head_contract", rows=rows(*lines), retention=flat("0.05"), create_codes=True
    )
    sub = Desk.at(
        scene, rows=rows(("1", "03-000", "1000.00")), retention=flat("0.10"), create_codes=True
    )
    site = Site(scene, head, sub, sub)
    sub.certified({"1": {WORK: work}})
    claim = site.head_claim()
    site.fill(claim, WITH)
    assert held(site, claim) == {"01": "60.00", "02": "30.00"}


def capped(scene: Scene) -> Site:
    """A subcontract that holds 10 %, at most 60.00, and has reached that."""
    scene.period(2026, 9)
    lines = (("01", "03-000", "1000.00"), ("02", "05-000", "800.00"))
    head = Desk.at(
        scene, "head_contract", rows=rows(*lines), retention=flat("0.05"), create_codes=True
    )
    cap = RetentionCap(amount=Decimal("60.00"))
    under = (("1", "03-000", "900.00"), ("2", "05-000", "700.00"))
    sub = Desk.at(scene, rows=rows(*under), retention=flat("0.10", cap=cap), create_codes=True)
    site = Site(scene, head, sub, sub)
    sub.certified({"1": {WORK: "600"}})
    return site


def test_what_a_cap_shifts_from_line_to_line_goes_with_its_certificate(scene: Scene) -> None:
    site = capped(scene)
    first = site.head_claim()
    site.fill(first, WITH)
    assert held(site, first) == {"01": "60.00"}
    site.head.issue(first)
    scene.period(2026, 10)
    site.concrete.certified({"2": {WORK: "400"}})  # 36.00 and 24.00 from now on
    second = site.head_claim()
    preview = site.fill(second, WITH)
    assert held(site, second) == {"01": "-24.00", "02": "24.00"}
    assert preview.retention is not None
    assert (preview.retention.held, preview.retention.released) == (Decimal(0), Decimal(0))


def test_a_shift_is_settled_by_the_rule_with_its_amounts(scene: Scene) -> None:
    site = capped(scene)
    first = site.head_claim()
    site.fill(first)
    site.head.issue(first)
    scene.period(2026, 10)
    site.concrete.certified({"2": {WORK: "400"}})
    second = site.head_claim()
    site.fill(second)
    assert held(site, second) == {"02": "20.00"}
    site.head.issue(second)
    scene.period(2026, 11)
    third = site.head_claim()
    assert site.preview(third, WITH).placements == (), "nothing of it comes back as a release"
