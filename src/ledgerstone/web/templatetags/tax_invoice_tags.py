"""Where the tax invoices of a contract are, for pages that lead there."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.urls import reverse

from ledgerstone.contracts.models import Contract
from ledgerstone.documents.invoices.invoices import is_offered, may_see_list

register = template.Library()


@register.simple_tag(takes_context=True)
def tax_invoices_of(context: Context, contract: Contract) -> str:
    """The address of a contract's tax invoices; empty where there are none for the reader."""
    if not is_offered(contract) or not may_see_list(context["request"].actor, contract):
        return ""
    return reverse("web:tax_invoices", args=[contract.pk])
