"""What the settings of a project and of its account say about contracts.

A project without rows of its own works by the defaults of the models.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledgerstone.tenancy.models import Account

from .models import (
    HEAD_CONTRACT,
    PURCHASE_ORDER,
    CommitmentSettings,
    Contract,
    HeadContractSettings,
)


@dataclass(frozen=True, slots=True)
class ContractRules:
    """What holds for one contract from the settings above it."""

    variation_tiers: int
    standard_may_create_potential: bool
    is_always_editable: bool
    restricts_edits: bool  # schedule and company change only before signature
    restricts_variation_edits: bool  # a variation's lines change only while it is a draft
    locks_agreed: bool  # no other company and no deletion once approved or complete


def of_commitments(account_id: int, project_id: int) -> CommitmentSettings:
    """The settings of a project's Commitments tool; unsaved defaults where it has none."""
    found = CommitmentSettings.objects.filter(account_id=account_id, project_id=project_id).first()
    return found or CommitmentSettings(account_id=account_id, project_id=project_id)


def of_head_contracts(account_id: int, project_id: int) -> HeadContractSettings:
    """The settings of a project's head contracts; unsaved defaults where it has none."""
    found = HeadContractSettings.objects.filter(
        account_id=account_id, project_id=project_id
    ).first()
    return found or HeadContractSettings(account_id=account_id, project_id=project_id)


def is_enabled(settings: CommitmentSettings, kind: str) -> bool:
    """Whether the project takes new contracts of this kind."""
    if kind == HEAD_CONTRACT:
        return True
    if kind == PURCHASE_ORDER:
        return settings.purchase_orders_enabled
    return settings.subcontracts_enabled


def rules_for(contract: Contract) -> ContractRules:
    """The rules of one contract. Two queries."""
    account = Account.objects.get(pk=contract.account_id)
    place = (contract.account_id, contract.project_id)
    if contract.kind == HEAD_CONTRACT:
        tool: CommitmentSettings | HeadContractSettings = of_head_contracts(*place)
        restricts, locks = account.restricts_head_contract_edits, False
    else:
        tool = of_commitments(*place)
        restricts, locks = account.restricts_commitment_edits, account.locks_agreed_commitments
    return ContractRules(
        variation_tiers=tool.variation_tiers,
        standard_may_create_potential=tool.standard_may_create_potential,
        is_always_editable=tool.always_editable_schedule,
        restricts_edits=restricts,
        restricts_variation_edits=account.restricts_variation_edits,
        locks_agreed=locks,
    )
