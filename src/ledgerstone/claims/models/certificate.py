"""Certificates and their withdrawals: facts that nobody changes."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.constraints import AppendOnly
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

from .claim import Claim
from .figures import money


class Certificate(models.Model):
    """What certification produced: the cover to date, and what the next claim starts from.

    A fact: never recomputed, never updated. ``position`` is the state that ``core`` values the next
    claim from. A certificate stands until a withdrawal row says otherwise.
    """

    account = AccountField()
    claim = AccountForeignKey(Claim, on_delete=models.PROTECT, related_name="certificates")
    contract = AccountForeignKey(Contract, on_delete=models.PROTECT, related_name="certificates")
    previous = AccountForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    code = models.CharField(max_length=20)
    issued_at = models.DateTimeField(default=clock.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.CharField(max_length=30)
    currency = models.CharField(max_length=3)

    original_contract_sum = money()
    net_change_by_variations = money()
    contract_sum_to_date = money()
    total_completed_and_stored = money()
    retention_on_work = money()
    retention_on_materials = money()
    total_retention = money()
    total_earned_less_retention = money()
    less_previous_certificates = money()
    current_payment_due = money()
    balance_to_finish_including_retention = money()
    percent_complete = models.DecimalField(max_digits=18, decimal_places=2)
    retention_this_period = money()
    retention_released_this_period = money()
    deductions_this_period = money()
    deductions_to_date = money()
    tax = money()
    payable = money()
    claimed_cover = models.JSONField()
    position = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="claims_certificate_code_once"),
            models.CheckConstraint(
                condition=models.Q(
                    total_earned_less_retention=models.F("total_completed_and_stored")
                    - models.F("total_retention"),
                    current_payment_due=models.F("total_earned_less_retention")
                    - models.F("less_previous_certificates"),
                    contract_sum_to_date=models.F("original_contract_sum")
                    + models.F("net_change_by_variations"),
                    total_retention=models.F("retention_on_work")
                    + models.F("retention_on_materials"),
                    balance_to_finish_including_retention=models.F("contract_sum_to_date")
                    - models.F("total_earned_less_retention"),
                    payable=models.F("current_payment_due")
                    + models.F("deductions_this_period")
                    + models.F("tax"),
                ),
                name="claims_certificate_ties_out",
            ),
            AppendOnly(name="claims_certificate_stands"),
        ]
        indexes = [
            models.Index(fields=["account", "contract", "id"], name="claims_certificate_contract"),
            models.Index(fields=["account", "claim"], name="claims_certificate_claim"),
        ]

    def __str__(self) -> str:
        return self.code


class CertificateLine(models.Model):
    """A line as certified, to date, with the words it had then."""

    account = AccountField()
    # The keys below begin with (account, certificate) and (account, line).
    certificate = AccountForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    line = AccountForeignKey(
        ScheduleLine, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    position = models.PositiveIntegerField()
    item = models.CharField(max_length=40)
    description = models.CharField(max_length=500)
    section = models.CharField(max_length=200, blank=True)
    scheduled_value = money()
    work_previous = money()
    work_this_period = money()
    materials_previous = money()
    materials_stored = money()
    completed_and_stored = money()
    percent = models.DecimalField(max_digits=18, decimal_places=2)
    balance_to_finish = money()
    retention = money()
    retention_previous = money()
    movement_this_period = money()
    claimed = money()
    difference = money()
    reason_code = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "certificate", "line"], name="claims_certificateline_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    completed_and_stored=models.F("work_previous")
                    + models.F("work_this_period")
                    + models.F("materials_stored"),
                    balance_to_finish=models.F("scheduled_value")
                    - models.F("completed_and_stored"),
                    difference=models.F("completed_and_stored") - models.F("claimed"),
                ),
                name="claims_certificateline_ties_out",
            ),
            AppendOnly(name="claims_certificateline_stands"),
        ]
        indexes = [
            models.Index(fields=["account", "line"], name="claims_certificateline_line"),
        ]

    def __str__(self) -> str:
        return f"{self.item} on certificate {self.certificate_id}"


class CertificateWithdrawal(models.Model):
    """That a certificate no longer stands, since when, by whom, and why."""

    account = AccountField()
    certificate = AccountForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="withdrawals"
    )
    withdrawn_at = models.DateTimeField(default=clock.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=1000)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "certificate"], name="claims_certificatewithdrawal_once"
            ),
            AppendOnly(name="claims_certificatewithdrawal_stands"),
        ]

    def __str__(self) -> str:
        return f"withdrawal of certificate {self.certificate_id}"
