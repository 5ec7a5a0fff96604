"""What a contract is connected with: its head contract, commitments under it, variations that
recover each other. Only what the person sees of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from ledgerstone.core.rounding import ZERO
from ledgerstone.tenancy.actor import Actor

from . import policy, queries
from .models import HEAD_CONTRACT, Contract, ContractFigures, ScheduleLine, Variation
from .variations import variation_rules

# How many commitments are listed; the list of all of them has the rest.
MOST = 200


@dataclass(frozen=True, slots=True)
class RelatedContract:
    """Another contract; without a sum for who does not see its schedule."""

    contract: Contract
    revised: Decimal | None


@dataclass(frozen=True, slots=True)
class Recovery:
    """A variation of a commitment and the head contract's that recovers it, with what they are."""

    below: Variation
    below_total: Decimal
    above: Variation
    above_total: Decimal

    @property
    def difference(self) -> Decimal:
        """What is recovered less what is paid for it."""
        return self.above_total - self.below_total


@dataclass(frozen=True, slots=True)
class Related:
    """Everything that a contract is connected with."""

    head_contract: RelatedContract | None
    commitments: Sequence[RelatedContract]  # the first of them by number
    commitment_count: int
    recoveries: Sequence[Recovery]


def related_to(actor: Actor, contract: Contract) -> Related:
    """What the person sees of it. The queries do not depend on how much there is."""
    seen = queries.visible_to(actor).select_related("company")
    heads = list(seen.filter(pk=contract.head_contract_id)) if contract.head_contract_id else []
    all_under = seen.filter(head_contract_id=contract.pk).order_by("number", "id")
    under = list(all_under[:MOST]) if contract.kind == HEAD_CONTRACT else []
    rows = _with_sums(actor, [*heads, *under])
    return Related(
        head_contract=rows[0] if heads else None,
        commitments=rows[len(heads) :],
        commitment_count=all_under.count() if len(under) == MOST else len(under),
        recoveries=_recoveries(actor, contract),
    )


def _with_sums(actor: Actor, contracts: Sequence[Contract]) -> list[RelatedContract]:
    shown = [one.pk for one in contracts if policy.may_see_schedule(actor, one)]
    kept = ContractFigures.objects.filter(account_id=actor.account_id, contract_id__in=shown)
    sums = {one.contract_id: one.original + one.approved for one in kept}
    return [RelatedContract(one, sums.get(one.pk)) for one in contracts]


def _recoveries(actor: Actor, contract: Contract) -> list[Recovery]:
    """Pairs of variations of which one is this contract's, both of them seen."""
    if not policy.may_see_schedule(actor, contract):
        return []
    of_this = "head_variation__contract_id" if contract.kind == HEAD_CONTRACT else "contract_id"
    linked = list(
        Variation.objects.filter(
            account_id=actor.account_id, head_variation__isnull=False, **{of_this: contract.pk}
        )
        .select_related("contract", "head_variation", "head_variation__contract")
        .order_by("head_variation_id", "id")
    )
    pairs = [
        (below, below.head_variation)
        for below in linked
        if below.head_variation is not None
        and _sees(actor, below)
        and _sees(actor, below.head_variation)
    ]
    totals = totals_of(actor.account_id, {one.pk for pair in pairs for one in pair})
    return [Recovery(below, totals[below.pk], above, totals[above.pk]) for below, above in pairs]


def _sees(actor: Actor, variation: Variation) -> bool:
    contract = variation.contract
    return policy.may_see(actor, contract) and variation_rules.may_see(actor, contract, variation)


def totals_of(account_id: int, variation_ids: Iterable[int]) -> dict[int, Decimal]:
    """What variations come to, with the parts that lie in them on lower tiers. Four queries."""
    tops = {pk: pk for pk in variation_ids}
    layer = dict(tops)
    while layer:
        parts = Variation.objects.filter(account_id=account_id, part_of_id__in=list(layer))
        layer = {pk: layer[above] for pk, above in parts.values_list("pk", "part_of_id") if above}
        tops |= layer
    sums: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    lines = ScheduleLine.objects.filter(account_id=account_id, variation_id__in=list(tops))
    for pk, total in lines.values_list("variation_id").annotate(total=Sum("scheduled_value")):
        sums[tops[pk]] += total
    return {pk: sums[pk] for pk, top in tops.items() if pk == top}
