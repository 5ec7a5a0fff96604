"""What the history says, asked in short."""

from __future__ import annotations

from typing import Any

from django.db import models

from ledgerstone.history.models import RowChange
from ledgerstone.history.queries import Change, changes_of
from tests.support.scene import Scene


def rows(record: models.Model) -> list[tuple[str, dict[str, Any]]]:
    """The kinds and columns of a record's changes, earliest first."""
    found = RowChange.objects.filter(table_name=record._meta.db_table, row_id=record.pk)
    return [(row.kind, row.changed) for row in found.order_by("id")]


def latest(record: models.Model) -> RowChange:
    return RowChange.objects.filter(
        table_name=record._meta.db_table, row_id=record.pk
    ).latest("id")  # fmt: skip


def words(scene: Scene, *records: models.Model) -> tuple[Change, ...]:
    """The changes of records in words, latest first."""
    page = changes_of(scene.actor, [(record._meta.db_table, record.pk) for record in records])
    return page.changes
