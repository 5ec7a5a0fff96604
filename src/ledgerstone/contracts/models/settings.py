"""How the contracts of a project work: the settings of its two tools, and who its mail goes to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ledgerstone.directory.models import Person
from ledgerstone.projects.models import Project
from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey


class CommitmentSettings(models.Model):
    """How subcontracts and purchase orders of a project work, and how new ones start."""

    account = AccountField()
    project = AccountForeignKey(
        Project, on_delete=models.CASCADE, related_name="commitment_settings"
    )
    private_by_default = models.BooleanField(default=True)
    purchase_orders_enabled = models.BooleanField(default=True)
    subcontracts_enabled = models.BooleanField(default=True)
    variation_tiers = models.PositiveSmallIntegerField(default=1)
    standard_may_create_potential = models.BooleanField(default=False)
    field_initiated_enabled = models.BooleanField(default=False)
    always_editable_schedule = models.BooleanField(default=False)
    subcontractor_schedule_by_default = models.BooleanField(default=True)
    purchase_order_method = models.CharField(max_length=6, default="amount")
    subcontract_method = models.CharField(max_length=6, default="amount")
    claims_by_default = models.BooleanField(default=True)
    payments_by_default = models.BooleanField(default=True)
    comments_by_default = models.BooleanField(default=False)
    budget_codes_by_default = models.BooleanField("documents show budget codes", default=True)
    tax_codes_enabled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            Tracked(name="contracts_commitmentsettings_tracked"),
            models.UniqueConstraint(
                fields=["account", "project"], name="contracts_commitmentsettings_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    variation_tiers__range=(1, 3),
                    purchase_order_method__in=["amount", "unit"],
                    subcontract_method__in=["amount", "unit"],
                ),
                name="contracts_commitmentsettings_choices",
            ),
        ]
        verbose_name_plural = "commitment settings"

    def __str__(self) -> str:
        return f"Settings of the commitments of {self.project}"


class HeadContractSettings(models.Model):
    """How head contracts of a project work."""

    account = AccountField()
    project = AccountForeignKey(
        Project, on_delete=models.CASCADE, related_name="head_contract_settings"
    )
    variation_tiers = models.PositiveSmallIntegerField(default=2)
    standard_may_create_potential = models.BooleanField(default=False)
    always_editable_schedule = models.BooleanField(default=False)

    class Meta:
        constraints = [
            Tracked(name="contracts_headcontractsettings_tracked"),
            models.UniqueConstraint(
                fields=["account", "project"], name="contracts_headcontractsettings_once"
            ),
            models.CheckConstraint(
                condition=Q(variation_tiers__range=(1, 3)),
                name="contracts_headcontractsettings_tiers",
            ),
        ]
        verbose_name_plural = "head contract settings"

    def __str__(self) -> str:
        return f"Settings of the head contracts of {self.project}"


class Distribution(models.Model):
    """Somebody whom the mail of a tool is addressed to unless its sender chooses otherwise."""

    PURPOSES = [
        "commitments", "commitment_claims", "commitment_variations", "head_contracts",
        "head_variations",
    ]  # fmt: skip

    account = AccountField()
    project = AccountForeignKey(Project, on_delete=models.CASCADE, related_name="distributions")
    purpose = models.CharField(max_length=30)
    person = AccountForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            Tracked(name="contracts_distribution_tracked"),
            models.UniqueConstraint(
                fields=["account", "project", "purpose", "person"],
                name="contracts_distribution_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    purpose__in=[
                        "commitments",
                        "commitment_claims",
                        "commitment_variations",
                        "head_contracts",
                        "head_variations",
                    ]
                ),
                name="contracts_distribution_purpose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} for {self.purpose}"


class FundingSource(models.Model):
    """Where the money of a project's head contracts comes from."""

    account = AccountField()
    project = AccountForeignKey(Project, on_delete=models.CASCADE, related_name="funding_sources")
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [
            Tracked(name="contracts_fundingsource_tracked"),
            models.UniqueConstraint(
                fields=["account", "project", "name"], name="contracts_fundingsource_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
