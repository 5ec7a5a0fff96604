"""What holds for the variations of a contract, and who may do what to one.

Pure but for ``rules_of``, which reads the settings above the contract.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy, tool_settings
from ledgerstone.contracts.models import (
    HEAD_CONTRACT,
    POTENTIAL,
    TIERS,
    VARIATION,
    Contract,
    Variation,
)
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account

# What those may say who prepare one for others to decide on.
UNDECIDED = ("draft", "pending")
# What is no longer proposed; its lines are on no claim unless something was claimed on them.
DROPPED = frozenset({"not_proceeding", "no_charge", "rejected", "void"})
# Where the law lets a claim list work that nobody has approved yet.
_CLAIMABLE_UNAPPROVED = frozenset({"AU", "NZ", "GB", "UK"})


@dataclass(frozen=True, slots=True)
class VariationRules:
    """What the project and the account say about variations of a contract."""

    tiers: int
    standard_may_create_potential: bool
    field_initiated_enabled: bool
    lines_change_in_draft_only: bool

    @property
    def kinds(self) -> list[str]:
        """The tiers in use, from the one that changes the contract sum down."""
        return TIERS[self.tiers]

    @property
    def lowest(self) -> str:
        """The tier that things start on."""
        return self.kinds[-1]

    def above(self, kind: str) -> str | None:
        """The tier that this one is bundled into; None at the top."""
        if kind == VARIATION:
            return None
        return self.kinds[self.kinds.index(kind) - 1] if kind in self.kinds else VARIATION


def rules_of(contract: Contract) -> VariationRules:
    """The rules of one contract. Two queries."""
    restricts = Account.objects.values_list("restricts_variation_edits", flat=True)
    in_draft_only = restricts.get(pk=contract.account_id)
    place = (contract.account_id, contract.project_id)
    if contract.kind == HEAD_CONTRACT:
        above = tool_settings.of_head_contracts(*place)
        return VariationRules(
            above.variation_tiers, above.standard_may_create_potential, False, in_draft_only
        )
    below = tool_settings.of_commitments(*place)
    return VariationRules(
        below.variation_tiers,
        below.standard_may_create_potential,
        below.field_initiated_enabled,
        in_draft_only,
    )


def lists_unapproved(contract: Contract) -> bool:
    """Whether claims list what nobody approved yet: the contract says so, where the law lets it."""
    country = contract.project.jurisdiction[:2].upper()
    return contract.claims_list_unapproved and country in _CLAIMABLE_UNAPPROVED


def may_manage(actor: Actor, contract: Contract) -> bool:
    """Whether the person creates, changes and bundles variations of every kind."""
    return policy.may(actor, contract, Action.EDIT_VARIATION)


def may_approve(actor: Actor, contract: Contract) -> bool:
    """Whether the person takes variations into the contract, and out of it again."""
    return policy.may(actor, contract, Action.APPROVE_VARIATION)


def may_prepare(actor: Actor, contract: Contract, rules: VariationRules) -> bool:
    """Whether the person creates potential variations without managing them."""
    return (
        rules.standard_may_create_potential
        and rules.lowest == POTENTIAL
        and policy.may(actor, contract, Action.CREATE_POTENTIAL_VARIATION)
    )


def may_raise(actor: Actor, contract: Contract, rules: VariationRules) -> bool:
    """Whether the person raises a variation from the field."""
    return rules.field_initiated_enabled and policy.may(actor, contract, Action.RAISE_VARIATION)


def may_start(actor: Actor, contract: Contract, rules: VariationRules) -> bool:
    """Whether the person makes variations of any kind."""
    return (
        may_manage(actor, contract)
        or may_prepare(actor, contract, rules)
        or may_raise(actor, contract, rules)
    )


def may_see(actor: Actor, contract: Contract, variation: Variation) -> bool:
    """Whether the variation exists for the person: a draft is for those who prepare it."""
    if not policy.may_see_schedule(actor, contract):
        return False
    is_own = variation.created_by_id == actor.user_id
    return (
        variation.status != "draft"
        or is_own
        or policy.may(actor, contract, Action.VIEW_DRAFT_VARIATION)
    )


def may_change(
    actor: Actor, contract: Contract, variation: Variation, rules: VariationRules
) -> bool:
    """Whether the person changes the variation: those who manage any, others their own until
    somebody takes it further."""
    if may_manage(actor, contract):
        return True
    is_theirs = (
        variation.created_by_id == actor.user_id
        and variation.status in UNDECIDED
        and variation.part_of_id is None
    )
    if not is_theirs:
        return False
    if variation.is_field_initiated:
        return may_raise(actor, contract, rules)
    return may_prepare(actor, contract, rules)


def why_lines_are_fixed(variation: Variation, rules: VariationRules) -> str:
    """Why the lines of a variation can no longer be changed; empty while they can."""
    if variation.status == "approved":
        return (
            f"{variation.number} is approved, so its lines stay as they are. Take its approval "
            "back first, or change the contract by another one."
        )
    if rules.lines_change_in_draft_only and variation.status != "draft":
        return (
            f"Your account keeps lines as they are once {variation.number} is more than a draft. "
            "Take it back to draft to change them."
        )
    return ""
