"""Payments issued under commitments and received under head contracts."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.models import Contract
from ledgerstone.files.models import StoredFile
from ledgerstone.projects.models import Project
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

METHODS = ["bank_transfer", "cheque", "card", "cash", "other"]
LARGEST_AMOUNT = Decimal("9999999999999.99")


class Payment(models.Model):
    """Money that changed hands under a contract, in its currency.

    ``amount`` is all of it, ``tax`` the part of it that is tax: a contract's figures are before tax
    and count the difference. What is paid back is negative. ``allocated`` is what of it is for
    claims; the rest is credit. A payment that was reversed stays and counts for nothing.
    """

    account = AccountField()
    contract = AccountForeignKey(Contract, on_delete=models.PROTECT, related_name="payments")
    paid_on = models.DateField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    tax = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    allocated = models.DecimalField(max_digits=18, decimal_places=2, default=0, db_default=0)
    number = models.CharField(max_length=40, blank=True, db_default="")
    method = models.CharField(max_length=20, default="bank_transfer")
    reference = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    # What tells a line of a bank's or a ledger's file apart, where it came from one.
    imported_key = models.CharField(max_length=80, blank=True, db_default="")
    reversed_at = models.DateTimeField(null=True, blank=True)
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reversal_reason = models.CharField(max_length=500, blank=True, db_default="")

    class Meta:
        constraints = [
            Tracked(name="payments_payment_tracked"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, allocated__gte=0, allocated__lte=models.F("amount"))
                | Q(amount__lt=0, allocated__lte=0, allocated__gte=models.F("amount")),
                name="payments_payment_allocates_what_it_is",
            ),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True, reversed_by__isnull=True, reversal_reason="")
                | (
                    Q(reversed_at__isnull=False, reversed_by__isnull=False) & ~Q(reversal_reason="")
                ),
                name="payments_payment_reversal_has_reason",
            ),
            models.UniqueConstraint(
                fields=["account", "contract", "imported_key"],
                condition=~Q(imported_key="") & Q(reversed_at__isnull=True),
                name="payments_payment_imported_once",
            ),
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

    @property
    def credit(self) -> Decimal:
        """What of it is for no claim."""
        return self.amount - self.allocated


class PaymentShare(models.Model):
    """What of a payment is for one claim, with tax. What is for none is credit.

    ``is_reversed`` as its payment is: sums leave it out.
    """

    account = AccountField()
    payment = AccountForeignKey(Payment, on_delete=models.CASCADE, related_name="shares")
    claim = AccountForeignKey(Claim, on_delete=models.PROTECT, related_name="payment_shares")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    is_reversed = models.BooleanField("reversed", default=False, db_default=False)

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


class PaymentAttachment(models.Model):
    """A file kept with a payment, such as the bank's slip."""

    account = AccountField()
    payment = AccountForeignKey(Payment, on_delete=models.CASCADE, related_name="attachments")
    file = AccountForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [Tracked(name="payments_paymentattachment_tracked")]

    def __str__(self) -> str:
        return self.name


class StagedPayments(models.Model):
    """The lines of a bank's or a ledger's file, as they were read. Gone once taken, or after a day;
    of a person's last file for a project the columns stay.

    ``columns`` says which column of the file is what; ``choices`` what a person chose for a line,
    by its number.
    """

    account = AccountField()
    project = AccountForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(max_length=200)
    rows = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["account", "created_at"], name="payments_staged_age")]

    def __str__(self) -> str:
        return self.filename
