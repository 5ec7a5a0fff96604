"""Changing many rows in one statement."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledgerstone.directory.models import Company
from ledgerstone.directory.operations import create_company
from ledgerstone.tenancy.bulk import update_rows
from tests.support.scene import Scene, build_scene


def test_each_row_gets_its_own_values_from_one_statement(scene: Scene) -> None:
    made = [create_company(actor=scene.actor, name=name, tags="old") for name in ("A", "B")]
    rows = [
        {
            "account_id": scene.account.pk,
            "id": company.pk,
            "phone": f"It's {place} \\ %s",
            "tags": [f"tag, {place}", '"'] if place else [],
            "is_active": not place,
        }
        for place, company in enumerate(made)
    ]
    with CaptureQueriesContext(connection) as captured:
        assert update_rows(Company, rows) == 2
    assert len(captured) == 1
    for company, row in zip(made, rows, strict=True):
        company.refresh_from_db()
        assert (company.phone, company.tags, company.is_active) == (
            row["phone"], row["tags"], row["is_active"],
        )  # fmt: skip
    assert update_rows(Company, []) == 0


def test_rows_of_another_account_are_not_found(scene: Scene) -> None:
    other = build_scene("Southgate Civil")
    row = {"account_id": scene.account.pk, "id": other.owner.pk, "phone": "1"}
    assert update_rows(Company, [row]) == 0


@pytest.mark.parametrize(
    "rows",
    [
        [{"id": 1, "phone": "1"}],
        [{"account_id": 1, "id": 1, "colour": "red"}],
        [{"account_id": 1, "id": 1, "phone": "1"}, {"account_id": 1, "id": 2, "name": "1"}],
    ],
)
def test_rows_that_do_not_say_what_to_change_are_refused(
    db: None, rows: list[dict[str, Any]]
) -> None:
    with pytest.raises(ValueError, match=r"columns|cannot be changed"):
        update_rows(Company, rows)
