"""Refuses who may not: with whom to ask, and who claims in a contact's place."""

from __future__ import annotations

from collections.abc import Iterable

from ledgerstone.contracts.models import Contract
from ledgerstone.projects.queries import words
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotAllowed

from . import policy
from .models import Claim
from .sheets.edits import CellEdit, Column

_RELEASED = Column.RETENTION_RELEASED
_ADJUSTED = Column.RETENTION_ADJUSTMENT


def who_claims_instead(actor: Actor, contract: Contract, terms: Terms) -> str:
    """Who enters and submits claims where the contract's contact only looks; else empty."""
    if contract.pk not in actor.contact_of or policy.may_start(actor, contract):
        return ""
    claims = terms.claim_short.plural
    return (
        f"Here {claims} are entered and submitted by an administrator of the project, not by "
        f"{terms.claim_contact.plural}. Ask them to enter yours; you see every {terms.claim_short} "
        "and its answer here."
    )


def not_allowed(actor: Actor, contract: Contract) -> NotAllowed:
    """That somebody may not do this to a claim on the contract, and whom to ask."""
    terms, _ = words(contract.project)
    instead = who_claims_instead(actor, contract, terms)
    return NotAllowed(instead or "Ask an administrator of the project to do this.")


def refuse_retention(actor: Actor, claim: Claim, edits: Iterable[CellEdit]) -> None:
    """Releases are proposed by whoever may; what the rule holds is adjusted by administrators."""
    columns = {edit.column for edit in edits}
    if _RELEASED in columns and not policy.may_release_retention(actor, claim):
        raise not_allowed(actor, claim.contract)
    if _ADJUSTED in columns and not policy.may_override_retention(actor, claim):
        terms, _ = words(claim.contract.project)
        raise NotAllowed(
            f"What is held as {terms.retention} follows the contract. Ask an administrator of the "
            "project to adjust it."
        )
