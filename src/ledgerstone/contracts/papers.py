"""Reads of what is kept beside contracts: attached files and comments."""

from __future__ import annotations

from django.db.models import QuerySet

from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from . import policy, visibility
from .models import Contract, ContractAttachment, ContractComment


def of_contract(contract: Contract) -> QuerySet[ContractAttachment]:
    """The files of a contract and of its variations, the latest first, for who sees its figures."""
    return (
        ContractAttachment.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
        .select_related("file", "variation", "added_by")
        .order_by("-id")
    )


def of_variation(contract: Contract, variation_id: int) -> QuerySet[ContractAttachment]:
    """The files of one variation, the latest first."""
    return of_contract(contract).filter(variation_id=variation_id)


def get_attachment(actor: Actor, attachment_id: int) -> ContractAttachment:
    """One file, of a contract whose figures the person sees; else NotThere.

    What is attached to a contract says what it comes to, so it is shown with the schedule only.
    """
    found = (
        ContractAttachment.objects.filter(
            visibility.with_schedule(actor, "contract__"),
            account_id=actor.account_id,
            pk=attachment_id,
        )
        .select_related("file", "contract", "contract__project")
        .first()
    )
    if found is None:
        raise NotThere
    return found


def comments(actor: Actor, contract: Contract) -> QuerySet[ContractComment]:
    """What administrators said about a contract, the latest first; NotThere for others."""
    if not policy.may_configure(actor, contract):
        raise NotThere
    return ContractComment.objects.filter(
        account_id=contract.account_id, contract_id=contract.pk
    ).order_by("-id")
