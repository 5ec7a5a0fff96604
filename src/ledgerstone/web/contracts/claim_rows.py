"""The claims on one contract, as a list of them shows each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledgerstone.claims import queries
from ledgerstone.claims.models import Claim
from ledgerstone.claims.models.statuses import OPEN_STATUSES
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.claims.head import Status, status_of


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim and its state in a word."""

    claim: Claim
    status: Status


def claim_rows(actor: Actor, contract: Contract, terms: Terms) -> list[ClaimRow]:
    """Every claim on a contract that the person sees, newest first, withdrawn ones too."""
    found = (
        queries.of_contract(actor, contract.pk)
        .select_related(None)
        .select_related("certificate", "period")
    )
    return [ClaimRow(claim, status_of(claim, terms)) for claim in found]


def draft_of(rows: Sequence[ClaimRow]) -> Claim | None:
    """The claim that is with its claimant: while there is one no other can be started."""
    return next((row.claim for row in rows if row.claim.status in OPEN_STATUSES), None)
