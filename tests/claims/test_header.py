"""What stands above the lines: period, type, release, deductions."""

import datetime as dt
from decimal import Decimal

import pytest

from ledgerstone.claims import operations
from ledgerstone.claims.operations import NewDeduction
from ledgerstone.history.models import Event
from ledgerstone.tenancy.refusals import Invalid, WrongState
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene


def test_another_period_brings_its_dates(scene: Scene) -> None:
    september = scene.period(2026, 9)
    scene.period(2026, 10)
    desk = Desk.at(scene)
    claim = desk.start()
    changed = desk.header(claim, period_id=september.pk, comments="First round.\r\nAs agreed.")
    assert (changed.period_start, changed.period_end) == (dt.date(2026, 9, 1), dt.date(2026, 9, 30))
    assert changed.comments == "First round.\nAs agreed."
    assert changed.version == claim.version + 1
    summary = Event.objects.filter(kind="claim.header_changed").values_list("summary", flat=True)
    assert list(summary) == ["changed the comments, the period of claim 1"]
    assert desk.header(claim, period_id=september.pk).version == changed.version


def test_stored_material_is_moved_or_left_as_the_claim_says(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    desk.certified({"1": {"work_to_date": "1,000.00", "materials_stored": "400.00"}})
    claim = desk.start()
    desk.type(claim, {"2": {"work_this_period": "70.00"}})
    for moves, work, stored in ((True, 1_400, 0), (False, 1_000, 400)):
        desk.header(claim, move_stored_to_work=moves)
        line = desk.line(claim, "1")
        assert (line.work_previous, line.claimed_work, line.claimed_materials) == (
            work, work, stored,
        )  # fmt: skip
        assert line.claimed_movement == 0


def test_a_type_that_closes_what_is_entered_is_refused(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, retention=flat("0.10"))
    claim = desk.start()
    desk.type(claim, {"1": {"work_to_date": "100.00"}})
    with pytest.raises(Invalid) as refused:
        desk.header(claim, type="retention_release")
    line = desk.line(claim, "1")
    assert list(refused.value.fields) == [f"line:{line.line_id}:work_to_date"]
    assert desk.now(claim).type == "work_materials_retention"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"release_share": Decimal("1.5")}, "Give a share from 0% to 100%."),
        ({"release_amount": Decimal("-1")}, "Give an amount of 0 or more"),
        ({"release_share": Decimal("0.5"), "release_amount": Decimal(1)}, "Give a share of what"),
    ],
)
def test_a_release_is_a_share_or_an_amount(
    scene: Scene, given: dict[str, Decimal], sentence: str
) -> None:
    scene.period()
    desk = Desk.at(scene, retention=flat("0.10"))
    claim = desk.start()
    with pytest.raises(Invalid, match=sentence) as refused:
        desk.header(claim, **given)
    assert list(refused.value.fields) == ["release"]


def test_one_kind_of_release_takes_the_place_of_the_other(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, retention=flat("0.10"))
    claim = desk.start()
    desk.type(claim, {"1": {"work_to_date": "1,000.00"}})
    desk.header(claim, release_share=Decimal("0.5"))
    changed = desk.header(claim, release_amount=Decimal("100.00"))
    assert (changed.release_share, changed.release_amount) == (None, Decimal("100.00"))


def _deduct(desk: Desk, claim_id: int, version: int, *deductions: NewDeduction) -> None:
    operations.set_deductions(
        actor=desk.actor, claim_id=claim_id, expected_version=version, deductions=deductions
    )


def test_a_deduction_of_the_assessor_needs_a_reason(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, tax_rate=Decimal("0.10"))
    claim = desk.claimed({"1": {"work_to_date": "10,000.00"}})
    damages = NewDeduction("Liquidated damages", Decimal("-3000.00"), "One day late.")
    _deduct(desk, claim.pk, desk.now(claim).version, damages)
    cover = desk.sheet(claim).cover
    assert (cover.deductions_this_period, cover.tax) == (Decimal("-3000.00"), Decimal("1000.00"))
    assert cover.payable == Decimal("8000.00")
    with pytest.raises(Invalid, match="A reason is missing on the cover"):
        desk.approve(claim)
    operations.change_assessment(
        actor=desk.actor, claim_id=claim.pk, expected_version=desk.now(claim).version,
        reason_code="other", reason="Clause 34.7.",
    )  # fmt: skip
    assert desk.approve(claim).payable == Decimal("8000.00")


def test_a_deduction_that_was_claimed_needs_none(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    claim = desk.start()
    _deduct(desk, claim.pk, claim.version, NewDeduction("Contra charge", Decimal("-50.00")))
    desk.submit(claim)
    assert desk.approve(claim).payable == Decimal("-50.00")
    with pytest.raises(WrongState):
        _deduct(desk, claim.pk, desk.now(claim).version)


def test_a_reason_has_a_kind_and_words(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    claim = desk.claimed({"1": {"work_to_date": "10,000.00"}})
    for code, text, sentence in (
        ("defective", " ", "Say the reason in words too."),
        ("", "Because.", "Choose what kind of reason it is."),
        ("because", "Because.", "Choose one of the reasons."),
    ):
        with pytest.raises(Invalid) as refused:
            desk.reason(claim, ["1"], code, text)
        assert refused.value.fields == {"reason": sentence}
    desk.reason(claim, ["1", "2"], "defective", "Welds.")
    assert [line.reason for line in desk.sheet(claim)] == ["Welds.", "Welds.", ""]
    desk.reason(claim, ["2"], "", "")
    assert [line.reason for line in desk.sheet(claim)] == ["Welds.", "", ""]


def test_assessed_at_a_percentage_and_accepted_again(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    claim = desk.claimed({"1": {"work_to_date": "30,000.00"}, "2": {"percent_to_date": "80"}})
    saved = operations.assess_by_percent(
        actor=desk.actor, claim_id=claim.pk, percent="50%", since=claim.version
    )
    assert [line.assessed for line in saved.sheet] == [20_000, 125_000, -750]
    assert len(saved.changed) == 3
    one = desk.line(claim, "1").line_id
    accepted = operations.accept_as_claimed(
        actor=desk.actor, claim_id=claim.pk, line_ids=[one], since=saved.version
    )
    assert accepted.changed == (one,)
    assert [line.assessed for line in accepted.sheet] == [30_000, 125_000, -750]
