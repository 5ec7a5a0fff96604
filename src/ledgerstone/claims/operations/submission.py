"""Submitting, returning, withdrawing and deleting a claim."""

from __future__ import annotations

from ledgerstone.claims.models import Claim
from ledgerstone.tenancy.actor import Actor


def submit_claim(*, actor: Actor, claim_id: int, expected_version: int) -> Claim:
    """Hand in a claim; what it says is kept with the time at which it was received."""
    raise NotImplementedError


def return_claim(*, actor: Actor, claim_id: int, expected_version: int, reason: str) -> Claim:
    """Give a claim back for revision, with the reason."""
    raise NotImplementedError


def withdraw_claim(*, actor: Actor, claim_id: int, expected_version: int) -> Claim:
    """Withdraw a submitted claim that was not decided; it stays, with its documents."""
    raise NotImplementedError


def delete_draft(*, actor: Actor, claim_id: int, expected_version: int) -> None:
    """Delete a draft that was never submitted; its number is free again."""
    raise NotImplementedError
