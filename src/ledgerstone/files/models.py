"""Stored files, kept by their hash."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ledgerstone.tenancy import clock
from ledgerstone.tenancy.fields import AccountField


class StoredFile(models.Model):
    """Bytes that the storage holds under ``<account>/<sha256>``, with what they are."""

    account = AccountField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "sha256"], name="files_storedfile_once"),
            models.CheckConstraint(condition=Q(size__gte=0), name="files_storedfile_size"),
        ]

    def __str__(self) -> str:
        return self.sha256

    @property
    def path(self) -> str:
        return f"{self.account_id}/{self.sha256[:2]}/{self.sha256}"
