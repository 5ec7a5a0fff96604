"""A contract that was claimed on stays, and so do the claims on it."""

from __future__ import annotations

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.records.record_events import ContractDeleted
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.refusals import WrongState


def keep_claimed(event: ContractDeleted) -> None:
    """Refuse that a contract is deleted while there is a claim on it."""
    contract = Contract.objects.select_related("project").get(
        account_id=event.actor.account_id, pk=event.contract_id
    )
    why = why_claimed(contract)
    if why is not None:
        raise WrongState(why)


def why_claimed(contract: Contract) -> str | None:
    """Why a contract is not deleted for its claims, withdrawn ones too; None without any."""
    claims = Claim.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    found = list(claims.order_by("number").values_list("number", "submitted_at"))
    if not found:
        return None
    terms, _formats = words(contract.project)
    word = terms.claim_short
    if len(found) == 1 and found[0][1] is None:
        return f"{word.capitalised} {found[0][0]} is a draft on {contract.number}. Delete it first."
    count = f"is {word.with_article}" if len(found) == 1 else f"are {len(found)} {word.plural}"
    return f"There {count} on {contract.number}, so it is not deleted."
