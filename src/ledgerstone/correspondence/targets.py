"""What a mailed link opens, in words."""

from __future__ import annotations

from ledgerstone.contracts.models import Contract
from ledgerstone.directory.models import MailedLink
from ledgerstone.directory.operations.links import CONTRACT


def named(link: MailedLink) -> str:
    """The thing that a link opens, as its receiver knows it. The account is in context."""
    if link.target_kind == CONTRACT:
        contract = (
            Contract.objects.filter(account_id=link.account_id, pk=link.target_id)
            .select_related("project")
            .first()
        )
        if contract is not None:
            return f"{contract.number} {contract.title}, {contract.project.name}"
    return "what was sent to you"
