"""Saving cells and reasons of the sheet: what is answered, what is refused, what is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.projects.models import InvoicingSettings
from tests.claims.desk import Desk
from tests.support.scene import Scene
from tests.web.claims_desk import HALF, send, type_cells


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period()
    return Desk.at(scene)


def test_a_saved_cell_answers_with_everything_that_changed(signed_in: Client, desk: Desk) -> None:
    claim = desk.start()
    answer = type_cells(signed_in, desk, claim, {"2": {"work_this_period": "25%"}})
    assert answer.status_code == 200
    saved = answer.json()
    assert saved["version"] == desk.now(claim).version
    [line] = saved["lines"]
    assert line["cells"]["work_this_period"] == "62500.00"
    assert line["cells"]["percent_to_date"] == "25.00"
    assert line["flags"] == ["changed"]
    assert saved["totals"]["claimed"] == "62500.00"
    assert "62,500.00" in saved["cover_html"]
    assert "62,500.00" in saved["head_html"]
    assert (saved["errors"], saved["conflicts"]) == ([], [])


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("work_this_period", "abc"),
        ("work_this_period", "1.234"),
        ("materials_stored", "-5"),
        ("percent_to_date", "12.3456789"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_cell(
    signed_in: Client, desk: Desk, column: str, text: str
) -> None:
    claim = desk.start()
    cells = {"1": {column: text}, "2": {"work_this_period": "100"}}
    saved = type_cells(signed_in, desk, claim, cells).json()
    [error] = saved["errors"]
    line = desk.line(claim, "1")
    assert (error["line"], error["column"]) == (line.line_id, column)
    assert error["message"].endswith(".")
    assert line.claimed == 0
    assert desk.line(claim, "2").claimed == 100


def test_over_billing_is_refused_at_its_cell_where_it_is_off(
    signed_in: Client, desk: Desk, scene: Scene
) -> None:
    InvoicingSettings.objects.filter(project=scene.project).update(commitments_may_over_bill=False)
    claim = desk.start()
    saved = type_cells(signed_in, desk, claim, {"1": {"work_this_period": "40,000.01"}}).json()
    [error] = saved["errors"]
    assert "40,000" in error["message"]
    assert desk.line(claim, "1").claimed == 0


def test_two_editors_of_one_cell_meet_in_it(signed_in: Client, desk: Desk) -> None:
    claim = desk.start()
    type_cells(signed_in, desk, claim, {"1": {"work_this_period": "1,000"}})
    cells = {"1": {"work_this_period": "2,000"}, "2": {"work_this_period": "7"}}
    saved = type_cells(signed_in, desk, claim, cells, was=None).json()
    [conflict] = saved["conflicts"]
    assert conflict["theirs"] == "1000.00"
    assert "1,000.00" in conflict["message"]
    assert desk.line(claim, "1").claimed == 1000
    assert desk.line(claim, "2").claimed == 7
    shown = {line["item"] if "item" in line else line["id"]: line for line in saved["lines"]}
    assert desk.line(claim, "1").line_id in {line["id"] for line in saved["lines"]}
    assert shown


def test_the_same_save_sent_twice_happens_once(signed_in: Client, desk: Desk) -> None:
    claim = desk.start()
    key = str(uuid4())
    body = {
        "edits": [
            {"line": desk.line(claim, "1").line_id, "column": "work_this_period", "value": "10",
             "was": None}
        ],
        "since": claim.version,
    }  # fmt: skip
    address = reverse("web:claim_cells", args=[claim.pk])
    first, second = (send(signed_in, address, body, key).json() for _ in range(2))
    assert first == second
    assert desk.now(claim).version == first["version"]


def test_a_reason_is_given_to_several_lines(signed_in: Client, desk: Desk) -> None:
    claim = desk.claimed(HALF)
    desk.type(claim, {"1": {"assessed": "0"}, "2": {"assessed": "0"}})
    lines = [desk.line(claim, item).line_id for item in ("1", "2")]
    body = {
        "lines": lines, "code": "defective", "text": "To be redone.",
        "since": desk.now(claim).version,
    }  # fmt: skip
    saved = send(signed_in, reverse("web:claim_reasons", args=[claim.pk]), body).json()
    assert [line["id"] for line in saved["lines"]] == lines
    assert {line["cells"]["reason"] for line in saved["lines"]} == {"Defective"}
    assert saved["lines"][0]["reason"] == {"code": "defective", "text": "To be redone."}
    assert not desk.sheet(claim).lines_needing_reason


def test_a_reason_without_words_is_refused(signed_in: Client, desk: Desk) -> None:
    claim = desk.claimed(HALF)
    body = {
        "lines": [desk.line(claim, "1").line_id], "code": "defective", "text": "",
        "since": claim.version,
    }  # fmt: skip
    answer = send(signed_in, reverse("web:claim_reasons", args=[claim.pk]), body)
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_saving_into_a_claim_that_was_decided_is_refused(signed_in: Client, desk: Desk) -> None:
    claim = desk.certified(HALF)
    answer = type_cells(signed_in, desk, claim, {"1": {"work_this_period": "5"}}, was=None)
    assert answer.status_code == 422
    assert "approved" in answer.json()["message"]


def test_somebody_signed_out_is_told_and_nothing_is_saved(desk: Desk) -> None:
    claim = desk.start()
    answer = type_cells(Client(), desk, claim, {"1": {"work_this_period": "5"}})
    assert answer.status_code == 401
    assert answer.json()["login"]
    assert desk.line(claim, "1").claimed == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"edits": "all", "since": 1},
        {"edits": [{"line": "1", "column": "work_to_date", "value": "1"}], "since": 1},
        {"edits": [], "since": True},
    ],
)
def test_what_no_page_of_ours_sends_is_refused(
    signed_in: Client, desk: Desk, body: dict[str, Any]
) -> None:
    claim = desk.start()
    answer = send(signed_in, reverse("web:claim_cells", args=[claim.pk]), body)
    assert answer.status_code == 422


def test_a_line_of_another_claim_is_told_as_gone(signed_in: Client, desk: Desk) -> None:
    claim = desk.start()
    edit = {"line": 987654321, "column": "work_this_period", "value": "1", "was": None}
    body = {"edits": [edit], "since": claim.version}
    saved = send(signed_in, reverse("web:claim_cells", args=[claim.pk]), body).json()
    assert saved["errors"][0]["message"] == "This line is no longer here: reload the page."


def test_the_full_columns_are_answered_where_they_are_shown(signed_in: Client, desk: Desk) -> None:
    claim = desk.start()
    page = signed_in.get(reverse("web:claim", args=[claim.pk]) + "?columns=full")
    assert "Retention released" in page.content.decode()
    line = desk.line(claim, "1")
    edit = {"line": line.line_id, "column": "work_this_period", "value": "5", "was": None}
    address = reverse("web:claim_cells", args=[claim.pk]) + "?columns=full"
    saved = send(signed_in, address, {"edits": [edit], "since": claim.version}).json()
    assert "retention_released" in saved["lines"][0]["cells"]


def test_saving_takes_the_same_queries_however_many_lines(
    signed_in: Client, scene: Scene, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    scene.period()
    rows = [RawRow(item=str(n), description="Work", scheduled_value="100.00") for n in range(150)]
    desk = Desk.at(scene, rows=rows)
    claim = desk.start()
    line = desk.line(claim, "7")
    edit = {"line": line.line_id, "column": "work_this_period", "value": "5", "was": None}
    body = {"edits": [edit], "since": claim.version}
    address = reverse("web:claim_cells", args=[claim.pk])
    with django_assert_max_num_queries(12):
        answer = send(signed_in, address, body)
    assert len(answer.json()["lines"]) == 1
