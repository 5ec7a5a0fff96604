"""The main job, whole, from an empty account.

A schedule of values becomes progress claims; they are reviewed and certified; the head contract
claim is filled from them; both come out as documents whose every figure is what the engine makes
of the same entries. The second period ends at the figures that worked example 33 prints.
"""

from __future__ import annotations

from tests.e2e.accessibility import assert_accessible
from tests.e2e.desk import Desk
from tests.e2e.setting_up import (
    open_period,
    set_up_head_contract,
    set_up_project,
    set_up_purchase_order,
    set_up_subcontract,
)


def test_a_schedule_becomes_certified_claims_in_both_directions(desk: Desk) -> None:
    desk.go("/accounts/login/")
    assert_accessible(desk.page)
    desk.sign_in()
    project = set_up_project(desk)
    head = set_up_head_contract(desk, project)
    concrete = set_up_subcontract(desk, project)
    supply = set_up_purchase_order(desk, project)
    open_period(desk, project, "2026-10-01", "2026-10-31", "2026-10-25")
    print(head, concrete, supply)
