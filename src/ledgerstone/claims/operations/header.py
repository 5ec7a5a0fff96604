"""Changing what stands above the lines of a claim."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ledgerstone.claims.models import Claim
from ledgerstone.tenancy.actor import Actor


class Unchanged:
    """Says that a field is left as it is."""


UNCHANGED: Final = Unchanged()


@dataclass(frozen=True, slots=True)
class NewDeduction:
    """Signed: negative takes, positive gives back."""

    category: str
    amount: Decimal
    description: str = ""
    is_taxable: bool = False


def change_header(
    *,
    actor: Actor,
    claim_id: int,
    expected_version: int,
    reference: str | Unchanged = UNCHANGED,
    comments: str | Unchanged = UNCHANGED,
    type: str | Unchanged = UNCHANGED,
    period_id: int | Unchanged = UNCHANGED,
    billing_date: dt.date | Unchanged = UNCHANGED,
    move_stored_to_work: bool | Unchanged = UNCHANGED,
    release_share: Decimal | None | Unchanged = UNCHANGED,
    release_amount: Decimal | None | Unchanged = UNCHANGED,
    release_event: str | Unchanged = UNCHANGED,
) -> Claim:
    """Change header fields of a draft or returned claim."""
    raise NotImplementedError


def set_deductions(
    *, actor: Actor, claim_id: int, expected_version: int, deductions: Sequence[NewDeduction]
) -> Claim:
    """Replace the deductions of a claim: while it is prepared, and while it is assessed."""
    raise NotImplementedError
