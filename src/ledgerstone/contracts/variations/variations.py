"""Reads of variations: lists by tier, bundles, their lines, what may be linked, the next number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy, queries
from ledgerstone.contracts.models import (
    PENDING_STATUSES,
    VARIATION_KINDS,
    Contract,
    Markup,
    ScheduleLine,
    Variation,
)
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from . import variation_rules
from .variation_words import kind_word

_NIL = Value(Decimal("0.00"))
# What the figures of a contract add up, by the name that its money picture gives it.
FAMILIES: dict[str, tuple[str, ...]] = {
    "approved": ("approved",),
    "pending": tuple(PENDING_STATUSES),
    "draft": ("draft",),
    "dropped": ("no_charge", "rejected", "void"),
}


@dataclass(slots=True)
class VariationRow:
    """A variation in a list: what it comes to with its parts, and what it lies in."""

    variation: Variation
    own: Decimal
    parts: list[VariationRow] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        """Its lines and those of its parts."""
        return sum((part.total for part in self.parts), self.own)


def family_of(status: str) -> str:
    """The family that a status belongs to."""
    return next(name for name, statuses in FAMILIES.items() if status in statuses)


def get_variation(actor: Actor, variation_id: int) -> Variation:
    """One variation with its contract; NotThere where it does not exist for the person."""
    found = _all(actor).filter(pk=variation_id).first()
    if found is None:
        raise NotThere
    contract = queries.get_contract(actor, found.contract_id)
    if not variation_rules.may_see(actor, contract, found):
        raise NotThere
    found.contract = contract
    return found


def _all(actor: Actor) -> QuerySet[Variation]:
    return Variation.objects.filter(account_id=actor.account_id).select_related(
        "part_of", "head_variation", "head_variation__contract", "created_by"
    )


def of_contract(actor: Actor, contract: Contract) -> list[VariationRow]:
    """The variations of a contract that the person sees, in their order. One query.

    Each comes with its parts; a bundle follows the status of what it lies in.
    """
    found = (
        _all(actor)
        .filter(contract_id=contract.pk)
        .annotate(total=Coalesce(Sum("lines__scheduled_value"), _NIL))
        .order_by("id")
    )
    sees_drafts = policy.may(actor, contract, Action.VIEW_DRAFT_VARIATION)
    rows = {
        one.pk: VariationRow(one, one.total)
        for one in found
        if sees_drafts or one.status != "draft" or one.created_by_id == actor.user_id
    }
    for row in rows.values():
        above = rows.get(row.variation.part_of_id or 0)
        if above is not None:
            above.parts.append(row)
    return list(rows.values())


def shown_in_schedule(actor: Actor, contract: Contract) -> dict[int, Variation]:
    """The variations whose lines stand below a schedule, by id: those seen and not dropped."""
    return {
        row.variation.pk: row.variation
        for row in of_contract(actor, contract)
        if family_of(row.variation.status) != "dropped"
    }


def unseen_by(actor: Actor, contract: Contract) -> set[int]:
    """The ids of the drafts on a contract that others prepare. One query, none for who sees all."""
    if policy.may(actor, contract, Action.VIEW_DRAFT_VARIATION):
        return set()
    drafts = Variation.objects.filter(
        account_id=contract.account_id, contract_id=contract.pk, status="draft"
    )
    ids = drafts.values_list("pk", "created_by_id")
    return {pk for pk, author in ids if author is None or author != actor.user_id}


def by_tier(rows: Sequence[VariationRow]) -> dict[str, list[VariationRow]]:
    """Rows by kind, from the one that changes the contract sum down; tiers that are empty too."""
    return {kind: [row for row in rows if row.variation.kind == kind] for kind in VARIATION_KINDS}


def standing_alone(rows: Iterable[VariationRow]) -> list[VariationRow]:
    """Rows that lie in no other, so that each amount is counted once."""
    return [row for row in rows if row.variation.part_of_id is None]


def parts_of(variation: Variation) -> list[Variation]:
    """All that is bundled into a variation, however deep. As many queries as there are tiers."""
    found: list[Variation] = []
    level = [variation.pk]
    for _ in VARIATION_KINDS:
        if not level:
            break
        parts = list(
            Variation.objects.filter(
                account_id=variation.account_id, part_of_id__in=level
            ).order_by("id")
        )
        found += parts
        level = [part.pk for part in parts]
    return found


def lines_of(variation: Variation) -> list[ScheduleLine]:
    """The lines of a variation in their order, markups behind what they mark up. One query."""
    return list(
        ScheduleLine.objects.filter(account_id=variation.account_id, variation_id=variation.pk)
        .select_related("budget_code", "markup")
        .order_by("position")
    )


def lines_of_all(variations: Sequence[Variation]) -> dict[int, list[ScheduleLine]]:
    """The lines of many variations, by variation. One query."""
    lines: dict[int, list[ScheduleLine]] = defaultdict(list)
    if variations:
        found = ScheduleLine.objects.filter(
            account_id=variations[0].account_id, variation_id__in=[one.pk for one in variations]
        )
        for line in found.select_related("budget_code", "markup").order_by("position"):
            lines[line.variation_id or 0].append(line)
    return lines


def markups_of(contract: Contract) -> list[Markup]:
    """The markups of a contract in their order. One query."""
    return list(
        Markup.objects.filter(account_id=contract.account_id, contract_id=contract.pk).order_by(
            "position"
        )
    )


def recoverable_through(actor: Actor, contract: Contract) -> list[Variation]:
    """The head contract's variations that one of a commitment may be recovered through.

    Empty where the person does not see the head contract. One query.
    """
    head = contract.head_contract
    if head is None or not policy.may_see_schedule(actor, head):
        return []
    found = Variation.objects.filter(account_id=contract.account_id, contract_id=head.pk)
    return list(found.exclude(status__in=FAMILIES["dropped"]).order_by("id"))


def recovered(actor: Actor, variation: Variation) -> list[Variation]:
    """The commitments' variations that are recovered through one of a head contract. One query."""
    found = (
        Variation.objects.filter(account_id=variation.account_id, head_variation_id=variation.pk)
        .select_related("contract", "contract__company")
        .order_by("contract__number", "id")
    )
    return [one for one in found if variation_rules.may_see(actor, one.contract, one)]


def next_number(contract: Contract, kind: str, words: Terms) -> str:
    """The number after the last one of its kind on the contract, counted as that one was."""
    numbers = Variation.objects.filter(
        account_id=contract.account_id, contract_id=contract.pk, kind=kind
    ).values_list("number", flat=True)
    last = max(numbers, key=_digits, default="")
    found = re.fullmatch(r"(.*?)(\d{1,9})", last)
    if found is None:
        return "".join(part[0] for part in kind_word(kind, words).split()).upper() + "1"
    return f"{found[1]}{str(int(found[2]) + 1).zfill(len(found[2]))}"


def _digits(number: str) -> int:
    found = re.search(r"(\d{1,9})$", number)
    return int(found[1]) if found else -1
