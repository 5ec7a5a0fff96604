"""Many rows in one statement."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import DataError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ledgerstone.contracts.models import ScheduleLine
from ledgerstone.directory.models import Company
from ledgerstone.history.models import Event
from ledgerstone.projects.models import BudgetCode
from ledgerstone.tenancy.bulk import insert_rows
from tests.support.scene import Scene


def lines(scene: Scene, contract_id: int, count: int) -> list[dict[str, Any]]:
    return [
        {
            "account_id": scene.account.pk,
            "contract_id": contract_id,
            "position": place,
            "item": f"b{place}",
            "description": "It's a “line”; with, marks {} \\ %s",
            "scheduled_value": Decimal("12345678901.25"),
            "quantity": None,
        }
        for place in range(100 + count, 100, -1)
    ]


def test_ids_come_in_the_order_of_the_rows_from_one_statement(scene: Scene) -> None:
    contract = scene.contract()
    rows = lines(scene, contract.pk, 500)
    with CaptureQueriesContext(connection) as captured:
        ids = insert_rows(ScheduleLine, rows)
    assert len(captured) == 1
    kept = ScheduleLine.objects.in_bulk(ids)
    assert [kept[pk].item for pk in ids] == [row["item"] for row in rows]
    line = kept[ids[0]]
    assert (line.description, line.scheduled_value) == (
        rows[0]["description"],
        rows[0]["scheduled_value"],
    )
    assert (line.section, line.claimed_to_date, line.quantity) == ("", Decimal("0.00"), None)
    assert line.is_exempt_from_retention is False


def test_objects_and_times_are_kept_too(scene: Scene) -> None:
    (pk,) = insert_rows(
        Event,
        [{"account_id": scene.account.pk, "kind": "x", "summary": "y", "details": {"a": [1, "ü"]}}],
    )
    event = Event.objects.get(pk=pk)
    assert event.details == {"a": [1, "ü"]}
    assert event.occurred_at.tzinfo is not None


def test_lists_are_kept_row_by_row(scene: Scene) -> None:
    tags = [["steel", "it's, {a} \\"], [], ["crane"]]
    rows = [
        {"account_id": scene.account.pk, "name": f"Company {n}", "tags": given}
        for n, given in enumerate(tags)
    ]
    kept = Company.objects.in_bulk(ids := insert_rows(Company, rows))
    assert [kept[pk].tags for pk in ids] == tags
    (pk,) = insert_rows(Company, [{"account_id": scene.account.pk, "name": "Untagged"}])
    assert Company.objects.get(pk=pk).tags == []


def test_no_rows_are_no_statement(scene: Scene) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert insert_rows(BudgetCode, []) == []
    assert not captured


def test_rows_of_another_account_are_refused(scene: Scene) -> None:
    row = {"account_id": scene.account.pk + 1, "project_id": scene.project.pk, "code": "1"}
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        insert_rows(BudgetCode, [row])


def test_a_text_that_is_too_long_is_refused_and_not_cut(scene: Scene) -> None:
    row = {"account_id": scene.account.pk, "project_id": scene.project.pk, "code": "x" * 41}
    with pytest.raises(DataError, match="too long"), transaction.atomic():
        insert_rows(BudgetCode, [row])


@pytest.mark.parametrize("rows", [[{"code": "1"}, {"name": "1"}], [{"colour": "1"}]])
def test_rows_that_do_not_fit_the_table_are_mistakes(rows: list[dict[str, str]]) -> None:
    with pytest.raises(ValueError, match=r"same columns|no column"):
        insert_rows(BudgetCode, rows)
