"""What is kept beside a contract: attached files, and what administrators say to each other."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledgerstone.files.models import StoredFile
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

from .contract import Contract
from .variation import Variation


class ContractAttachment(models.Model):
    """A file attached to a contract or one of its variations; a signed copy has it executed."""

    ATTACHMENT = "attachment"
    SIGNED_COPY = "signed_copy"

    account = AccountField()
    contract = AccountForeignKey(Contract, on_delete=models.CASCADE, related_name="attachments")
    variation = AccountForeignKey(
        Variation, on_delete=models.CASCADE, related_name="attachments", null=True, blank=True
    )
    file = AccountForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, default="attachment")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            Tracked(name="contracts_contractattachment_tracked"),
            models.CheckConstraint(
                condition=Q(kind="attachment") | Q(kind="signed_copy", variation__isnull=True),
                name="contracts_contractattachment_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ContractComment(models.Model):
    """What somebody said about a contract, for those who administer it."""

    account = AccountField()
    contract = AccountForeignKey(Contract, on_delete=models.CASCADE, related_name="comments")
    text = models.CharField(max_length=4000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["account", "contract", "id"], name="contracts_comment_contract"),
        ]

    def __str__(self) -> str:
        return f"{self.author_name} on contract {self.contract_id}"
