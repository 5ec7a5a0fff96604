"""Adjusting what the rule holds on lines: in bulk, with who and when, and taken back at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledgerstone.claims import operations
from ledgerstone.claims.models import Claim
from ledgerstone.claims.retention.retention_overrides import overrides
from ledgerstone.claims.sheets.edits import SavedCells
from ledgerstone.history.models import Event
from ledgerstone.tenancy.refusals import Invalid
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene, raw_rows

D = Decimal
WORK, ADJUSTED = "work_to_date", "retention_adjustment"
JOB = raw_rows([("1", "Steel", "500.00"), ("2", "Cladding", "2,096.25")])


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """5 % line by line on 2,596.25."""
    scene.period()
    return Desk.at(scene, rows=JOB, retention=flat("0.05"))


def hold(desk: Desk, claim: Claim, *items: str, **given: Any) -> SavedCells:
    ids = [desk.line(claim, item).line_id for item in items] or None
    return operations.hold_on_lines(
        actor=desk.actor, claim_id=claim.pk, line_ids=ids, since=desk.now(claim).version, **given
    )


def remove(desk: Desk, claim: Claim) -> SavedCells:
    return operations.remove_adjustments(
        actor=desk.actor, claim_id=claim.pk, since=desk.now(claim).version
    )


def held(desk: Desk, claim: Claim) -> list[Decimal]:
    return [line.retention for line in desk.sheet(claim)]


@pytest.mark.parametrize("basis", ["per_line", "cover"])
def test_ten_per_cent_is_set_on_all_lines(scene: Scene, basis: str) -> None:
    scene.period()
    desk = Desk.at(scene, rows=JOB, retention=flat("0.05", basis=basis))
    claim = desk.start()
    desk.type(claim, {"1": {WORK: "500"}, "2": {WORK: "2096.25"}})
    saved = hold(desk, claim, work=D("0.1"))
    assert [line.retention for line in saved.sheet] == [D("50.00"), D("209.63")]
    assert saved.sheet.cover.total_retention == D("259.63")
    assert [line.row.claimed_adjustment for line in saved.sheet] == [D("25.00"), D("104.82")]


def test_work_and_materials_are_set_apart_and_only_where_chosen(desk: Desk) -> None:
    claim = desk.start()
    desk.type(claim, {"1": {WORK: "300", "materials_stored": "200"}, "2": {WORK: "1,000"}})
    hold(desk, claim, "1", work=D("0.2"), materials=D("0.03"))
    # 60 of work and 6 of materials; the other line by the rule.
    assert held(desk, claim) == [D("66.00"), D("50.00")]
    hold(desk, claim, "1", work=D(0))
    assert held(desk, claim) == [D("0.00"), D("50.00")]


def test_a_share_beyond_all_is_refused_at_its_field(desk: Desk) -> None:
    claim = desk.start()
    for field, given in (("work", {"work": D("1.1")}),
                         ("materials", {"work": D(0), "materials": D("-0.1")})):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            hold(desk, claim, **given)
        assert list(refused.value.fields) == [field]


def test_nothing_is_set_where_the_contract_holds_nothing_back(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, rows=JOB)
    claim = desk.start()
    with pytest.raises(Invalid, match="set its terms of retention"):
        hold(desk, claim, work=D("0.1"))


def test_an_adjustment_says_who_made_it_and_stays_until_it_is_removed(desk: Desk) -> None:
    first = desk.start()
    desk.type(first, {"1": {WORK: "500", ADJUSTED: "-5.00"}, "2": {WORK: "1,000"}})
    desk.submit(first)
    desk.approve(first)
    second = desk.start()
    assert held(desk, second) == [D("20.00"), D("50.00")]
    sheet = desk.sheet(second)
    (kept,) = overrides(second, sheet.lines).values()
    assert (kept.line.item, kept.amount, kept.by, kept.number) == (
        "1", D("-5.00"), "Robin Hale", 1,
    )  # fmt: skip
    assert kept.at == Event.objects.get(kind="claim.retention_adjusted").occurred_at
    saved = remove(desk, second)
    assert [line.retention for line in saved.sheet] == [D("25.00"), D("50.00")]
    assert overrides(desk.now(second), saved.sheet.lines) == {}
    # The certificate stands as it was.
    assert desk.now(first).certificate.total_retention == D("70.00")  # type: ignore[union-attr]


def test_what_is_set_and_removed_in_one_claim_leaves_nothing_behind(desk: Desk) -> None:
    claim = desk.start()
    desk.type(claim, {"1": {WORK: "500"}, "2": {WORK: "1,000"}})
    hold(desk, claim, work=D("0.1"))
    saved = remove(desk, claim)
    assert [line.row.claimed_adjustment for line in saved.sheet] == [None, None]
    said = Event.objects.filter(kind="claim.retention_adjusted").values_list("summary", flat=True)
    assert list(said) == ["adjusted the retention of 2 lines of claim 1 by hand"] * 2


def test_the_reviewer_holds_more_with_a_reason(desk: Desk) -> None:
    claim = desk.claimed({"1": {WORK: "500"}, "2": {WORK: "1,000"}})
    hold(desk, claim, "2", work=D("0.1"))
    sheet = desk.sheet(claim)
    assert [line.row.assessed_adjustment for line in sheet] == [None, D("50.00")]
    assert sheet.claimed_cover.total_retention == D("75.00")
    (made,) = overrides(claim, sheet.lines).values()
    assert (made.amount, made.by) == (D("50.00"), "Robin Hale")
    assert overrides(claim, sheet.lines, claimed=True) == {}
    with pytest.raises(Invalid, match="A reason is missing on line 2"):
        desk.approve(claim)
    desk.reason(claim, ["2"], "defective", "Welds.")
    assert desk.approve(claim).total_retention == D("125.00")
