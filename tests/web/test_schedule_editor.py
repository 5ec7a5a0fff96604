"""The schedule's tab, the addresses that its sheet saves to, its list, and its files."""

from __future__ import annotations

import io
import json
import re
from typing import Any
from uuid import uuid4

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledgerstone.access.levels import Level
from ledgerstone.access.models import PermissionTemplate
from ledgerstone.contracts import queries
from ledgerstone.contracts.models import CommitmentSettings, Contract, ScheduleLine
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.documents.spreadsheets.schedule_files import read_schedule
from ledgerstone.projects.models import ProjectMember
from ledgerstone.tenancy.models import User
from tests.support.people import worker
from tests.support.scene import Scene, raw_rows
from tests.web.posting import text_of

JSON = {"Accept": "application/json"}


def address(name: str, contract: Contract) -> str:
    return reverse(f"web:{name}", args=[contract.pk])


def send(
    client: Client, contract: Contract, name: str = "schedule_lines", **body: Any
) -> HttpResponse:
    contract.refresh_from_db()
    return client.post(
        address(name, contract),
        json.dumps({"since": contract.version, **body}),
        content_type="application/json",
        headers={**JSON, "Idempotency-Key": str(uuid4())},
    )


def value_of(page: HttpResponse, name: str) -> str:
    """What stands in a field of the open line."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found is not None, text_of(page)
    return found[1]


def ids(contract: Contract) -> dict[str, int]:
    return {line.item: line.pk for line in queries.lines(contract)}


def always_editable(scene: Scene) -> None:
    CommitmentSettings.objects.update_or_create(
        account_id=scene.account.pk,
        project_id=scene.project.pk,
        defaults={"always_editable_schedule": True},
    )


def test_the_tab_is_a_sheet_while_the_lines_may_change(scene: Scene, signed_in: Client) -> None:
    contract = scene.contract()
    shown = signed_in.get(address("contract_schedule", contract))
    assert 'id="schedule-editor"' in shown.content.decode()
    approved = scene.contract(status="approved")
    page = text_of(signed_in.get(address("contract_schedule", approved)))
    assert "Structural steel" in page
    assert "Change it by a variation." in page
    always_editable(scene)
    shown = signed_in.get(address("contract_schedule", approved))
    assert 'id="schedule-editor"' in shown.content.decode()


def test_the_sheet_reads_all_lines_at_once_whatever_their_number(
    scene: Scene, signed_in: Client
) -> None:
    def asked(count: int) -> int:
        rows = raw_rows([(str(n), f"Part {n}", "5") for n in range(count)])
        contract = scene.contract(rows=rows)
        signed_in.get(address("contract_schedule", contract))
        with CaptureQueriesContext(connection) as page:
            signed_in.get(address("contract_schedule", contract))
        with CaptureQueriesContext(connection) as data:
            answer = signed_in.get(address("schedule_lines", contract), headers=JSON).json()
        assert len(answer["lines"]) == count
        with CaptureQueriesContext(connection) as save:
            send(signed_in, contract, changes=[[ids(contract)["1"], "description", "A", "Part 1"]])
        return len(page), len(data), len(save)  # type: ignore[return-value]

    assert asked(3) == asked(60)


def test_a_save_answers_with_what_is_new(scene: Scene, signed_in: Client) -> None:
    contract = scene.contract()
    there = ids(contract)
    answer = send(
        signed_in,
        contract,
        changes=[[there["1"], "scheduled_value", "=41000", "40000.00"]],
        added=[
            {
                "ref": "new-1",
                "after": there["1"],
                "cells": {"description": "Crane", "scheduled_value": "5"},
            }
        ],
        removed=[there["3"]],
    ).json()
    new = answer["ids"]["new-1"]
    assert answer["order"] == [there["1"], new, there["2"]]
    assert (answer["version"], answer["contract_sum"]) == (2, "291,005.00")
    assert answer["removed"] == [there["3"]]
    assert {row[0]: row[3] for row in answer["lines"]} == {there["1"]: "1", new: "4"}


def test_what_is_refused_names_its_cell_and_a_conflict_says_whose_it_is(
    scene: Scene, signed_in: Client
) -> None:
    contract = scene.contract()
    there = ids(contract)
    refused = send(signed_in, contract, changes=[[there["1"], "scheduled_value", "x", None]])
    assert refused.status_code == 422
    assert list(refused.json()["fields"]) == [f"line:{there['1']}:scheduled_value"]
    conflict = send(signed_in, contract, changes=[[there["1"], "description", "A", "not this"]])
    assert conflict.status_code == 409
    assert conflict.json()["conflicts"][0]["theirs"] == "Preliminaries"


@pytest.mark.parametrize(
    "body",
    [
        {"changes": "x"}, {"changes": [[1, 2]]}, {"changes": [["1", "item", "x", None]]},
        {"added": [{"ref": 5, "cells": {}}]}, {"added": [{"ref": "7", "cells": {}}]},
        {"removed": ["1"]}, {"order": [None]}, {"since": "1"}, {"since": True},
    ],
)  # fmt: skip
def test_what_no_page_sends_is_refused(
    scene: Scene, signed_in: Client, body: dict[str, Any]
) -> None:
    contract = scene.contract()
    answer = send(signed_in, contract, **body)
    assert answer.status_code == 422
    contract.refresh_from_db()
    assert contract.version == 1


def test_splitting_and_moving_amounts_answer_as_a_save(scene: Scene, signed_in: Client) -> None:
    contract = scene.contract()
    there = ids(contract)
    parts = [{"figure": "200000"}, {"figure": "50000", "description": "Second lot"}]
    answer = send(signed_in, contract, "schedule_split", line=there["2"], parts=parts).json()
    assert len(answer["order"]) == 4
    sent = {"from": there["2"], "to": there["1"], "amount": "500"}
    send(signed_in, contract, "schedule_move_amount", **sent)
    assert [str(line.scheduled_value) for line in queries.lines(contract)] == [
        "40500.00", "199500.00", "50000.00", "-1500.00",
    ]  # fmt: skip
    refused = send(signed_in, contract, "schedule_split", line=there["2"], parts=parts[:1])
    assert refused.json()["fields"] == {"parts": "Divide it into 2 to 50 parts."}


def post_line(
    client: Client, contract: Contract, line: object, act: str, **typed: str
) -> HttpResponse:
    place = address("schedule_as_list", contract)
    contract.refresh_from_db()
    given = {"line": str(line), "act": act, "version": str(contract.version)}
    return client.post(place, given | typed)


def test_a_line_is_edited_without_script(scene: Scene, signed_in: Client) -> None:
    contract = scene.contract()
    there = ids(contract)
    page = signed_in.get(f"{address('schedule_as_list', contract)}?line={there['2']}")
    assert value_of(page, "scheduled_value") == "250000.00"
    refused = post_line(
        signed_in, contract, there["2"], "save", scheduled_value="2O0", description="Steel"
    )
    assert refused.status_code == 422
    assert "“2O0” is not a figure" in text_of(refused)
    assert value_of(refused, "scheduled_value") == "2O0"
    post_line(signed_in, contract, there["2"], "save", scheduled_value="200", description="Steel")
    post_line(signed_in, contract, there["2"], "up")
    post_line(signed_in, contract, "new", "save", description="Crane", scheduled_value="7")
    post_line(signed_in, contract, there["3"], "delete")
    post_line(signed_in, contract, there["2"], "split", figure_1="150", figure_2="50")
    post_line(signed_in, contract, there["1"], "move_amount", to=str(there["2"]), amount="5")
    assert [(line.item, str(line.scheduled_value)) for line in queries.lines(contract)] == [
        ("2", "155.00"), ("2.1", "50.00"), ("1", "39995.00"), ("4", "7.00"),
    ]  # fmt: skip


def test_a_line_that_somebody_else_changed_is_not_overwritten(
    scene: Scene, signed_in: Client
) -> None:
    contract = scene.contract()
    line = ids(contract)["1"]
    answer = post_line(
        signed_in, contract, line, "save", description="Mine", was_description="Theirs before"
    )
    assert answer.status_code == 409
    assert "changed this to Preliminaries meanwhile" in text_of(answer)
    assert value_of(answer, "description") == "Mine"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_schedule_goes_to_a_file_and_comes_back_the_same(
    scene: Scene, signed_in: Client, form: str
) -> None:
    rows = [
        RawRow("-1", '=HYPERLINK("http://x")', "@trades", "", "100.50"),
        RawRow("2", "'quoted' text, with \"marks\"", "", "", "", "3.125", "m3", "12.3456"),
        RawRow("+3", "Credit", "", "", "-40"),
    ]
    contract = scene.contract(rows=rows, accounting_method="unit")
    answer = signed_in.get(f"{address('schedule_file', contract)}?as={form}")
    content = answer.content
    if form == "csv":
        cells = content.decode("utf-8-sig")
        assert ",=HYPERLINK" not in cells
        assert "'=HYPERLINK" in cells
    read = read_schedule(content, f"schedule.{form}")
    assert [(row.item, row.description, row.section) for row in read] == [
        (row.item, row.description, row.section) for row in rows
    ]
    other = scene.contract(accounting_method="unit", rows=read)
    before, after = queries.lines(contract), queries.lines(other)
    assert [(a.quantity, a.unit_price, a.scheduled_value) for a in before] == [
        (b.quantity, b.unit_price, b.scheduled_value) for b in after
    ]


def workbook(rows: list[list[object]]) -> SimpleUploadedFile:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell == "#REF!":
                sheet.write_formula(number, place, "=B1/0", None, "#REF!")
            else:
                sheet.write(number, place, cell)
    book.close()
    return SimpleUploadedFile("lines.xlsx", written.getvalue())


def import_lines(
    client: Client, contract: Contract, file: SimpleUploadedFile, **more: str
) -> HttpResponse:
    place = address("schedule_import", contract)
    return client.post(place, {"version": "1", "schedule_file": file, "act": "look", **more})


def test_lines_of_a_file_are_added_behind_the_others_once_they_were_seen(
    scene: Scene, signed_in: Client
) -> None:
    always_editable(scene)
    contract = scene.contract(status="approved")
    head: list[object] = ["Item", "Description", "Scheduled value"]
    shown = import_lines(signed_in, contract, workbook([head, ["7", "Crane", 900]]))
    assert "can be taken" in text_of(shown)
    assert ScheduleLine.objects.filter(contract=contract).count() == 3
    rows = json.dumps([{"item": "7", "description": "Crane", "scheduled_value": "900"}])
    kept = signed_in.post(address("schedule_import", contract), {"version": "1", "rows": rows})
    assert kept.status_code == 302
    assert [line.item for line in queries.lines(contract)] == ["1", "2", "3", "7"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            [["Ref", "What", "Where", "Money"], ["7", "Crane", "N", 9]],
            "Name the columns in one row",
        ),
        ([["Item", "Description", "Scheduled value"], ["7", "Crane", "#REF!"]], "C2"),
        (
            [["Item", "Description", "Scheduled value"], ["1", "Crane", 5]],
            "already on the contract",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_its_cell(
    scene: Scene, signed_in: Client, rows: list[list[object]], says: str
) -> None:
    contract = scene.contract()
    answer = import_lines(signed_in, contract, workbook(rows))
    assert answer.status_code == 422
    assert says in text_of(answer)


def test_a_fixed_schedule_takes_nothing_by_any_way(scene: Scene, signed_in: Client) -> None:
    contract = scene.contract(status="approved")
    line = ids(contract)["1"]
    answers = [
        send(signed_in, contract, changes=[[line, "description", "A", None]]),
        send(signed_in, contract, "schedule_split", line=line, parts=[{"figure": "1"}] * 2),
        send(
            signed_in, contract, "schedule_move_amount", **{"from": line, "to": line, "amount": "1"}
        ),
    ]
    assert [answer.status_code for answer in answers] == [422] * 3
    assert all("Change it by a variation" in answer.json()["message"] for answer in answers)
    post_line(signed_in, contract, line, "delete")
    assert len(queries.lines(contract)) == 3


def test_who_only_reads_sees_the_table_and_changes_nothing(scene: Scene) -> None:
    reader = worker(scene, scene.own, "Rita Lowe")
    ProjectMember.objects.create(
        account=scene.account,
        project=scene.project,
        person=reader,
        template=PermissionTemplate.objects.create(
            account=scene.account, scope="project", name="Reads", commitments=Level.READ_ONLY
        ),
    )
    contract = scene.contract()
    client = Client()
    client.force_login(User.objects.get(pk=reader.user_id))
    shown = client.get(address("contract_schedule", contract))
    assert shown.status_code == 200
    assert "schedule-editor" not in shown.content.decode()
    assert client.get(address("schedule_lines", contract)).status_code == 200
    line = ids(contract)["1"]
    answers = [
        send(client, contract, changes=[[line, "description", "A", None]]),
        send(client, contract, "schedule_split", line=line, parts=[{"figure": "1"}] * 2),
        send(client, contract, "schedule_move_amount", **{"from": line, "to": line, "amount": "1"}),
        client.get(address("schedule_as_list", contract)),
        client.get(address("schedule_import", contract)),
    ]
    assert [answer.status_code for answer in answers] == [403] * 5
