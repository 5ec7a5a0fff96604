"""Releasing retention in a claim: by share, amount, event and line, and never more than is held."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledgerstone.claims import operations
from ledgerstone.claims.models import Claim
from ledgerstone.claims.sheets.edits import SavedCells
from ledgerstone.contracts.models import ReleaseEvent
from ledgerstone.contracts.operations.retaining_releases import PlannedRelease, plan_releases
from ledgerstone.core import CapOf, RetentionCap
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, WrongState
from tests.claims.desk import Desk, flat
from tests.support.contacts import contact_of
from tests.support.scene import Scene, raw_rows

D = Decimal
WORK, RELEASED = "work_to_date", "retention_released"
JOB = raw_rows([("1", "Steel", "60,000.00"), ("2", "Cladding", "40,000.00")])
HALF = PlannedRelease(event="practical_completion", share=D("0.5"))
REST = PlannedRelease(event="end_of_defects_liability", share=D(1))


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """10 % line by line on 100,000, of which 30,000 and 15,000 are certified: 4,500 is held."""
    scene.period()
    desk = Desk.at(scene, rows=JOB, retention=flat("0.10"))
    desk.certified({"1": {WORK: "30,000"}, "2": {WORK: "15,000"}})
    return desk


def release(desk: Desk, claim: Claim, actor: Actor | None = None, **given: Any) -> Claim:
    return operations.release_retention(
        actor=actor or desk.actor,
        claim_id=claim.pk,
        expected_version=desk.now(claim).version,
        **given,
    )


def on_lines(desk: Desk, claim: Claim, *items: str, **given: Any) -> SavedCells:
    ids = [desk.line(claim, item).line_id for item in items] or None
    return operations.release_on_lines(
        actor=desk.actor, claim_id=claim.pk, line_ids=ids, since=desk.now(claim).version, **given
    )


def released(desk: Desk, claim: Claim) -> tuple[Decimal, Decimal]:
    """What the claim releases, and what is held after it."""
    cover = desk.sheet(claim).cover
    return cover.retention_released_this_period, cover.total_retention


# --- by the whole claim ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "amount"),
    [({"share": D("0.2")}, D("900.00")), ({"amount": D("1234.56")}, D("1234.56"))],
)
def test_a_share_or_an_amount_of_what_is_held_is_released(
    desk: Desk, given: dict[str, Decimal], amount: Decimal
) -> None:
    claim = desk.start()
    release(desk, claim, **given)
    assert released(desk, claim) == (amount, D("4500.00") - amount)
    release(desk, claim)
    assert released(desk, claim) == (D("0.00"), D("4500.00"))


def test_one_way_takes_the_place_of_another_and_two_are_refused(desk: Desk, scene: Scene) -> None:
    plan_releases(actor=scene.actor, contract_id=desk.contract.pk, planned=[HALF])
    event = ReleaseEvent.objects.get()
    claim = desk.start()
    release(desk, claim, amount=D("100.00"))
    release(desk, claim, event_id=event.pk)
    claim = desk.now(claim)
    assert (claim.release_share, claim.release_amount) == (D("0.5"), None)
    assert claim.release_event == "Practical completion"
    assert released(desk, claim) == (D("2250.00"), D("2250.00"))
    with pytest.raises(Invalid, match="Choose one way"):
        release(desk, claim, amount=D("1.00"), event_id=event.pk)


def test_more_than_is_held_is_refused_with_what_is_held(desk: Desk) -> None:
    claim = desk.start()
    with pytest.raises(Invalid) as refused:
        release(desk, claim, amount=D("4500.01"))
    assert refused.value.fields == {
        "release": "A$4,500.00 of retention is held in all: release at most A$4,500.00."
    }
    release(desk, claim, amount=D("4500.00"))
    assert released(desk, claim) == (D("4500.00"), D("0.00"))


def test_this_claims_own_withholding_can_be_released(desk: Desk) -> None:
    claim = desk.start()
    desk.type(claim, {"1": {WORK: "60,000"}})
    release(desk, claim, amount=D("7500.00"))
    assert released(desk, claim) == (D("7500.00"), D("0.00"))


def test_a_draft_that_comes_to_hold_less_is_not_handed_in_with_more(desk: Desk) -> None:
    claim = desk.start()
    release(desk, claim, amount=D("4500.00"))
    saved = desk.type(claim, {"1": {WORK: "20,000"}})
    assert [one.code for one in saved.sheet.warnings].count("release_above_held") == 1
    with pytest.raises(Invalid) as refused:
        desk.submit(claim)
    assert list(refused.value.fields) == ["release"]
    assert "A$3,500.00 of retention is held in all" in refused.value.message
    release(desk, claim, amount=D("3500.00"))
    desk.submit(claim)
    assert desk.now(claim).status == "under_review"


def test_an_event_is_released_once(desk: Desk, scene: Scene) -> None:
    plan_releases(actor=scene.actor, contract_id=desk.contract.pk, planned=[HALF, REST])
    completion = ReleaseEvent.objects.get(event="practical_completion")
    second = desk.start()
    release(desk, second, event_id=completion.pk)
    desk.submit(second)
    # While the second is not decided, the next draft may still say it.
    third = desk.start()
    release(desk, third, event_id=completion.pk)
    desk.approve(second)
    for act in (
        lambda: desk.submit(third),
        lambda: release(desk, third, event_id=completion.pk),
    ):
        with pytest.raises(Invalid):
            act()
    with pytest.raises(Invalid, match="was released in claim 2 already"):
        desk.submit(third)


# --- line by line ----------------------------------------------------------------------------


def test_an_amount_is_spread_over_lines_by_what_they_hold(desk: Desk) -> None:
    claim = desk.start()
    saved = on_lines(desk, claim, amount=D("1000.00"))
    # 3,000 and 1,500 are held: two thirds and a third, 666.67 and 333.33.
    assert [line.row.claimed_released for line in saved.sheet] == [D("666.67"), D("333.33")]
    assert [line.retention for line in saved.sheet] == [D("2333.33"), D("1166.67")]
    assert released(desk, claim) == (D("1000.00"), D("3500.00"))


def test_a_share_is_of_what_the_chosen_lines_hold_whatever_was_released_before(desk: Desk) -> None:
    claim = desk.start()
    on_lines(desk, claim, amount=D("4500.00"))
    on_lines(desk, claim, "2", share=D("0.5"))
    assert [line.retention for line in desk.sheet(claim)] == [D("0.00"), D("750.00")]
    saved = on_lines(desk, claim, share=D(0))
    assert saved.sheet.cover.retention_released_this_period == D("0.00")


def test_lines_and_the_whole_claim_share_what_is_held(desk: Desk) -> None:
    claim = desk.start()
    release(desk, claim, amount=D("4000.00"))
    with pytest.raises(Invalid) as refused:
        on_lines(desk, claim, "1", share=D(1))
    assert refused.value.fields["release"] == (
        "A$3,000.00 of retention is held on these lines, and A$4,000.00 is released elsewhere: "
        "release at most A$500.00."
    )
    on_lines(desk, claim, "1", amount=D("500.00"))
    assert released(desk, claim) == (D("4500.00"), D("0.00"))
    with pytest.raises(Invalid, match=r"A\$500.00 of it is released line by line"):
        release(desk, claim, amount=D("4000.01"))


def test_a_typed_release_above_what_the_line_holds_is_refused_at_its_cell(desk: Desk) -> None:
    claim = desk.start()
    typed = {"1": {RELEASED: "3,000.01", WORK: "31,000"}, "2": {RELEASED: "1,500"}}
    saved = desk.type(claim, typed)
    # 31,000 of work was typed beside it, so 3,100.00 is held there.
    assert saved.errors == ()
    saved = desk.type(claim, {"1": {RELEASED: "3,100.01", "completed_percent": "55"}})
    line = saved.sheet.lines[0]
    assert [(one.line_id, one.column) for one in saved.errors] == []
    assert (line.claimed_work, line.row.claimed_released) == (D("33000.00"), D("3100.01"))
    saved = desk.type(claim, {"1": {RELEASED: "3,300.01"}, "2": {WORK: "16,000"}})
    (problem,) = saved.errors
    assert (problem.column, problem.message) == (
        RELEASED, "A$3,300.00 of retention is held on this line: release at most that.",
    )  # fmt: skip
    # The other cell of the save stands, and so does what the line released before.
    assert saved.sheet.lines[0].row.claimed_released == D("3100.01")
    assert saved.sheet.lines[1].claimed_work == D("16000.00")


def test_a_line_that_holds_nothing_says_so(desk: Desk, scene: Scene) -> None:
    other = Desk.at(scene, rows=JOB, retention=flat("0.10"))
    claim = other.start()
    saved = other.type(claim, {"1": {WORK: "1,000"}, "2": {RELEASED: "0.01"}})
    assert [one.message for one in saved.errors] == ["No retention is held on this line."]


def test_releasing_on_lines_is_refused_where_the_whole_holds_it(scene: Scene) -> None:
    scene.period()
    cap = RetentionCap(rate=D("0.05"), of=CapOf.ORIGINAL_SUM)
    for terms in (flat("0.10", cap=cap), flat("0.10", basis="cover")):
        desk = Desk.at(scene, rows=JOB, retention=terms)
        claim = desk.start()
        desk.type(claim, {"1": {WORK: "10,000"}})
        with pytest.raises(Invalid, match="released on the whole claim, not line by line"):
            on_lines(desk, claim, share=D(1))


# --- types -----------------------------------------------------------------------------------


def test_a_claim_for_release_only_is_due_what_it_releases(desk: Desk) -> None:
    claim = desk.start(type="retention_release")
    saved = desk.type(claim, {"1": {WORK: "31,000"}})
    assert "for retention only" in saved.errors[0].message
    on_lines(desk, claim, "2", share=D(1))
    cover = desk.sheet(claim).cover
    assert cover.current_payment_due == cover.retention_released_this_period == D("1500.00")
    desk.submit(claim)
    assert desk.approve(claim).current_payment_due == D("1500.00")


def test_a_claim_for_work_and_materials_releases_nothing(desk: Desk) -> None:
    claim = desk.start(type="work_materials")
    with pytest.raises(Invalid, match="releases no retention"):
        release(desk, claim, share=D("0.5"))
    with pytest.raises(Invalid, match="releases no retention"):
        on_lines(desk, claim, share=D("0.5"))


def test_a_final_claim_releases_what_remains_only_when_told_to(desk: Desk) -> None:
    claim = desk.start()
    desk.type(claim, {"1": {WORK: "60,000"}, "2": {WORK: "40,000"}})
    Claim.objects.filter(pk=claim.pk).update(is_final=True)
    assert released(desk, claim) == (D("0.00"), D("10000.00"))
    release(desk, claim, share=D(1))
    assert released(desk, claim) == (D("10000.00"), D("0.00"))


# --- the answer ------------------------------------------------------------------------------


def test_a_refused_release_needs_a_reason(desk: Desk) -> None:
    claim = desk.start()
    release(desk, claim, share=D("0.5"))
    desk.submit(claim)
    version = desk.now(claim).version
    operations.change_assessment(
        actor=desk.actor, claim_id=claim.pk, expected_version=version, release_share=D("0.1")
    )
    with pytest.raises(Invalid) as refused:
        desk.approve(claim)
    assert "release of retention" in refused.value.fields["assessed_reason"]
    operations.change_assessment(
        actor=desk.actor, claim_id=claim.pk, expected_version=desk.now(claim).version,
        reason_code="other", reason="Not before practical completion.",
    )  # fmt: skip
    assert desk.approve(claim).retention_released_this_period == D("450.00")


def test_a_release_refused_on_lines_needs_a_reason_on_each(desk: Desk) -> None:
    claim = desk.start()
    on_lines(desk, claim, share=D("0.5"))
    desk.submit(claim)
    on_lines(desk, claim, share=D(0))
    assert [line.row.claimed_released for line in desk.sheet(claim)] == [D("1500.00"), D("750.00")]
    with pytest.raises(Invalid, match="A reason is missing on lines 1, 2"):
        desk.approve(claim)
    desk.reason(claim, ["1", "2"])
    assert desk.approve(claim).retention_released_this_period == D("0.00")


def test_an_answer_releases_no_more_than_is_held(desk: Desk) -> None:
    claim = desk.start()
    release(desk, claim, amount=D("100.00"))
    desk.submit(claim)
    with pytest.raises(Invalid) as refused:
        operations.change_assessment(
            actor=desk.actor, claim_id=claim.pk, expected_version=desk.now(claim).version,
            release_amount=D("4500.01"),
        )  # fmt: skip
    assert list(refused.value.fields) == ["assessed_release"]


def test_what_was_released_is_held_again_after_reopening(desk: Desk) -> None:
    claim = desk.start()
    release(desk, claim, share=D("0.5"))
    desk.submit(claim)
    desk.approve(claim)
    third = desk.start()
    assert desk.sheet(third).cover.total_retention == D("2250.00")
    desk.reopen(claim)
    sheet = desk.sheet(third)
    assert sheet.previous_claim_number == 1
    assert sheet.cover.total_retention == D("4500.00")
    operations.change_assessment(
        actor=desk.actor, claim_id=claim.pk, expected_version=desk.now(claim).version,
        release_share=D(0), reason_code="other", reason="Too early.",
    )  # fmt: skip
    desk.approve(claim)
    assert desk.sheet(third).cover.total_retention == D("4500.00")


# --- rights ----------------------------------------------------------------------------------


def test_a_contact_proposes_a_release_and_adjusts_nothing(desk: Desk, scene: Scene) -> None:
    contact = contact_of(scene, desk.contract).actor
    claim = desk.start()
    release(desk, claim, contact, share=D("0.5"))
    assert released(desk, claim) == (D("2250.00"), D("2250.00"))
    with pytest.raises(NotAllowed):
        operations.remove_adjustments(actor=contact, claim_id=claim.pk, since=claim.version)
    with pytest.raises(NotAllowed):
        operations.hold_on_lines(
            actor=contact, claim_id=claim.pk, work=D("0.05"), since=claim.version
        )
    desk.submit(claim)
    for act in (
        lambda: release(desk, claim, contact, share=D("0.6")),
        lambda: operations.release_on_lines(
            actor=contact, claim_id=claim.pk, share=D(1), since=claim.version
        ),
    ):
        with pytest.raises((NotAllowed, WrongState)):
            act()
