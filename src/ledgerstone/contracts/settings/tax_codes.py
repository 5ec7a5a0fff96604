"""Reads of the tax of an account and its codes."""

from __future__ import annotations

from django.db.models import QuerySet

from ledgerstone.contracts.models import TaxCode, TaxType
from ledgerstone.tenancy.actor import Actor


def tax_of(actor: Actor) -> TaxType | None:
    """The account's one tax; None until it is named."""
    return TaxType.objects.filter(account_id=actor.account_id).first()


def codes_of(actor: Actor) -> QuerySet[TaxCode]:
    """The codes of the account, active ones first."""
    return TaxCode.objects.filter(account_id=actor.account_id).order_by("-is_active", "code")
