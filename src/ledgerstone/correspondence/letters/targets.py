"""What a mailed link opens, in words."""

from __future__ import annotations

from ledgerstone.claims.models import Claim, Invitation
from ledgerstone.contracts.models import Contract
from ledgerstone.directory.models import MailedLink
from ledgerstone.directory.operations.links import CONTRACT

INVITATION = "invitation"  # the kind of target that is an invitation to claim
CLAIM = "one_claim"  # the kind of target that is one claim
# What a link to a contract is for: breaking its schedule down, or claiming on it.
TO_FILL, TO_CLAIM = "schedule", "claim"


def named(link: MailedLink) -> str:
    """The thing that a link opens, as its recipient knows it. The account is in context."""
    contract_id = contract_id_of(link)
    if contract_id is not None:
        found = Contract.objects.filter(account_id=link.account_id, pk=contract_id)
        contract = found.select_related("project").first()
        if contract is not None:
            return f"{contract.number} {contract.title}, {contract.project.name}"
    return "what was sent to you"


def contract_id_of(link: MailedLink) -> int | None:
    """The contract that a link is about: its target, or that of what it opens."""
    if link.target_kind == CONTRACT:
        return link.target_id
    if link.target_kind == CLAIM:
        claim = Claim.objects.filter(account_id=link.account_id, pk=link.target_id)
        return claim.values_list("contract_id", flat=True).first()
    if link.target_kind != INVITATION:
        return None
    invitation = Invitation.objects.filter(account_id=link.account_id, pk=link.target_id)
    return invitation.values_list("contract_id", flat=True).first()
