"""What a save answers of totals brings the page to where a reload would."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.schedules.schedule import RawRow
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene
from tests.web.claims_desk import config_of, type_cells

ROWS = [
    RawRow(item="1", description="Footings", scheduled_value="1,000.00", section="Concrete"),
    RawRow(item="2", description="Slabs", scheduled_value="2,000.00", section="Concrete"),
    RawRow(item="3", description="Frames", scheduled_value="3,000.00", section="Steel"),
]


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period()
    return Desk.at(scene, rows=ROWS, retention=flat("0.10", basis="cover"))


def _config(client: Client, claim: Claim) -> dict[str, Any]:
    return config_of(client.get(reverse("web:claim", args=[claim.pk])))


def test_only_groups_with_changed_lines_are_answered(signed_in: Client, desk: Desk) -> None:
    claim = desk.start()
    page = _config(signed_in, claim)
    saved = type_cells(signed_in, desk, claim, {"2": {"work_this_period": "750"}}).json()
    assert set(page["group_totals"]) == {"s0", "s1"}
    assert set(saved["group_totals"]) == {"s0"}
    again = _config(signed_in, claim)
    assert page["group_totals"] | saved["group_totals"] == again["group_totals"]
    assert saved["totals"] == again["totals"]
    assert saved["totals"]["work_this_period"] == "750.00"


def test_figures_of_the_whole_sheet_are_answered_for_every_group(
    signed_in: Client, desk: Desk
) -> None:
    desk.certified({"1": {"work_to_date": "500"}, "3": {"work_to_date": "500"}})
    claim = desk.start(type="retention_release")
    page = _config(signed_in, claim)
    saved = type_cells(signed_in, desk, claim, {"1": {"retention_released": "x"}}).json()
    assert saved["errors"]
    assert saved["group_totals"] == page["group_totals"]
    assert set(saved["group_totals"]) == {"s0", "s1"}


def test_sums_of_the_sheet_are_sums_of_its_lines(signed_in: Client, desk: Desk) -> None:
    claim = desk.start()
    typed = {
        "1": {"percent_to_date": "50", "materials_stored": "12.50"},
        "3": {"work_to_date": "7"},
    }
    type_cells(signed_in, desk, claim, typed)
    sheet = desk.sheet(claim)
    totals = _config(signed_in, claim)["totals"]
    assert totals["claimed"] == f"{sum(line.claimed for line in sheet)}"
    assert totals["work_this_period"] == f"{sum(line.claimed_work_this_period for line in sheet)}"
    assert totals["materials_stored"] == "12.50"
    assert totals["scheduled_value"] == "6000.00"
