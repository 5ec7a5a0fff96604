"""What happened, by whom, when. Nobody changes it, the application included."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ledgerstone.tenancy import clock
from ledgerstone.tenancy.constraints import AppendOnly
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
