"""What is kept beside a claim's figures: files, comments, and who has it open just now."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledgerstone.contracts.models import ScheduleLine
from ledgerstone.files.models import StoredFile
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

from .claim import Claim


class ClaimAttachment(models.Model):
    """A file attached to a claim or to one of its lines.

    A signed copy records a signature by hand. A backup came with prefilling, from the subcontract
    claim in ``origin``.
    """

    ATTACHMENT = "attachment"
    SIGNED_COPY = "signed_copy"
    BACKUP = "backup"

    account = AccountField()
    claim = AccountForeignKey(Claim, on_delete=models.CASCADE, related_name="attachments")
    line = AccountForeignKey(
        ScheduleLine, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    file = AccountForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, default=ATTACHMENT)
    origin = AccountForeignKey(
        Claim, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )  # null: by a setting of the contract
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            Tracked(name="claims_claimattachment_tracked"),
            models.CheckConstraint(
                condition=Q(kind="attachment", origin__isnull=True)
                | Q(kind="signed_copy", line__isnull=True, origin__isnull=True)
                | Q(kind="backup", line__isnull=True, origin__isnull=False),
                name="claims_claimattachment_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "claim", "id"], name="claims_attachment_claim"),
        ]

    def __str__(self) -> str:
        return self.name


class ClaimComment(models.Model):
    """What somebody said about a claim or one of its lines; internal: to administrators only."""

    account = AccountField()
    claim = AccountForeignKey(Claim, on_delete=models.CASCADE, related_name="said")
    line = AccountForeignKey(
        ScheduleLine, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    text = models.CharField(max_length=4000)
    is_internal = models.BooleanField("between administrators", default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["account", "claim", "id"], name="claims_comment_claim"),
        ]

    def __str__(self) -> str:
        return f"{self.author_name} on claim {self.claim_id}"


class Presence(models.Model):
    """That a person has a claim's sheet open to edit, as of a moment ago."""

    account = AccountField()
    claim = AccountForeignKey(Claim, on_delete=models.CASCADE, related_name="present")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "claim", "user"], name="claims_presence_once"
            ),
        ]
        verbose_name_plural = "presence"

    def __str__(self) -> str:
        return f"{self.name} at claim {self.claim_id}"


class SheetUpload(models.Model):
    """What a filled-in spreadsheet of a draft would change, until it is taken or a day has gone.

    ``version`` is the claim's when the file was downloaded; ``differences`` the cells that differ,
    as ``exchange`` reads them.
    """

    account = AccountField()
    claim = AccountForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    differences = models.JSONField(default=list)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["account", "created_at"], name="claims_sheetupload_age")]

    def __str__(self) -> str:
        return self.filename
