"""What happened, by whom, when. Nobody changes it, the application included."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models

from ledgerstone.tenancy import clock
from ledgerstone.tenancy.constraints import AppendOnly, WrittenByTriggers
from ledgerstone.tenancy.fields import AccountField


class Event(models.Model):
    """One act. The ids say what it concerned; they outlive what they point to."""

    account = AccountField()
    occurred_at = models.DateTimeField(default=clock.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    actor_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    summary = models.CharField(max_length=500)
    details = models.JSONField(default=dict)
    project_id = models.BigIntegerField(null=True)
    contract_id = models.BigIntegerField(null=True)
    claim_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [AppendOnly(name="history_event_stands")]
        indexes = [
            models.Index(fields=["account", "claim_id", "id"], name="history_event_claim"),
            models.Index(fields=["account", "contract_id", "id"], name="history_event_contract"),
            models.Index(fields=["account", "project_id", "id"], name="history_event_project"),
        ]

    def __str__(self) -> str:
        return self.summary


class ExactNumbers(json.JSONDecoder):
    """Reads figures as they stand, digit by digit."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "parse_float": Decimal})


class RowChange(models.Model):
    """What one statement changed in one row. Written by ``history_track()`` and by nobody else.

    ``changed`` holds the columns that differ, each with its value before and after.
    """

    account = AccountField()
    at = models.DateTimeField(help_text="When it happened, by the clock of the application.")
    recorded_at = models.DateTimeField(help_text="When it happened, by the database's own clock.")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    actor_name = models.CharField(max_length=200)
    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    kind = models.CharField(max_length=7)
    changed = models.JSONField(decoder=ExactNumbers)

    class Meta:
        db_table = "history_change"
        constraints = [
            AppendOnly(name="history_change_stands"),
            WrittenByTriggers(name="history_change_witnessed"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["created", "changed", "removed"]),
                name="history_change_kind",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "table_name", "row_id", "id"], name="history_change_row"
            ),
            # What is gone is found by what it referred to.
            models.Index(
                fields=["account", "table_name"],
                name="history_change_removed",
                condition=models.Q(kind="removed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id} {self.kind}"
