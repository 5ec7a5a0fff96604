"""Half of the retention is released at practical completion, the rest after the defects period."""

from decimal import Decimal

import pytest

from ledgerstone.claims import operations
from ledgerstone.core import CapOf, RetentionCap
from ledgerstone.tenancy.refusals import Invalid
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene, raw_rows

ROWS = raw_rows([("1", "Works", "200,000.00")])


def test_released_at_completion_and_at_the_end(scene: Scene) -> None:
    scene.period(2026, 9)
    desk = Desk.at(scene, rows=ROWS, retention=flat("0.05"))
    works = desk.certified({"1": {"percent_to_date": "100"}})
    assert desk.sheet(works).cover.total_retention == Decimal("10000.00")

    scene.period(2026, 10)
    release = desk.start(type="retention_release")
    saved = desk.type(release, {"1": {"work_to_date": "190000"}})
    assert [problem.message for problem in saved.errors] == [
        "This claim is for retention only: work and materials stay as certified."
    ]
    desk.header(release, release_share=Decimal("0.5"), release_event="practical_completion")
    desk.submit(release)
    certificate = desk.approve(release)
    assert certificate.retention_released_this_period == Decimal("5000.00")
    assert certificate.current_payment_due == Decimal("5000.00")
    assert certificate.total_retention == Decimal("5000.00")

    scene.period(2026, 11)
    end = desk.start(type="retention_release")
    desk.header(end, release_share=Decimal(1), release_event="end_of_defects")
    desk.submit(end)
    final = desk.approve(end)
    assert final.current_payment_due == Decimal("5000.00")
    assert final.total_retention == Decimal("0.00")
    assert final.balance_to_finish_including_retention == Decimal("0.00")


def test_a_refused_release_needs_a_reason_on_the_cover(scene: Scene) -> None:
    scene.period()
    cap = RetentionCap(rate=Decimal("0.05"), of=CapOf.ORIGINAL_SUM)
    desk = Desk.at(scene, rows=ROWS, retention=flat("0.10", cap=cap))
    desk.certified({"1": {"percent_to_date": "100"}})
    claim = desk.start()
    desk.header(claim, release_share=Decimal("0.5"))
    desk.submit(claim)
    operations.change_assessment(
        actor=desk.actor,
        claim_id=claim.pk,
        expected_version=desk.now(claim).version,
        release_amount=Decimal(0),
    )
    sheet = desk.sheet(claim)
    assert sheet.claimed_cover.retention_released_this_period == Decimal("5000.00")
    assert sheet.cover.retention_released_this_period == Decimal("0.00")
    assert sheet.cover_needs_reason
    with pytest.raises(Invalid, match="A reason is missing on the cover") as refused:
        desk.approve(claim)
    assert "assessed_reason" in refused.value.fields
    operations.change_assessment(
        actor=desk.actor,
        claim_id=claim.pk,
        expected_version=desk.now(claim).version,
        reason_code="not_complete",
        reason="Practical completion was not reached.",
    )
    certificate = desk.approve(claim)
    assert certificate.decision == "approved_as_noted"
    assert certificate.claimed_cover["current_payment_due"] == "5000.00"
    assert certificate.current_payment_due == Decimal("0.00")


def test_a_line_is_not_released_where_the_whole_is(scene: Scene) -> None:
    scene.period()
    cap = RetentionCap(amount=Decimal("5000.00"))
    desk = Desk.at(scene, rows=ROWS, retention=flat("0.10", cap=cap))
    desk.certified({"1": {"percent_to_date": "50"}})
    claim = desk.start()
    saved = desk.type(claim, {"1": {"retention_released": "100", "retention_adjustment": "-50.00"}})
    assert [(problem.column, problem.message) for problem in saved.errors] == [
        (
            "retention_released",
            "Under this contract retention is released on the whole claim, not line by line.",
        )
    ]
    assert saved.sheet.cover.total_retention == Decimal("4950.00")


def test_an_adjustment_of_the_assessor_is_signed_and_needs_a_reason(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, rows=ROWS, retention=flat("0.05"))
    claim = desk.claimed({"1": {"percent_to_date": "50"}})
    desk.type(claim, {"1": {"assessed_retention_adjustment": "1,000.00"}})
    assert desk.sheet(claim).cover.total_retention == Decimal("6000.00")
    with pytest.raises(Invalid, match="A reason is missing on line 1"):
        desk.approve(claim)
    desk.reason(claim, ["1"], "defective", "Handrails have to be made good.")
    desk.approve(claim)
    # It stays until somebody removes it.
    following = desk.start()
    assert desk.sheet(following).cover.total_retention == Decimal("6000.00")
    desk.type(following, {"1": {"retention_adjustment": "0"}})
    assert desk.sheet(following).cover.total_retention == Decimal("5000.00")
