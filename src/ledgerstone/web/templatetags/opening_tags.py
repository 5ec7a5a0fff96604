"""Whether a contract's claims lead to where it stood when it was taken over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from ledgerstone.contracts.models import Contract, Opening

register = template.Library()


@register.simple_tag
def opening_way(contract: Contract, claim_rows: Sequence[Any], may_configure: bool) -> bool:
    """Whether there is such a page to see, or to fill in while there is no claim here."""
    if may_configure and not claim_rows:
        return True
    found = Opening.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    return found.exists()
