"""Documents made of claims: what was asked for, how far it is, and the file that came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledgerstone.claims.models import Certificate, Claim, Submission
from ledgerstone.files.models import StoredFile
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey


class Document(models.Model):
    """A PDF of a claim.

    Of a fact (a certificate, or a submission of a claim) there is one, made once and kept by its
    hash; of a draft there are as many as were asked for.
    """

    account = AccountField()
    claim = AccountForeignKey(Claim, on_delete=models.CASCADE, related_name="documents")
    certificate = AccountForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="documents", null=True, blank=True
    )
    submission = AccountForeignKey(
        Submission, on_delete=models.PROTECT, related_name="documents", null=True, blank=True
    )
    status = models.CharField(max_length=10, default="queued")
    progress = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    file = AccountForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    template_version = models.CharField(max_length=64, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "certificate"],
                condition=Q(certificate__isnull=False),
                name="documents_document_one_of_certificate",
            ),
            models.UniqueConstraint(
                fields=["account", "submission"],
                condition=Q(submission__isnull=False),
                name="documents_document_one_of_submission",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "running", "ready", "failed"]),
                name="documents_document_status",
            ),
            models.CheckConstraint(
                condition=~Q(status="ready") | Q(file__isnull=False),
                name="documents_document_ready_has_file",
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100), name="documents_document_progress"
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.pk} of claim {self.claim_id}"
