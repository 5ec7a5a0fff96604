"""Whether a line may be billed beyond its value is for the project, and for the account, to say."""

import pytest

from ledgerstone.claims import operations
from ledgerstone.projects.operations import change_invoicing_settings
from ledgerstone.tenancy.refusals import Invalid
from tests.claims.desk import Desk
from tests.support.scene import Scene, raw_rows

ROWS = raw_rows([("1", "Fit-out", "10,000.00"), ("2", "Credit", "(1,000.00)")])


def _switch_off(scene: Scene, **changes: bool) -> None:
    change_invoicing_settings(actor=scene.actor, project_id=scene.project.pk, **changes)


def test_allowed_unless_somebody_says_otherwise(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, rows=ROWS)
    claim = desk.start()
    saved = desk.type(claim, {"1": {"work_to_date": "10,300.00"}})
    assert not saved.errors
    assert [warning.message for warning in saved.sheet.warnings] == [
        "Line 1 has earned 10,300.00 of a scheduled value of 10,000.00."
    ]
    desk.submit(claim)
    certificate = desk.approve(claim)
    assert certificate.lines.get(item="1").percent == 103


def test_refused_line_by_line_where_the_project_says_so(scene: Scene) -> None:
    scene.period()
    _switch_off(scene, commitments_may_over_bill=False)
    desk = Desk.at(scene, rows=ROWS)
    claim = desk.start()
    saved = desk.type(
        claim,
        {"1": {"work_to_date": "10,000.01"}, "2": {"work_to_date": "(1,000.00)"}},
    )
    assert [(error.column, error.message) for error in saved.errors] == [
        (
            "work_to_date",
            "This brings the line to 10,000.01 of a scheduled value of 10,000.00; "
            "billing beyond it is switched off here.",
        )
    ]
    assert desk.line(claim, "1").claimed == 0
    assert desk.line(claim, "2").claimed == -1000
    saved = desk.type(claim, {"2": {"work_to_date": "(1,000.01)"}})
    assert len(saved.errors) == 1
    desk.submit(claim)
    assert len(desk.type(claim, {"1": {"assessed": "10,500.00"}}).errors) == 1


def test_a_claim_typed_before_the_switch_is_refused_when_handed_in(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, rows=ROWS)
    claim = desk.start()
    desk.type(claim, {"1": {"work_to_date": "12,000.00"}})
    scene.account.may_over_bill = False
    scene.account.save(update_fields=["may_over_bill"])
    with pytest.raises(Invalid, match="switched off here: see 1") as refused:
        desk.submit(claim)
    line = desk.line(claim, "1")
    assert list(refused.value.fields) == [f"line:{line.line_id}:work_to_date"]


def test_each_direction_has_its_own_switch(scene: Scene) -> None:
    scene.period()
    _switch_off(scene, head_contracts_may_over_bill=False)
    down, up = Desk.at(scene, rows=ROWS), Desk.at(scene, "head_contract", rows=ROWS)
    assert not down.type(down.start(), {"1": {"work_to_date": "11,000"}}).errors
    assert len(up.type(up.start(), {"1": {"work_to_date": "11,000"}}).errors) == 1


def test_what_was_certified_beyond_may_stand_and_come_down(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, rows=ROWS)
    desk.certified({"1": {"work_to_date": "12,000.00"}})
    _switch_off(scene, commitments_may_over_bill=False)
    claim = desk.start()
    assert len(desk.type(claim, {"1": {"work_to_date": "12,100.00"}}).errors) == 1
    assert not desk.type(claim, {"1": {"work_to_date": "11,000.00"}}).errors
    desk.submit(claim)
    accepted = operations.accept_as_claimed(actor=desk.actor, claim_id=claim.pk, since=0)
    assert accepted.sheet.line(desk.line(claim, "1").line_id).assessed == 11_000
