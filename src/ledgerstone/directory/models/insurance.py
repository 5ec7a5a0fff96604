"""Insurance of companies."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ledgerstone.directory.insurance import STATUSES
from ledgerstone.files.models import StoredFile
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

from .company import Company


class InsurancePolicy(models.Model):
    """A policy of a company, for everything it does or for one project.

    Its status is derived from dates and papers unless ``stated_status`` says otherwise. The project
    is named by its table: projects know companies, not the other way round.
    """

    account = AccountField()
    company = AccountForeignKey(Company, on_delete=models.PROTECT, related_name="insurance")
    project = AccountForeignKey(
        "projects.Project",
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
    )
    kind = models.CharField("type", max_length=100)
    provider = models.CharField("insurance provider", max_length=200, blank=True)
    policy_number = models.CharField(max_length=100, blank=True)
    is_exempt = models.BooleanField("exempt", default=False)
    limit_amount = models.DecimalField(
        "limit", max_digits=17, decimal_places=2, null=True, blank=True
    )
    information_received = models.BooleanField(default=False)
    effective_date = models.DateField(null=True, blank=True)
    expiration_date = models.DateField(null=True, blank=True)
    notifies_of_expiry = models.BooleanField("send expiration notification", default=True)
    stated_status = models.CharField(
        "status", max_length=30, choices=list(STATUSES.items()), blank=True
    )
    additional_insured = models.CharField(max_length=200, blank=True)
    division = models.CharField(max_length=100, blank=True)
    insurance_set = models.CharField(max_length=100, blank=True)
    notes = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            Tracked(name="directory_insurance_tracked"),
            models.CheckConstraint(
                condition=Q(stated_status="") | Q(stated_status__in=list(STATUSES)),
                name="directory_insurancepolicy_status",
            ),
            models.CheckConstraint(
                condition=Q(effective_date__isnull=True)
                | Q(expiration_date__isnull=True)
                | Q(expiration_date__gte=F("effective_date")),
                name="directory_insurancepolicy_order",
            ),
            models.CheckConstraint(
                condition=Q(limit_amount__isnull=True) | Q(limit_amount__gte=0),
                name="directory_insurancepolicy_limit",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "company"], name="directory_insurance_company"),
            models.Index(fields=["account", "expiration_date"], name="directory_insurance_expiry"),
        ]
        verbose_name_plural = "insurance policies"

    def __str__(self) -> str:
        return self.kind


class InsuranceAttachment(models.Model):
    """A paper of a policy, such as its certificate of currency."""

    account = AccountField()
    policy = AccountForeignKey(
        InsurancePolicy, on_delete=models.CASCADE, related_name="attachments"
    )
    file = AccountForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "policy", "file"], name="directory_insuranceattachment_once"
            ),
            Tracked(
                name="directory_insuranceattachment_tracked",
                besides=("added_by_id", "added_at", "file_id"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
