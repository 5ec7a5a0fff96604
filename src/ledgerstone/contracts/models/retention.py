"""What is held back under a contract, what stands in its place, and when it is released."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

from .columns import money_column, rate_column
from .contract import Contract


class RetentionRule(models.Model):
    """What is held back under a contract, as ``core`` knows it. Without one, nothing is."""

    account = AccountField()
    contract = AccountForeignKey(Contract, on_delete=models.CASCADE, related_name="retention_rules")
    basis = models.CharField(max_length=10)
    rule = models.CharField(max_length=10)
    work = rate_column(null=True, blank=True)
    materials = rate_column(null=True, blank=True)
    cap_rate = rate_column(null=True, blank=True)
    cap_of = models.CharField(max_length=20, blank=True)
    cap_amount = money_column(null=True, blank=True)
    free_amount = money_column(null=True, blank=True)

    class Meta:
        constraints = [
            Tracked(name="contracts_retentionrule_tracked"),
            models.UniqueConstraint(
                fields=["account", "contract"], name="contracts_retentionrule_once"
            ),
            models.CheckConstraint(
                condition=Q(basis__in=["per_line", "cover"], rule__in=["flat", "bands", "steps"]),
                name="contracts_retentionrule_kind",
            ),
            models.CheckConstraint(
                condition=~Q(rule="flat") | Q(work__range=(0, 1), materials__range=(0, 1)),
                name="contracts_retentionrule_flat_rates",
            ),
            models.CheckConstraint(
                condition=Q(cap_rate__isnull=True)
                | Q(cap_rate__range=(0, 1), cap_amount__isnull=True),
                name="contracts_retentionrule_one_cap",
            ),
        ]

    def __str__(self) -> str:
        return f"Retention of {self.contract}"


class RetentionBand(models.Model):
    """One band (or step) of a rule, from the limit of the band before it up to its own."""

    account = AccountField()
    rule = AccountForeignKey(RetentionRule, on_delete=models.CASCADE, related_name="bands")
    position = models.PositiveSmallIntegerField()
    up_to = rate_column(
        null=True, blank=True
    )  # a share of the contract sum, or an amount; none: no end
    of = models.CharField(max_length=20)
    rate = rate_column()

    class Meta:
        constraints = [
            Tracked(name="contracts_retentionband_tracked"),
            models.UniqueConstraint(
                fields=["account", "rule", "position"], name="contracts_retentionband_once"
            ),
            models.CheckConstraint(
                condition=Q(of__in=["percent_complete", "amount"], rate__range=(0, 1)),
                name="contracts_retentionband_rate",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rate} up to {self.up_to}"


class RetentionChange(models.Model):
    """Rates that change from a claim on."""

    account = AccountField()
    rule = AccountForeignKey(RetentionRule, on_delete=models.CASCADE, related_name="changes")
    from_claim = models.PositiveIntegerField()
    applies_to = models.CharField(max_length=10)
    work = rate_column()
    materials = rate_column()

    class Meta:
        constraints = [
            Tracked(name="contracts_retentionchange_tracked"),
            models.UniqueConstraint(
                fields=["account", "rule", "from_claim"], name="contracts_retentionchange_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    applies_to__in=["new_work", "everything"],
                    work__range=(0, 1),
                    materials__range=(0, 1),
                ),
                name="contracts_retentionchange_rates",
            ),
        ]

    def __str__(self) -> str:
        return f"from claim {self.from_claim}"


class SlidingStep(models.Model):
    """A step of a sliding scale as it was entered: this rate until so much is held.

    The rule keeps what it comes to as bands; these rows are what the page shows again.
    """

    account = AccountField()
    rule = AccountForeignKey(RetentionRule, on_delete=models.CASCADE, related_name="sliding_steps")
    position = models.PositiveSmallIntegerField()
    rate = rate_column()
    limit_of = models.CharField(max_length=20)
    limit = (
        rate_column()
    )  # a share of the sum, or an amount, that is held in all when the step ends

    class Meta:
        constraints = [
            Tracked(name="contracts_slidingstep_tracked"),
            models.UniqueConstraint(
                fields=["account", "rule", "position"], name="contracts_slidingstep_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    limit_of__in=["original_sum", "revised_sum", "amount"],
                    rate__gt=0,
                    rate__lte=1,
                    limit__gt=0,
                    position__range=(1, 5),
                ),
                name="contracts_slidingstep_limit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rate} until {self.limit}"


class RetentionSecurity(models.Model):
    """Security held in lieu: it lowers the cap of what is held from receipt to expiry or return."""

    KINDS = ["bank_guarantee", "insurance_bond", "cash", "other"]

    account = AccountField()
    contract = AccountForeignKey(Contract, on_delete=models.CASCADE, related_name="securities")
    kind = models.CharField(max_length=20)
    reference = models.CharField(max_length=100, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    amount = money_column()
    received_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    returned_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            Tracked(name="contracts_retentionsecurity_tracked"),
            models.CheckConstraint(
                condition=Q(
                    amount__gt=0,
                    kind__in=["bank_guarantee", "insurance_bond", "cash", "other"],
                ),
                name="contracts_retentionsecurity_amount",
            ),
            models.CheckConstraint(
                condition=(Q(expires_on__isnull=True) | Q(expires_on__gte=F("received_on")))
                & (Q(returned_on__isnull=True) | Q(returned_on__gte=F("received_on"))),
                name="contracts_retentionsecurity_dates",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "contract"], name="contracts_security_contract"),
        ]
        verbose_name_plural = "retention securities"

    def __str__(self) -> str:
        return f"{self.kind} of {self.amount}"


class ReleaseEvent(models.Model):
    """What releases a share of what is held: practical completion, the end of defects liability,
    or a decision. ``due_on`` is when it is expected; it happened once ``happened_on`` is set."""

    EVENTS = ["practical_completion", "end_of_defects_liability", "by_hand"]

    account = AccountField()
    contract = AccountForeignKey(Contract, on_delete=models.CASCADE, related_name="release_events")
    position = models.PositiveSmallIntegerField()
    event = models.CharField(max_length=30)
    name = models.CharField(max_length=60)
    share = rate_column()
    due_on = models.DateField(null=True, blank=True)
    happened_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            Tracked(name="contracts_releaseevent_tracked"),
            models.UniqueConstraint(
                fields=["account", "contract", "name"], name="contracts_releaseevent_name_once"
            ),
            models.UniqueConstraint(
                fields=["account", "contract", "position"],
                name="contracts_releaseevent_place_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(
                    event__in=["practical_completion", "end_of_defects_liability", "by_hand"],
                    share__gt=0,
                    share__lte=1,
                ),
                name="contracts_releaseevent_share",
            ),
        ]

    def __str__(self) -> str:
        return self.name
