"""People of companies."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from ledgerstone.access.models import PermissionTemplate
from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

from .company import Company

EMAIL = "email"
NOT_AT_ALL = "none"


class Person(models.Model):
    """Somebody who works for a company, with or without a login.

    ``account_template`` is what they may do in the account's own tools; ``default_template`` is
    offered when they are put on a project.
    """

    account = AccountField()
    company = AccountForeignKey(Company, on_delete=models.PROTECT, related_name="people")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="login",
    )
    admitted_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When they took up their login in this account. Nobody is let in unasked.",
    )
    name = models.CharField(max_length=200)
    email = models.EmailField("e-mail", max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    job_title = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField("active", default=True)
    messages = models.CharField(
        "send this user messages",
        max_length=5,
        choices=[(EMAIL, "Via Email"), (NOT_AT_ALL, "Not at all")],
        default=EMAIL,
    )
    # What a mail server refused for good; it counts while it is the person's address.
    refused_address = models.CharField(max_length=254, blank=True)
    refused_words = models.CharField(max_length=500, blank=True)
    is_primary_contact = models.BooleanField("primary contact", default=False)
    is_default_claim_contact = models.BooleanField("default claim contact", default=False)
    is_insurance_manager = models.BooleanField("insurance manager", default=False)
    account_template = AccountForeignKey(
        PermissionTemplate,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="account permissions",
    )
    default_template = AccountForeignKey(
        PermissionTemplate,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="default permission template",
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            Tracked(name="directory_person_tracked"),
            models.UniqueConstraint(
                "account",
                Lower("email"),
                condition=~Q(email=""),
                name="directory_person_email_once",
            ),
            models.UniqueConstraint(fields=["account", "user"], name="directory_person_user_once"),
            models.UniqueConstraint(
                fields=["account", "company"],
                condition=Q(is_primary_contact=True),
                name="directory_person_one_primary",
            ),
            models.CheckConstraint(
                condition=Q(messages__in=[EMAIL, NOT_AT_ALL]), name="directory_person_messages"
            ),
        ]
        indexes = [models.Index(fields=["account", "company"], name="directory_person_of_company")]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name
