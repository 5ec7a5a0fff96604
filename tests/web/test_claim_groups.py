"""Groups of a claim's lines over HTTP: figures on them, how lines are gathered, who is here."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ledgerstone.claims.models import Claim, ClaimComment, Presence
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.projects.operations import add_budget_codes
from tests.claims.desk import Desk
from tests.claims.test_two_editors import _colleague
from tests.support.scene import Scene
from tests.web.claims_desk import config_of, send, type_cells

ROWS = [
    RawRow(item="1", description="Footings", scheduled_value="100", section="A", budget_code="20"),
    RawRow(item="2", description="Slabs", scheduled_value="150", section="A", budget_code="10"),
    RawRow(item="3", description="Frames", scheduled_value="900", section="B", budget_code="20"),
    RawRow(item="4", description="Sundries", scheduled_value="50", section="B"),
]


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period()
    codes = {"10": "Concrete", "20": "Steel"}
    add_budget_codes(actor=scene.actor, project_id=scene.project.pk, codes=codes)
    return Desk.at(scene, rows=ROWS)


def _config(client: Client, claim: Claim) -> dict[str, Any]:
    return config_of(client.get(reverse("web:claim", args=[claim.pk])))


def _enter(client: Client, desk: Desk, claim: Claim, items: str, value: str, **more: Any) -> Any:
    lines = [line.line_id for line in desk.sheet(claim, live=True) if line.item in items]
    body = {
        "lines": lines, "column": "work_this_period", "value": value,
        "since": desk.now(claim).version, **more,
    }  # fmt: skip
    return send(client, reverse("web:claim_group", args=[claim.pk]), body)


def test_a_figure_on_a_group_answers_as_a_save_does(signed_in: Client, desk: Desk) -> None:
    claim = desk.start()
    saved = _enter(signed_in, desk, claim, "12", "50").json()
    assert [line["cells"]["work_this_period"] for line in saved["lines"]] == ["20.00", "30.00"]
    assert saved["group_totals"]["s0"]["work_this_period"] == "50.00"
    assert "50.00" in saved["cover_html"]
    assert (saved["errors"], saved["conflicts"]) == ([], [])
    refused = _enter(signed_in, desk, claim, "12", "some").json()
    assert [error["line"] for error in refused["errors"]] == [0]
    assert refused["version"] == saved["version"]


@pytest.mark.parametrize("broken", [{"lines": "all"}, {"lines": [True]}, {"since": "now"}])
def test_what_is_not_what_the_sheet_sends_is_refused(
    signed_in: Client, desk: Desk, broken: dict[str, Any]
) -> None:
    claim = desk.start()
    assert _enter(signed_in, desk, claim, "12", "50", **broken).status_code == 422
    assert not desk.sheet(claim).claimed_this_period


def test_lines_are_gathered_by_section_and_by_code(signed_in: Client, desk: Desk) -> None:
    claim = desk.start()
    config = _config(signed_in, claim)
    section, code = config["groupings"]
    assert section == {"key": "section", "label": "Section"}
    assert [group["label"] for group in config["groups"]] == ["A", "B"]
    assert [group["label"] for group in code["groups"]] == ["10", "20", "No budget code"]
    assert code["places"] == [1, 0, 1, 2]
    assert code["group_totals"]["c1"]["scheduled_value"] == "1000.00"
    extras = {column["key"] for column in config["columns"] if column.get("extra")}
    assert extras == {"budget_code", "retention_adjustment", "retention_released"}


def test_a_save_answers_subtotals_of_the_groups_that_are_shown(
    signed_in: Client, desk: Desk
) -> None:
    claim = desk.start()
    edit = {
        "line": desk.line(claim, "3").line_id, "column": "work_this_period", "value": "9",
        "was": None,
    }  # fmt: skip
    address = reverse("web:claim_cells", args=[claim.pk]) + "?group=code"
    saved = send(signed_in, address, {"edits": [edit], "since": claim.version}).json()
    assert {key: cells["work_this_period"] for key, cells in saved["group_totals"].items()} == {
        "c1": "9.00"
    }
    assert "budget_code" in saved["lines"][0]["cells"]


def test_the_answer_to_being_here_brings_what_others_changed(
    signed_in: Client, desk: Desk, scene: Scene
) -> None:
    claim = desk.start()
    ines = Desk(_colleague(scene), desk.contract)
    address = reverse("web:claim_present", args=[claim.pk])
    seen = claim.version
    alone = send(signed_in, address, {"since": seen}).json()
    assert alone == {"here": [], "mode": "entry", "version": seen}
    ines.type(claim, {"2": {"work_this_period": "7"}})
    Presence.objects.create(
        account=scene.account, claim=claim, user_id=ines.actor.user_id, name="Ines Moreau"
    )
    told = send(signed_in, address, {"since": seen}).json()
    assert told["here"] == ["Ines Moreau"]
    assert [line["cells"]["work_this_period"] for line in told["lines"]] == ["7.00"]
    assert set(told["group_totals"]) == {"s0", "s1"}
    again = send(signed_in, address + "?group=code", {"since": told["version"]}).json()
    assert again["lines"] == []
    assert again["group_totals"]["c0"]["work_this_period"] == "7.00"
    desk.submit(claim)
    assert send(signed_in, address, {"since": told["version"]}).json()["mode"] == "review"


def test_lines_say_how_much_hangs_on_them(signed_in: Client, desk: Desk, scene: Scene) -> None:
    claim = desk.start()
    ClaimComment.objects.create(
        account=scene.account, claim=claim, line_id=desk.line(claim, "2").line_id,
        text="See the photographs.", author=scene.user, author_name=scene.user.name,
    )  # fmt: skip
    lines = {line["item"]: line for line in _config(signed_in, claim)["lines"]}
    assert lines["2"]["marks"] == {"comments": 1, "files": 0}
    assert "marks" not in lines["1"]
    saved = type_cells(signed_in, desk, claim, {"2": {"work_this_period": "5"}}).json()
    assert "marks" not in saved["lines"][0]


def _form(desk: Desk, claim: Claim, **given: str) -> dict[str, str]:
    return {"version": str(desk.now(claim).version), "group": "s0", "column": "work", **given}


def test_groups_are_entered_without_script(signed_in: Client, desk: Desk) -> None:
    claim = desk.start()
    address = reverse("web:claim_groups", args=[claim.pk])
    page = signed_in.get(reverse("web:claim_as_list", args=[claim.pk]))
    assert address in page.content.decode()
    page = signed_in.get(address)
    assert "in proportion to what each has left" in page.content.decode()
    assert page.content.decode().count("<form") >= 2
    answer = signed_in.post(address, _form(desk, claim, value="50"))
    assert answer.status_code == 302
    assert [line.claimed for line in desk.sheet(claim)] == [20, 30, 0, 0]
    answer = signed_in.post(f"{address}?by=code", _form(desk, claim, group="c1", value="10%"))
    assert [line.claimed for line in desk.sheet(claim)] == [10, 30, 90, 0]
    shown = signed_in.get(answer["Location"]).content.decode()
    assert "10% is entered on 20." in shown
    form = _form(desk, claim, column="to_date", group="s1", value="100")
    signed_in.post(address, form)
    assert [line.claimed for line in desk.sheet(claim)] == [10, 30, 900, 50]


def test_what_a_group_cannot_take_is_shown_as_it_was_typed(signed_in: Client, desk: Desk) -> None:
    claim = desk.start()
    address = reverse("web:claim_groups", args=[claim.pk])
    answer = signed_in.post(address, _form(desk, claim, value="a lot"))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'value="a lot"' in shown
    assert "This is not a figure" in shown
    late = _form(desk, claim, value="5")
    desk.type(claim, {"1": {"work_this_period": "3"}})
    answer = signed_in.post(address, late)
    assert answer.status_code == 422
    assert "You changed line 1 meanwhile" in answer.content.decode()
    assert [line.claimed for line in desk.sheet(claim)] == [3, 0, 0, 0]


def test_groups_of_an_assessment_are_assessed(signed_in: Client, desk: Desk) -> None:
    claim = desk.claimed({"1": {"work_to_date": "100"}, "2": {"work_to_date": "150"}})
    address = reverse("web:claim_groups", args=[claim.pk])
    signed_in.post(address, _form(desk, claim, column="to_date", value="40%"))
    assert [line.assessed for line in desk.sheet(claim, live=True)] == [40, 60, 0, 0]
    desk.reason(claim, ["1", "2"])
    desk.approve(claim)
    assert signed_in.get(address).status_code == 302
