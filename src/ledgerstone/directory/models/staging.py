"""Files of companies and people that wait for somebody to accept what they would change."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ledgerstone.tenancy import clock
from ledgerstone.tenancy.fields import AccountField

COMPANIES = "companies"
PEOPLE = "people"
KINDS = [(COMPANIES, "Companies"), (PEOPLE, "People")]


class StagedImport(models.Model):
    """The rows of an uploaded file, as they were read. Gone once accepted, or after a day."""

    account = AccountField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=KINDS)
    filename = models.CharField(max_length=200)
    rows = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _ in KINDS]),
                name="directory_stagedimport_kind",
            )
        ]
        indexes = [
            models.Index(fields=["account", "created_at"], name="directory_stagedimport_age")
        ]

    def __str__(self) -> str:
        return self.filename
