"""The tax codes of an account: what lines bear that do not bear the contract's own rate."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

from .columns import rate_column


class TaxType(models.Model):
    """The one tax of an account that codes are of."""

    account = AccountField()
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            Tracked(name="contracts_taxtype_tracked"),
            models.UniqueConstraint(fields=["account"], name="contracts_taxtype_once"),
        ]

    def __str__(self) -> str:
        return self.name


class TaxCode(models.Model):
    """A rate by its name. A line keeps the rate that its code had when it was chosen."""

    account = AccountField()
    type = AccountForeignKey(TaxType, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=40)
    description = models.CharField(max_length=200, blank=True)
    rate = rate_column()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            Tracked(name="contracts_taxcode_tracked"),
            models.UniqueConstraint(fields=["account", "code"], name="contracts_taxcode_once"),
            models.CheckConstraint(condition=Q(rate__range=(0, 1)), name="contracts_taxcode_rate"),
        ]

    def __str__(self) -> str:
        return self.code
