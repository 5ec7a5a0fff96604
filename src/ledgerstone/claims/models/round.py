"""A round of claims before there are any: who was invited, and who has longer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledgerstone.contracts.models import Contract
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

from .claim import CLAIM_TYPES

INVITED = "invited"
ACCEPTED = "accepted"
DECLINED = "declined"


class Invitation(models.Model):
    """That the contacts of a commitment were invited to claim for a period, and their answer.

    Inviting them again is the same invitation, with a later time and no answer.
    """

    account = AccountField()
    contract = AccountForeignKey(Contract, on_delete=models.CASCADE, related_name="invitations")
    period = AccountForeignKey(BillingPeriod, on_delete=models.CASCADE, related_name="invitations")
    type = models.CharField("what may be claimed", max_length=30)
    status = models.CharField(max_length=8, default=INVITED)
    text = models.CharField(max_length=2000, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField(default=clock.now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=1000, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            Tracked(name="claims_invitation_tracked"),
            models.UniqueConstraint(
                fields=["account", "contract", "period"], name="claims_invitation_once"
            ),
            models.CheckConstraint(
                condition=Q(type__in=CLAIM_TYPES), name="claims_invitation_type"
            ),
            models.CheckConstraint(
                condition=Q(status=INVITED, answered_at__isnull=True, answered_by__isnull=True)
                | Q(
                    status__in=[ACCEPTED, DECLINED],
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                ),
                name="claims_invitation_answer",
            ),
        ]
        indexes = [models.Index(fields=["account", "period"], name="claims_invitation_period")]

    def __str__(self) -> str:
        return f"invitation to contract {self.contract_id} for period {self.period_id}"


class Extension(models.Model):
    """A later due date of a period, for one commitment."""

    account = AccountField()
    contract = AccountForeignKey(Contract, on_delete=models.CASCADE, related_name="extensions")
    period = AccountForeignKey(BillingPeriod, on_delete=models.CASCADE, related_name="extensions")
    due_date = models.DateField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            Tracked(name="claims_extension_tracked"),
            models.UniqueConstraint(
                fields=["account", "contract", "period"], name="claims_extension_once"
            ),
        ]
        indexes = [models.Index(fields=["account", "period"], name="claims_extension_period")]

    def __str__(self) -> str:
        return f"until {self.due_date} for contract {self.contract_id}"
