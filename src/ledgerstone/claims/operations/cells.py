"""Saving typed cells of a claim."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerstone.claims.edits import CellEdit, SavedCells
from ledgerstone.tenancy.actor import Actor


def save_cells(*, actor: Actor, claim_id: int, edits: Sequence[CellEdit], since: int) -> SavedCells:
    """Save what was typed, cell by cell; what cannot be taken is told at its cell."""
    raise NotImplementedError
