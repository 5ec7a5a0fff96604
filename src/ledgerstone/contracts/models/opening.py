"""Where a contract stood that was claimed on elsewhere before it came here."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

from .columns import money_column, quantity_column
from .contract import Contract
from .schedule import ScheduleLine


class Opening(models.Model):
    """The position after the last claim that was certified elsewhere, in the contract's currency.

    It stands for the certificate before the first claim here, which takes the next number.
    """

    account = AccountField()
    contract = AccountForeignKey(Contract, on_delete=models.CASCADE, related_name="openings")
    last_number = models.PositiveIntegerField()
    as_of = models.DateField(null=True, blank=True)
    less_previous_certificates = money_column()
    retention_held = money_column(default=0)
    retention_released = money_column(default=0)
    deductions = money_column(default=0)

    class Meta:
        constraints = [
            Tracked(name="contracts_opening_tracked"),
            models.UniqueConstraint(fields=["account", "contract"], name="contracts_opening_once"),
            models.CheckConstraint(
                condition=Q(last_number__gte=1, retention_held__gte=0, retention_released__gte=0),
                name="contracts_opening_figures",
            ),
        ]

    def __str__(self) -> str:
        return f"Opening of contract {self.contract_id} after claim {self.last_number}"


class OpeningLine(models.Model):
    """Work and stored material of one line in an opening."""

    account = AccountField()
    opening = AccountForeignKey(Opening, on_delete=models.CASCADE, related_name="lines")
    line = AccountForeignKey(ScheduleLine, on_delete=models.CASCADE, related_name="+")
    work = money_column(default=0)
    materials = money_column(default=0)
    quantity = quantity_column(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "opening", "line"], name="contracts_openingline_once"
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.line_id} of opening {self.opening_id}"
