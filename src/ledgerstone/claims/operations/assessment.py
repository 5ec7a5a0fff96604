"""Assessing a claim: many lines at once, the cover, and the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ledgerstone.claims.edits import SavedCells
from ledgerstone.claims.models import Claim
from ledgerstone.tenancy.actor import Actor

from .header import UNCHANGED, Unchanged


def accept_as_claimed(
    *, actor: Actor, claim_id: int, line_ids: Sequence[int] | None = None, since: int
) -> SavedCells:
    """Assess lines (all: None) as claimed."""
    raise NotImplementedError


def assess_by_percent(
    *,
    actor: Actor,
    claim_id: int,
    line_ids: Sequence[int] | None = None,
    percent: str,
    since: int,
) -> SavedCells:
    """Assess lines (all: None) at a percentage completed and stored, typed as in a cell."""
    raise NotImplementedError


def give_reasons(
    *, actor: Actor, claim_id: int, line_ids: Sequence[int], code: str, text: str, since: int
) -> SavedCells:
    """Give one reason to lines; an empty code with an empty text takes it away."""
    raise NotImplementedError


def change_assessment(
    *,
    actor: Actor,
    claim_id: int,
    expected_version: int,
    release_share: Decimal | None | Unchanged = UNCHANGED,
    release_amount: Decimal | None | Unchanged = UNCHANGED,
    reason_code: str | Unchanged = UNCHANGED,
    reason: str | Unchanged = UNCHANGED,
) -> Claim:
    """Assess what stands on the cover: the release, and why anything on it is reduced."""
    raise NotImplementedError
