"""Whether a contract can be claimed on now, and if not, why."""

from __future__ import annotations

from ledgerstone.contracts.models import CLAIMABLE_STATUSES, Contract
from ledgerstone.contracts.status_words import status_word
from ledgerstone.projects.terminology import Terms

_HEAD_STATUSES = ("approved", "complete")


def why_not_claimable(contract: Contract, terms: Terms, *, is_administrator: bool) -> str:
    """Why no claim may be started on a contract; empty where one may."""
    kind = terms[contract.kind]
    if not contract.claims_enabled:
        return f"{terms.claim_short.plural_capitalised} are switched off for this {kind}."
    claimable = _HEAD_STATUSES if contract.is_upstream else CLAIMABLE_STATUSES
    if contract.status in claimable:
        return ""
    if contract.status == "terminated" and not contract.is_upstream:
        if is_administrator:
            return ""
        return f"This {kind} is terminated: ask an administrator to start the {terms.claim_short}."
    status = status_word(contract.status, terms).lower()
    if contract.status == "draft":
        status = "a draft"
    listed = ", ".join(word.replace("_", " ") for word in claimable[:-1])
    last = claimable[-1].replace("_", " ")
    return f"This {kind} is {status}; it can be claimed on when it is {listed} or {last}."
