"""A claim, its lines and its submissions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.constraints import AppendOnly
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

from .figures import figure, money
from .statuses import CERTIFIED_STATUSES, OPEN_STATUSES, STATUSES, UPSTREAM_STATUSES

ENTRY_MODES = [
    "work_this_period",
    "work_to_date",
    "percent_this_period",
    "percent_to_date",
    "percent_completed_and_stored_to_date",
    "quantity_this_period",
    "quantity_to_date",
]
CLAIM_TYPES = ["work_materials", "work_materials_retention", "retention_release"]
REASON_CODES = [
    "not_complete", "defective", "evidence_missing", "not_in_contract", "rate_or_quantity", "other",
]  # fmt: skip


class Claim(models.Model):
    """One application for payment on a contract for a billing period.

    ``claimed_*`` and ``assessed_*`` are the figures of the last valuation, kept for lists; a page
    of one claim values it afresh, and a certificate holds its own.
    """

    account = AccountField()
    contract = AccountForeignKey(Contract, on_delete=models.PROTECT, related_name="claims")
    is_upstream = models.BooleanField()
    period = AccountForeignKey(BillingPeriod, on_delete=models.PROTECT, related_name="claims")
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=60, blank=True, help_text="The claimant's own number.")
    type = models.CharField(max_length=30, default="work_materials_retention")
    status = models.CharField(max_length=30, default="draft")
    period_start = models.DateField()
    period_end = models.DateField()
    billing_date = models.DateField()
    comments = models.TextField(blank=True)
    is_final = models.BooleanField("final", default=False)
    move_stored_to_work = models.BooleanField(default=False)
    # Of a claim to the owner: what prefilling it brings besides amounts.
    carries_retention = models.BooleanField(
        "filled with retention", default=False, db_default=False
    )
    carries_backup = models.BooleanField(
        "filled with backup documents", default=False, db_default=False
    )

    # The terms of retention that it was started under, once the contract's are others.
    kept_retention = models.JSONField(null=True, blank=True)

    release_share = figure(null=True, blank=True)
    release_amount = money(null=True, blank=True)
    release_event = models.CharField(max_length=60, blank=True)
    assessed_release_share = figure(null=True, blank=True)
    assessed_release_amount = money(null=True, blank=True)
    assessed_reason_code = models.CharField(max_length=20, blank=True)
    assessed_reason = models.CharField(max_length=1000, blank=True)
    return_reason = models.CharField(max_length=1000, blank=True)

    claimed_to_date = money(default=0)
    assessed_to_date = money(default=0)
    claimed_this_period = money(default=0)
    assessed_this_period = money(default=0)
    claimed_payable = money(default=0)
    assessed_payable = money(default=0)

    certificate = AccountForeignKey(
        "claims.Certificate", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    certified_in = models.PositiveIntegerField(null=True, blank=True)  # the version then
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )  # null: by a setting of the contract
    created_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "contract", "number"], name="claims_claim_number_once"
            ),
            models.UniqueConstraint(
                fields=["account", "contract", "reference"],
                condition=~Q(reference=""),
                name="claims_claim_reference_once",
            ),
            models.UniqueConstraint(
                fields=["account", "contract"],
                condition=Q(status__in=OPEN_STATUSES),
                name="claims_claim_one_with_claimant",
            ),
            models.CheckConstraint(condition=Q(status__in=STATUSES), name="claims_claim_status"),
            models.CheckConstraint(
                condition=Q(
                    is_upstream=False, status__in=CERTIFIED_STATUSES, certificate__isnull=False
                )
                | (
                    Q(is_upstream=False, certificate__isnull=True)
                    & ~Q(status__in=CERTIFIED_STATUSES)
                )
                | Q(is_upstream=True, certificate__isnull=True, status__in=UPSTREAM_STATUSES)
                | Q(is_upstream=True, status__in=["approved", "approved_as_noted"]),
                name="claims_claim_status_and_certificate",
            ),
            models.CheckConstraint(condition=Q(type__in=CLAIM_TYPES), name="claims_claim_type"),
            models.CheckConstraint(
                condition=Q(assessed_reason_code="") | Q(assessed_reason_code__in=REASON_CODES),
                name="claims_claim_reason_code",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="claims_claim_period"
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(submitted_at__isnull=False),
                name="claims_claim_submission_is_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "period"], name="claims_claim_period"),
        ]

    def __str__(self) -> str:
        return f"Claim {self.number}"


class ClaimLine(models.Model):
    """A claim's line: what was entered and what it came to, as claimed and as assessed.

    ``*_mode`` and ``*_figure`` keep the entry as entered; ``*_work`` and ``*_materials`` are what
    it comes to, to date. Assessed columns are null until somebody assesses the line. A line that
    nobody touched has no mode: its work stands where it was certified.
    """

    account = AccountField()
    # The keys below begin with (account, claim) and (account, line), and serve as their indexes.
    claim = AccountForeignKey(Claim, on_delete=models.CASCADE, related_name="lines", db_index=False)
    line = AccountForeignKey(
        ScheduleLine, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    claimed_mode = models.CharField(max_length=40, blank=True)
    claimed_figure = figure(null=True, blank=True)
    claimed_stored = figure(null=True, blank=True)  # as entered; a quantity on unit lines
    claimed_retention_adjustment = money(null=True, blank=True)
    claimed_retention_released = money(null=True, blank=True)
    claimed_work = money(default=0)
    claimed_materials = money(default=0)

    assessed_mode = models.CharField(max_length=40, blank=True)
    assessed_figure = figure(null=True, blank=True)
    assessed_stored = figure(null=True, blank=True)
    assessed_retention_adjustment = money(null=True, blank=True)
    assessed_retention_released = money(null=True, blank=True)
    assessed_work = money(null=True, blank=True)
    assessed_materials = money(null=True, blank=True)
    reason_code = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=1000, blank=True)

    is_prefilled = models.BooleanField(default=False)
    changed_in = models.PositiveIntegerField(default=1)  # the claim's version
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "claim", "line"], name="claims_claimline_once"
            ),
            models.CheckConstraint(
                condition=Q(claimed_mode="", claimed_figure__isnull=True)
                | Q(claimed_mode__in=ENTRY_MODES, claimed_figure__isnull=False),
                name="claims_claimline_claimed_entry",
            ),
            models.CheckConstraint(
                condition=Q(assessed_mode="", assessed_figure__isnull=True)
                | Q(assessed_mode__in=ENTRY_MODES, assessed_figure__isnull=False),
                name="claims_claimline_assessed_entry",
            ),
            models.CheckConstraint(
                condition=Q(reason_code="") | Q(reason_code__in=REASON_CODES),
                name="claims_claimline_reason_code",
            ),
        ]
        indexes = [models.Index(fields=["account", "line"], name="claims_claimline_line")]

    def __str__(self) -> str:
        return f"line {self.line_id} of claim {self.claim_id}"


class ClaimDeduction(models.Model):
    """An amount taken (negative) or given back (positive) outside the nine lines."""

    account = AccountField()
    claim = AccountForeignKey(Claim, on_delete=models.CASCADE, related_name="deductions")
    position = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=60)
    description = models.CharField(max_length=300, blank=True)
    amount = money()
    is_taxable = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "claim", "position"], name="claims_claimdeduction_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.amount}"


class Submission(models.Model):
    """What a claimant handed in, and when. Earlier ones stay; the claim shows the latest."""

    account = AccountField()
    claim = AccountForeignKey(Claim, on_delete=models.PROTECT, related_name="submissions")
    sequence = models.PositiveSmallIntegerField()
    received_at = models.DateTimeField(default=clock.now)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    cover = models.JSONField()
    lines = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "claim", "sequence"], name="claims_submission_once"
            ),
            AppendOnly(name="claims_submission_stands"),
        ]

    def __str__(self) -> str:
        return f"submission {self.sequence} of claim {self.claim_id}"
