"""What operations on variations have in common: the lock, the versions, who may, the tree."""

from __future__ import annotations

from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy
from ledgerstone.contracts.models import Contract, ScheduleLine, Variation
from ledgerstone.contracts.variations import variation_rules, variations
from ledgerstone.contracts.variations.variation_rules import VariationRules
from ledgerstone.history import queries as history
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotAllowed, NotThere, Stale, WrongState

from .locking import locked_contract

_NOT_IN_EFFECT = "This contract is not in effect yet. Change its {schedule} itself."


def contract_for_variations(actor: Actor, contract_id: int) -> Contract:
    """Lock a contract whose schedule the person sees, for a variation to it."""
    contract = locked_contract(actor, contract_id, right=Action.VIEW)
    if not policy.may_see_schedule(actor, contract):
        raise not_allowed()
    return contract


def locked_variation(actor: Actor, variation_id: int, *, expected_version: int | None) -> Variation:
    """A variation with its contract locked; Stale where somebody changed it since it was seen."""
    where = Variation.objects.filter(account_id=actor.account_id, pk=variation_id)
    contract_id = where.values_list("contract_id", flat=True).first()
    if contract_id is None:
        raise NotThere
    contract = locked_contract(actor, contract_id, right=Action.VIEW)
    # Read only now: somebody may have been here while we waited for the lock.
    variation = where.select_related("part_of", "head_variation").first()
    if variation is None or not variation_rules.may_see(actor, contract, variation):
        raise NotThere
    variation.contract = contract
    if expected_version is not None and expected_version != variation.version:
        raise _stale(actor, variation, expected_version)
    return variation


def _stale(actor: Actor, variation: Variation, seen: int) -> Stale:
    since = history.of_contract(actor, variation.contract_id).filter(
        details__variation_id=variation.pk, details__variation_version__gt=seen
    )
    return Stale(
        f"Somebody changed {variation.number} since you opened it. Look at what changed and try "
        "again.",
        changes=tuple(f"{event.actor_name} {event.summary}" for event in since[:10]),
    )


def not_allowed() -> NotAllowed:
    """That somebody may not do this, and whom to ask."""
    return NotAllowed("Ask an administrator of the project to do this.")


def refuse_unless_manager(actor: Actor, contract: Contract) -> None:
    """Bundling, linking and deciding are for those who manage variations."""
    if not variation_rules.may_manage(actor, contract):
        raise not_allowed()


def refuse_unless_changeable(actor: Actor, variation: Variation, rules: VariationRules) -> None:
    """Others than managers change their own, until somebody takes it further."""
    if not variation_rules.may_change(actor, variation.contract, variation, rules):
        raise not_allowed()


def refuse_unless_in_effect(contract: Contract, words: Terms) -> None:
    """Before a contract takes effect its schedule changes itself; after its end nothing does."""
    if contract.status in policy.EDITABLE_STATUSES:
        raise WrongState(_NOT_IN_EFFECT.format(schedule=words.schedule_of_values))
    if contract.status in ("void", "closed"):
        raise WrongState(f"This contract is {contract.status}; it takes no {words.variation}.")


def bump(variation: Variation, *fields: str) -> None:
    """Keep these fields of a variation, as the next version of it and of its contract."""
    variation.version += 1
    variation.save(update_fields=[*fields, "version"])
    bump_contract(variation.contract)


def bump_contract(contract: Contract) -> None:
    """The contract's next version."""
    contract.version += 1
    contract.save(update_fields=["version"])


def family(variation: Variation) -> list[Variation]:
    """A variation with all that is bundled into it."""
    return [variation, *variations.parts_of(variation)]


def line_ids(members: list[Variation]) -> tuple[int, ...]:
    """The lines of these variations, in their order."""
    found = ScheduleLine.objects.filter(
        account_id=members[0].account_id, variation_id__in=[one.pk for one in members]
    )
    return tuple(found.order_by("variation_id", "position").values_list("pk", flat=True))


def taken_items(contract: Contract, *, besides: Variation | None = None) -> set[str]:
    """The items on the contract, but those of one variation whose lines are typed anew."""
    found = ScheduleLine.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    if besides is not None:
        # Not by exclude(): lines of the contract itself have no variation.
        return {item for item, of in found.values_list("item", "variation_id") if of != besides.pk}
    return set(found.values_list("item", flat=True))
