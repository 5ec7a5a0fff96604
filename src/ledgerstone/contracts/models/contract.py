"""A contract of either direction, and the people it names.

One table holds all three kinds: a head contract, under which the account is paid, and the two kinds
of commitment, under which it pays. Their arithmetic is the same, so it is written once.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ledgerstone.directory.models import Company, Person
from ledgerstone.projects.models import Project
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

from .columns import rate_column
from .kinds import HEAD_CONTRACT, SCHEDULE_STATUSES, STATUSES, VARIATION_DETAILS


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
    inclusions = models.TextField(blank=True)
    exclusions = models.TextField(blank=True)
    is_executed = models.BooleanField("executed", default=False)
    executed_date = models.DateField(null=True, blank=True)
    start_date = models.DateField(null=True, blank=True)
    estimated_completion_date = models.DateField(null=True, blank=True)
    original_substantial_completion_date = models.DateField(null=True, blank=True)
    substantial_completion_date = models.DateField(null=True, blank=True)
    actual_completion_date = models.DateField(null=True, blank=True)
    termination_date = models.DateField(null=True, blank=True)
    issued_date = models.DateField(null=True, blank=True)
    returned_date = models.DateField(null=True, blank=True)
    letter_of_intent_date = models.DateField(null=True, blank=True)
    approval_letter_date = models.DateField(null=True, blank=True)
    signed_contract_received_date = models.DateField(null=True, blank=True)
    payment_terms = models.CharField(max_length=500, blank=True)
    # Of a purchase order.
    assignee = AccountForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    bill_to = models.TextField(blank=True)
    ship_to = models.TextField(blank=True)
    ship_via = models.CharField(max_length=100, blank=True)
    delivery_date = models.DateField(null=True, blank=True)
    # Of a head contract: who builds, where that is not the account's own company.
    contractor = AccountForeignKey(
        Company, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    # What the contract is called in the system that it came from.
    origin_id = models.CharField(max_length=100, blank=True)
    origin_code = models.CharField(max_length=100, blank=True)
    origin_data = models.TextField(blank=True)
    tax_rate = rate_column(null=True, blank=True)
    tax_base = models.CharField(max_length=20, default="net_of_retention")
    move_stored_to_work = models.BooleanField(default=False)
    claims_enabled = models.BooleanField(default=True)
    certify_on_issue = models.BooleanField(default=True)
    prefill_by = models.CharField(max_length=10, default="amount")
    drafts_claims = models.CharField(
        "claims to the owner are drafted", max_length=8, default="never"
    )  # by themselves: at the due date of a period, or when it closes
    comments_enabled = models.BooleanField(default=False)
    payments_enabled = models.BooleanField(default=True)
    markups_enabled = models.BooleanField(default=False)
    retains_on_work = models.BooleanField("retention on completed work", default=True)
    retains_on_materials = models.BooleanField("retention on stored materials", default=True)
    bills_materials_separately = models.BooleanField(
        "stored materials are claimed in columns of their own", default=True
    )
    variation_detail = models.CharField("detail of variations shown", max_length=10, default="line")
    shows_budget_codes = models.BooleanField("documents show budget codes", default=True)
    shows_markup = models.BooleanField("documents show markup separately", default=True)
    # Since then who pays makes the tax invoices, as both agreed in writing.
    recipient_creates_from = models.DateField(
        "recipient-created tax invoices agreed on", null=True, blank=True
    )
    claims_list_unapproved = models.BooleanField(
        "claims list variations that are not approved",
        default=True,
        help_text="Where the law of the project's place lets them be claimed.",
    )
    has_subcontractor_schedule = models.BooleanField(
        "the subcontractor breaks the schedule of values down", default=False
    )
    subcontractor_schedule_status = models.CharField(max_length=20, default="draft")
    subcontractor_schedule_reason = models.CharField(max_length=1000, blank=True)
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
            models.CheckConstraint(
                condition=Q(drafts_claims="never")
                | Q(drafts_claims__in=["due_date", "close"], kind="head_contract"),
                name="contracts_contract_drafts_claims",
            ),
            models.CheckConstraint(
                condition=Q(is_executed=True) | Q(executed_date__isnull=True),
                name="contracts_contract_executed",
            ),
            models.CheckConstraint(
                condition=Q(variation_detail__in=VARIATION_DETAILS),
                name="contracts_contract_variation_detail",
            ),
            models.CheckConstraint(
                condition=Q(subcontractor_schedule_status__in=SCHEDULE_STATUSES),
                name="contracts_contract_schedule_status",
            ),
            models.CheckConstraint(
                condition=Q(has_subcontractor_schedule=False)
                | (Q(accounting_method="amount") & ~Q(kind="head_contract")),
                name="contracts_contract_subcontractor_schedule",
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
