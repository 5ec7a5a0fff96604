"""Contracts in both directions, their schedules of values, variations and retention rules.

One table holds all three kinds: a head contract, under which the account is paid, and the two kinds
of commitment, under which it pays. Their arithmetic is the same, so it is written once.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from ledgerstone.directory.models import Company, Person
from ledgerstone.projects.models import BudgetCode, Project
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

HEAD_CONTRACT = "head_contract"
SUBCONTRACT = "subcontract"
PURCHASE_ORDER = "purchase_order"

STATUSES: dict[str, list[str]] = {
    HEAD_CONTRACT: [
        "draft", "out_for_bid", "out_for_signature", "approved", "complete", "terminated",
    ],
    SUBCONTRACT: [
        "draft", "out_for_bid", "out_for_signature", "approved", "complete", "terminated", "void",
    ],
    PURCHASE_ORDER: [
        "draft", "processing", "submitted", "partially_received", "received", "approved", "closed",
    ],
}  # fmt: skip

# Decision: what can be claimed on. Terminated commitments by administrators only.
CLAIMABLE_STATUSES = ["approved", "complete", "partially_received", "received"]

VARIATION_STATUSES = [
    "draft", "not_pricing", "pricing", "pending", "revised", "proceeding", "not_proceeding",
    "no_charge", "approved", "rejected", "void",
]  # fmt: skip


def _money(**kwargs: Any) -> Any:
    return models.DecimalField(max_digits=18, decimal_places=2, **kwargs)


def _rate(**kwargs: Any) -> Any:
    """Rates and shares are fractions; 0.05 is 5 %."""
    return models.DecimalField(max_digits=18, decimal_places=8, **kwargs)


def _quantity(**kwargs: Any) -> Any:
    return models.DecimalField(max_digits=18, decimal_places=6, **kwargs)


class Contract(models.Model):
    """A head contract, a subcontract or a purchase order. The aggregate that writes lock."""

    account = AccountField()
    project = AccountForeignKey(Project, on_delete=models.PROTECT, related_name="contracts")
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    company = AccountForeignKey(
        Company, on_delete=models.PROTECT, related_name="contracts"
    )  # who is paid under a commitment; who pays under a head contract
    certifier = AccountForeignKey(
        Company, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    certifier_name = models.CharField(max_length=200, blank=True)
    head_contract = AccountForeignKey(
        "self", on_delete=models.PROTECT, related_name="commitments", null=True, blank=True
    )
    status = models.CharField(max_length=20, default="draft")
    accounting_method = models.CharField(max_length=6, default="amount")
    currency = models.CharField(max_length=3)
    contract_date = models.DateField(null=True, blank=True)
    payment_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Days from the certificate until payment is due."
    )
    description = models.TextField(blank=True)
    tax_rate = _rate(null=True, blank=True)
    tax_base = models.CharField(max_length=20, default="net_of_retention")
    move_stored_to_work = models.BooleanField(default=False)
    claims_enabled = models.BooleanField(default=True)
    certify_on_issue = models.BooleanField(default=True)
    prefill_by = models.CharField(max_length=10, default="amount")
    is_private = models.BooleanField("private", default=False)
    shows_schedule_to_listed = models.BooleanField(
        "people on the private list see the schedule of values", default=False
    )
    contacts_may_claim = models.BooleanField(
        "claim contacts may create and submit claims",
        null=True,
        help_text="Unknown: as the project says.",
    )
    contacts_may_fill_schedule = models.BooleanField(
        "claim contacts may fill the subcontractor's schedule",
        null=True,
        help_text="Unknown: as the project says.",
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            Tracked(name="contracts_contract_tracked"),
            models.UniqueConstraint(
                fields=["account", "project", "number"], name="contracts_contract_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    *[Q(kind=kind, status__in=statuses) for kind, statuses in STATUSES.items()],
                    _connector=Q.OR,
                ),
                name="contracts_contract_status",
            ),
            models.CheckConstraint(
                condition=~Q(kind="head_contract") | Q(head_contract__isnull=True),
                name="contracts_contract_head_has_no_head",
            ),
            models.CheckConstraint(
                condition=Q(accounting_method__in=["amount", "unit"]),
                name="contracts_contract_method",
            ),
            models.CheckConstraint(
                condition=Q(tax_base__in=["net_of_retention", "gross"]),
                name="contracts_contract_tax_base",
            ),
            models.CheckConstraint(
                condition=Q(tax_rate__isnull=True) | Q(tax_rate__gte=0, tax_rate__lte=1),
                name="contracts_contract_tax_rate",
            ),
            models.CheckConstraint(
                condition=Q(prefill_by__in=["amount", "percentage", "none"]),
                name="contracts_contract_prefill_by",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "project", "kind"], name="contracts_contract_list"),
            models.Index(fields=["account", "head_contract"], name="contracts_contract_head"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_upstream(self) -> bool:
        """Whether the account is paid under it."""
        return self.kind == HEAD_CONTRACT


class ContractPerson(models.Model):
    """What a person is to one contract: its claim contact, on its private list by hand, or both.

    The private list of a contract is everybody with such a row. Being named as claim contact brings
    a person onto it; who stops being one leaves it, unless somebody put them there by hand.
    """

    account = AccountField()
    contract = AccountForeignKey(Contract, on_delete=models.CASCADE, related_name="people")
    person = AccountForeignKey(Person, on_delete=models.PROTECT, related_name="contracts")
    is_contact = models.BooleanField("claim contact", default=False)
    is_listed = models.BooleanField("on the private list", default=False)

    class Meta:
        constraints = [
            Tracked(name="contracts_contractperson_tracked"),
            models.UniqueConstraint(
                fields=["account", "contract", "person"], name="contracts_contractperson_once"
            ),
            models.CheckConstraint(
                condition=Q(is_contact=True) | Q(is_listed=True),
                name="contracts_contractperson_something",
            ),
        ]
        indexes = [models.Index(fields=["account", "person"], name="contracts_contractperson_of")]
        verbose_name_plural = "contract people"

    def __str__(self) -> str:
        return f"{self.person} on {self.contract}"


class Variation(models.Model):
    """A change to a contract. Only an approved one changes the contract sum."""

    account = AccountField()
    contract = AccountForeignKey(Contract, on_delete=models.CASCADE, related_name="variations")
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=20, default="approved")
    approved_on = models.DateField(null=True, blank=True)
    head_variation = AccountForeignKey(
        "self", on_delete=models.PROTECT, related_name="recovers", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "contract", "number"], name="contracts_variation_number_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=VARIATION_STATUSES), name="contracts_variation_status"
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(approved_on__isnull=False),
                name="contracts_variation_approval_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ScheduleLine(models.Model):
    """A line of the schedule of values, or of a variation to it.

    ``claimed_to_date`` and ``certified_to_date`` are written by the claims room in the transaction
    of the claim. ``billed_floor`` is the part of what is billed that lies within the scheduled
    value; the check below holds "never below what was billed", also where over-billing is allowed.
    """

    account = AccountField()
    # The keys and indexes below begin with each of the three references.
    contract = AccountForeignKey(
        Contract, on_delete=models.CASCADE, related_name="lines", db_index=False
    )
    variation = AccountForeignKey(
        Variation,
        on_delete=models.CASCADE,
        related_name="lines",
        null=True,
        blank=True,
        db_index=False,
    )
    position = models.PositiveIntegerField()
    item = models.CharField(max_length=40)
    description = models.CharField(max_length=500)
    section = models.CharField(max_length=200, blank=True)
    budget_code = AccountForeignKey(
        BudgetCode,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    scheduled_value = _money()
    quantity = _quantity(null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    unit_price = _quantity(null=True, blank=True)
    retention_work = _rate(null=True, blank=True)
    retention_materials = _rate(null=True, blank=True)
    is_exempt_from_retention = models.BooleanField(default=False)
    tax_rate = _rate(null=True, blank=True)
    claimed_to_date = _money(default=0)
    certified_to_date = _money(default=0)
    billed_floor = _money(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "contract", "item"], name="contracts_scheduleline_item_once"
            ),
            models.UniqueConstraint(
                fields=["account", "contract", "position"],
                name="contracts_scheduleline_place_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=~Q(item=""), name="contracts_scheduleline_has_item"),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True, unit_price__isnull=True, unit="")
                | (Q(quantity__isnull=False, unit_price__isnull=False) & ~Q(unit="")),
                name="contracts_scheduleline_unit_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(billed_floor=0)
                | Q(billed_floor__gt=0, scheduled_value__gte=F("billed_floor"))
                | Q(billed_floor__lt=0, scheduled_value__lte=F("billed_floor")),
                name="contracts_scheduleline_not_below_billed",
            ),
            models.CheckConstraint(
                condition=(Q(retention_work__isnull=True) | Q(retention_work__range=(0, 1)))
                & (Q(retention_materials__isnull=True) | Q(retention_materials__range=(0, 1)))
                & (Q(tax_rate__isnull=True) | Q(tax_rate__range=(0, 1))),
                name="contracts_scheduleline_rates",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "variation"], name="contracts_line_variation"),
            models.Index(fields=["account", "budget_code"], name="contracts_line_budget_code"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.description}"


class RetentionRule(models.Model):
    """What is held back under a contract, as ``core`` knows it. Without one, nothing is."""

    account = AccountField()
    contract = AccountForeignKey(Contract, on_delete=models.CASCADE, related_name="retention_rules")
    basis = models.CharField(max_length=10)
    rule = models.CharField(max_length=10)
    work = _rate(null=True, blank=True)
    materials = _rate(null=True, blank=True)
    cap_rate = _rate(null=True, blank=True)
    cap_of = models.CharField(max_length=20, blank=True)
    cap_amount = _money(null=True, blank=True)
    free_amount = _money(null=True, blank=True)

    class Meta:
        constraints = [
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
    up_to = _rate(null=True, blank=True)  # a share of the contract sum, or an amount; none: no end
    of = models.CharField(max_length=20)
    rate = _rate()

    class Meta:
        constraints = [
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
    work = _rate()
    materials = _rate()

    class Meta:
        constraints = [
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
