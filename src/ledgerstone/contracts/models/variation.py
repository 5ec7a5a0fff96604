"""Changes to a contract, and what is added on them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledgerstone.tenancy import clock
from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

from .columns import rate_column
from .contract import Contract
from .kinds import VARIATION, VARIATION_KINDS, VARIATION_STATUSES


class Variation(models.Model):
    """A change to a contract, on one of up to three tiers.

    Lines lie on the lowest tier in use. Only an approved variation changes the contract sum; what
    is ``part_of`` another one is approved with it.
    """

    account = AccountField()
    contract = AccountForeignKey(Contract, on_delete=models.CASCADE, related_name="variations")
    kind = models.CharField(max_length=10, default=VARIATION)
    part_of = AccountForeignKey(
        "self", on_delete=models.PROTECT, related_name="parts", null=True, blank=True
    )
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=20, default="approved")
    description = models.TextField(blank=True)
    reason = models.CharField(max_length=30, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    schedule_impact_days = models.IntegerField(null=True, blank=True)
    raised_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    is_field_initiated = models.BooleanField(default=False)
    head_variation = AccountForeignKey(
        "self", on_delete=models.PROTECT, related_name="recovers", null=True, blank=True
    )
    is_not_recoverable = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            Tracked(name="contracts_variation_tracked"),
            models.UniqueConstraint(
                fields=["account", "contract", "kind", "number"],
                name="contracts_variation_number_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=VARIATION_STATUSES), name="contracts_variation_status"
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(approved_on__isnull=False),
                name="contracts_variation_approval_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=VARIATION_KINDS), name="contracts_variation_kind"
            ),
            models.CheckConstraint(
                condition=~Q(kind=VARIATION) | Q(part_of__isnull=True),
                name="contracts_variation_top_is_no_part",
            ),
            models.CheckConstraint(
                condition=Q(is_not_recoverable=False) | Q(head_variation__isnull=True),
                name="contracts_variation_recovered_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class Markup(models.Model):
    """A percentage on the variations of a contract that becomes lines of its own.

    ``horizontal`` marks up each line, ``vertical`` the sum of a variation's lines; where it
    ``compounds`` also the markups before it.
    """

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"

    account = AccountField()
    contract = AccountForeignKey(Contract, on_delete=models.CASCADE, related_name="markups")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10)
    rate = rate_column()
    compounds = models.BooleanField(default=False)

    class Meta:
        constraints = [
            Tracked(name="contracts_markup_tracked"),
            models.UniqueConstraint(
                fields=["account", "contract", "position"],
                name="contracts_markup_place_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["horizontal", "vertical"], rate__gt=-1, rate__lte=10),
                name="contracts_markup_rate",
            ),
        ]

    def __str__(self) -> str:
        return self.name
