"""What the settings of a project and of its account say about contracts.

A project without rows of its own works by the defaults of the models.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from ledgerstone.directory.models import Person
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.models import Account

from .models import (
    HEAD_CONTRACT,
    PURCHASE_ORDER,
    SUBCONTRACT,
    CommitmentSettings,
    Contract,
    Distribution,
    FundingSource,
    HeadContractSettings,
    Variation,
)

# Which tool the distribution of a purpose belongs to, by a kind of its contracts.
KIND_OF_PURPOSE = {
    "commitments": SUBCONTRACT,
    "commitment_claims": SUBCONTRACT,
    "commitment_variations": SUBCONTRACT,
    "head_contracts": HEAD_CONTRACT,
    "head_variations": HEAD_CONTRACT,
}


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


def method_of(settings: CommitmentSettings, kind: str) -> str:
    """The accounting method that new commitments of a kind start with."""
    if kind == PURCHASE_ORDER:
        return settings.purchase_order_method
    return settings.subcontract_method


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


def names_of(model: type[CommitmentSettings] | type[HeadContractSettings]) -> list[str]:
    """The names of the settings that a tool has."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in ("id", "account", "project")
    ]


def why_tiers_are_fixed(
    settings: CommitmentSettings, words: Terms, *, wanted: int | None = None
) -> str | None:
    """Why the tiers of commitments do not go down, or not to ``wanted``; None where they may.

    One query.
    """
    if wanted is not None and wanted >= settings.variation_tiers:
        return None
    if not _have_variations(settings, upstream=False):
        return None
    return (
        f"{words.commitment.plural_capitalised} of this project have {words.variation.plural}, so "
        "the number of tiers can go up but not down."
    )


def why_head_tiers_are_fixed(settings: HeadContractSettings, words: Terms) -> str | None:
    """Why the tiers of head contracts stay as they are; None while they may change. One query."""
    if not _have_variations(settings, upstream=True):
        return None
    return (
        f"{words.head_contract.with_article.capitalize()} of this project has "
        f"{words.variation.with_article}, so the number of tiers stays as it is."
    )


def _have_variations(
    settings: CommitmentSettings | HeadContractSettings, *, upstream: bool
) -> bool:
    raised = Variation.objects.filter(
        account_id=settings.account_id, contract__project_id=settings.project_id
    )
    if upstream:
        return raised.filter(contract__kind=HEAD_CONTRACT).exists()
    return raised.exclude(contract__kind=HEAD_CONTRACT).exists()


def may_receive(account_id: int, project_id: int) -> QuerySet[Person]:
    """Whom a distribution of the project may name: active people on it."""
    return Person.objects.filter(
        account_id=account_id, is_active=True, memberships__project_id=project_id
    ).order_by("name", "pk")


def recipients(account_id: int, project_id: int, purpose: str) -> list[Person]:
    """Who the mail of a purpose is addressed to: those named who are active. One query."""
    rows = (
        Distribution.objects.filter(
            account_id=account_id, project_id=project_id, purpose=purpose, person__is_active=True
        )
        .select_related("person")
        .order_by("person__name", "person_id")
    )
    return [row.person for row in rows]


def funding_sources(account_id: int, project_id: int) -> QuerySet[FundingSource]:
    """The funding sources of a project, by name."""
    return FundingSource.objects.filter(account_id=account_id, project_id=project_id).order_by(
        "name"
    )


def distributions(account_id: int, project_id: int) -> dict[str, list[Person]]:
    """Who is on each distribution of the project, active or not. One query."""
    found: dict[str, list[Person]] = {purpose: [] for purpose in KIND_OF_PURPOSE}
    rows = Distribution.objects.filter(account_id=account_id, project_id=project_id)
    for row in rows.select_related("person__company").order_by("person__name", "person_id"):
        found[row.purpose].append(row.person)
    return found
