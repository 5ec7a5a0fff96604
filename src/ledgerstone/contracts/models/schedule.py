"""Lines of schedules of values, what tax they bear, and what they come to."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ledgerstone.projects.models import BudgetCode
from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

from .columns import money_column, quantity_column, rate_column
from .contract import Contract
from .tax import TaxCode
from .variation import Markup, Variation


class ScheduleLine(models.Model):
    """A line of the schedule of values, or of a variation to it.

    ``claimed_to_date`` and ``certified_to_date`` are written by the claims room in the transaction
    of the claim. ``billed_floor`` is the part of what is billed that lies within the scheduled
    value; the check below holds "never below what was billed", also where over-billing is allowed.

    A line with a ``parent`` is a detail of the subcontractor's schedule: it breaks its parent down
    and is no part of any sum beside it. ``is_on_claims`` says which of them claims list: the line
    itself, or, once the subcontractor's schedule is approved, its details.
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
    parent = AccountForeignKey(
        "self",
        on_delete=models.CASCADE,
        related_name="details",
        null=True,
        blank=True,
        db_index=False,
    )
    is_on_claims = models.BooleanField(default=True)
    markup = AccountForeignKey(
        Markup, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
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
    scheduled_value = money_column()
    quantity = quantity_column(null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    unit_price = quantity_column(null=True, blank=True)
    retention_work = rate_column(null=True, blank=True)
    retention_materials = rate_column(null=True, blank=True)
    is_exempt_from_retention = models.BooleanField(default=False)
    tax_code = AccountForeignKey(
        TaxCode, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    tax_rate = rate_column(null=True, blank=True)  # of the code, when it was chosen
    review_note = models.CharField(max_length=1000, blank=True)
    claimed_to_date = money_column(default=0)
    certified_to_date = money_column(default=0)
    billed_floor = money_column(default=0)

    class Meta:
        constraints = [
            Tracked(
                name="contracts_scheduleline_tracked",
                besides=("claimed_to_date", "certified_to_date", "billed_floor", "position"),
            ),
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
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(variation__isnull=True, markup__isnull=True),
                name="contracts_scheduleline_details_are_of_own_lines",
            ),
            models.CheckConstraint(
                condition=Q(markup__isnull=True) | Q(variation__isnull=False),
                name="contracts_scheduleline_markup_is_on_variations",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "variation"], name="contracts_line_variation"),
            models.Index(fields=["account", "budget_code"], name="contracts_line_budget_code"),
            models.Index(
                fields=["account", "parent"],
                name="contracts_line_parent",
                condition=Q(parent__isnull=False),
            ),
            models.Index(
                fields=["account", "markup"],
                name="contracts_line_markup",
                condition=Q(markup__isnull=False),
            ),
            models.Index(
                fields=["account", "tax_code"],
                name="contracts_line_tax_code",
                condition=Q(tax_code__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.description}"


class ContractFigures(models.Model):
    """What a contract comes to, one row each, so that lists of thousands sort and add up by it.

    Sums of lines and variations are kept by triggers of their tables, whatever statement changes
    those. ``retained`` (held now) and ``earned`` (less retention, of the last standing certificate)
    are written by the claims room and ``paid`` by the payments room, in the transaction of their
    cause.
    """

    account = AccountField()
    contract = AccountForeignKey(Contract, on_delete=models.CASCADE, related_name="figures")
    line_count = models.PositiveIntegerField(default=0)
    original = money_column(default=0)
    approved = money_column(default=0)
    pending = money_column(default=0)
    draft = money_column(default=0)
    claimed = money_column(default=0)
    certified = money_column(default=0)
    retained = money_column(default=0)
    earned = money_column(default=0)
    paid = money_column(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "contract"], name="contracts_contractfigures_once"
            ),
        ]
        verbose_name_plural = "contract figures"

    def __str__(self) -> str:
        return f"Figures of contract {self.contract_id}"
