"""Companies."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from ledgerstone.files.models import StoredFile
from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey


class Company(models.Model):
    """A company record: subcontractor, supplier, owner, certifier, or the account's own company."""

    account = AccountField()
    name = models.CharField(max_length=200)
    trading_name = models.CharField(max_length=200, blank=True)
    country = models.CharField(
        max_length=2, blank=True, help_text="Two letters, such as AU. Says how numbers are checked."
    )
    identifier = models.CharField(
        "business number",
        max_length=40,
        blank=True,
        help_text="Business number, such as an ABN or an EIN.",
    )
    registration_number = models.CharField(
        max_length=40, blank=True, help_text="Company number in the register, such as an ACN."
    )
    address = models.TextField(blank=True, help_text="As printed on documents, line by line.")
    postal_address = models.TextField(blank=True, help_text="Where it differs from the address.")
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField("e-mail", max_length=254, blank=True)
    website = models.URLField(max_length=200, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    is_tax_registered = models.BooleanField(
        "registered for tax on sales", default=True, db_default=True
    )
    logo = AccountForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    is_own = models.BooleanField("own company", default=False)
    is_active = models.BooleanField("active", default=True)
    merged_into = AccountForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="merged_records",
        null=True,
        blank=True,
        help_text="The record that took over everything of this one, which was a duplicate.",
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            Tracked(name="directory_company_tracked"),
            models.UniqueConstraint(
                "account",
                Lower("name"),
                condition=Q(merged_into__isnull=True),
                name="directory_company_name_once",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(is_active=False, is_own=False),
                name="directory_company_merged_is_retired",
            ),
            models.UniqueConstraint(
                fields=["account"], condition=Q(is_own=True), name="directory_company_one_own"
            ),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"),
                name="directory_company_country",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "identifier"], name="directory_company_identifier")
        ]
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name
