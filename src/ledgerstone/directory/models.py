"""Companies and their people."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from ledgerstone.tenancy.fields import AccountField, AccountForeignKey


class Company(models.Model):
    """A company record: subcontractor, supplier, owner, certifier, or the account's own company."""

    account = AccountField()
    name = models.CharField(max_length=200)
    trading_name = models.CharField(max_length=200, blank=True)
    identifier = models.CharField(
        max_length=40, blank=True, help_text="Business number, such as an ABN or an EIN."
    )
    address = models.TextField(blank=True, help_text="As printed on documents, line by line.")
    is_own = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("account", Lower("name"), name="directory_company_name_once"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(is_own=True), name="directory_company_one_own"
            ),
        ]
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody who works for a company, with or without a login."""

    account = AccountField()
    company = AccountForeignKey(Company, on_delete=models.PROTECT, related_name="people")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True)
    job_title = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "account",
                Lower("email"),
                condition=~Q(email=""),
                name="directory_person_email_once",
            ),
            models.UniqueConstraint(fields=["account", "user"], name="directory_person_user_once"),
        ]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name
