"""Reads of what is kept beside contracts: attached files and comments."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from . import policy, visibility
from .models import Contract, ContractAttachment, ContractComment
from .variations import variation_rules, variations


def of_contract(actor: Actor, contract: Contract) -> QuerySet[ContractAttachment]:
    """The files of a contract and of the variations that the person sees, the latest first, for who
    sees its figures."""
    found = _of(contract)
    unseen = variations.unseen_by(actor, contract)
    # Not by exclude() alone: what is attached to the contract itself has no variation.
    return found.filter(~Q(variation_id__in=unseen) | Q(variation=None)) if unseen else found


def of_variation(contract: Contract, variation_id: int) -> QuerySet[ContractAttachment]:
    """The files of one variation, the latest first, for who sees it."""
    return _of(contract).filter(variation_id=variation_id)


def _of(contract: Contract) -> QuerySet[ContractAttachment]:
    return (
        ContractAttachment.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
        .select_related("file", "variation", "added_by")
        .order_by("-id")
    )


def get_attachment(actor: Actor, attachment_id: int) -> ContractAttachment:
    """One file, of a contract whose figures the person sees, and of a variation that they see where
    it is of one; else NotThere.

    What is attached to a contract says what it comes to, so it is shown with the schedule only.
    """
    found = (
        ContractAttachment.objects.filter(
            visibility.with_schedule(actor, "contract__"),
            account_id=actor.account_id,
            pk=attachment_id,
        )
        .select_related("file", "contract", "contract__project", "variation")
        .first()
    )
    if found is None or (
        found.variation is not None
        and not variation_rules.may_see(actor, found.contract, found.variation)
    ):
        raise NotThere
    return found


def comments(actor: Actor, contract: Contract) -> QuerySet[ContractComment]:
    """What administrators said about a contract, the latest first; NotThere for others."""
    if not policy.may_configure(actor, contract):
        raise NotThere
    return ContractComment.objects.filter(
        account_id=contract.account_id, contract_id=contract.pk
    ).order_by("-id")
