"""A contract that was claimed on stays, and so do the claims on it."""

from __future__ import annotations

from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.record_events import ContractDeleted
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.refusals import WrongState

from .models import Claim


def keep_claimed(event: ContractDeleted) -> None:
    """Refuse that a contract is deleted while there is a claim on it, withdrawn ones too."""
    of_contract = {"account_id": event.actor.account_id, "contract_id": event.contract_id}
    claims = list(
        Claim.objects.filter(**of_contract).order_by("number").values_list("number", "submitted_at")
    )
    if not claims:
        return
    contract = Contract.objects.select_related("project").get(pk=event.contract_id)
    terms, _formats = words(contract.project)
    word = terms.claim_short
    if len(claims) == 1 and claims[0][1] is None:
        raise WrongState(
            f"{word.capitalised} {claims[0][0]} is a draft on {contract.number}. Delete it first."
        )
    count = f"is {word.with_article}" if len(claims) == 1 else f"are {len(claims)} {word.plural}"
    raise WrongState(f"There {count} on {contract.number}, so it is not deleted.")
