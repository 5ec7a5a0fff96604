"""Payments issued under commitments and received under head contracts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.models import Contract
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

METHODS = ["bank_transfer", "cheque", "card", "cash", "other"]


class Payment(models.Model):
    """Money that changed hands under a contract, in its currency.

    ``amount`` is all of it, ``tax`` the part of it that is tax: a contract's figures are before tax
    and count the difference. What is paid back is negative.
    """

    account = AccountField()
    contract = AccountForeignKey(Contract, on_delete=models.PROTECT, related_name="payments")
    paid_on = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    tax = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    method = models.CharField(max_length=20, default="bank_transfer")
    reference = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            Tracked(name="payments_payment_tracked"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, tax__gte=0, tax__lte=models.F("amount"))
                | Q(amount__lt=0, tax__lte=0, tax__gte=models.F("amount")),
                name="payments_payment_tax_is_part_of_it",
            ),
            models.CheckConstraint(
                condition=Q(method__in=["bank_transfer", "cheque", "card", "cash", "other"]),
                name="payments_payment_method",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "contract", "paid_on"], name="payments_payment_list"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} on {self.paid_on:%Y-%m-%d}"


class PaymentShare(models.Model):
    """What of a payment is for one claim, with tax. What is for none is on account."""

    account = AccountField()
    payment = AccountForeignKey(Payment, on_delete=models.CASCADE, related_name="shares")
    claim = AccountForeignKey(Claim, on_delete=models.PROTECT, related_name="payment_shares")
    amount = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        constraints = [
            Tracked(name="payments_paymentshare_tracked"),
            models.UniqueConstraint(
                fields=["account", "payment", "claim"], name="payments_paymentshare_once"
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="payments_paymentshare_amount"),
        ]
        indexes = [models.Index(fields=["account", "claim"], name="payments_share_claim")]

    def __str__(self) -> str:
        return f"{self.amount} for claim {self.claim_id}"
