"""Starting a claim."""

from __future__ import annotations

from ledgerstone.claims.models import Claim
from ledgerstone.tenancy.actor import Actor


def start_claim(
    *,
    actor: Actor,
    contract_id: int,
    period_id: int | None = None,
    type: str = "work_materials_retention",
    reference: str = "",
) -> Claim:
    """Start the next claim of a contract, for the open period unless another one is given."""
    raise NotImplementedError
