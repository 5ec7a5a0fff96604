"""What many contracts come to, for lists: one query for their lines, one for their certificates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from django.db.models import DecimalField, Q, Sum, Value
from django.db.models.functions import Coalesce

from ledgerstone.claims.models import Claim
from ledgerstone.contracts import policy
from ledgerstone.contracts.contacts import Contact, of_contracts
from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.tenancy.actor import Actor

_ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class ContractFigures:
    """What a contract comes to. What was claimed and certified is to date."""

    original: Decimal = _ZERO
    variations: Decimal = _ZERO
    claimed: Decimal = _ZERO
    certified: Decimal = _ZERO
    retention_held: Decimal = _ZERO

    @property
    def revised(self) -> Decimal:
        """The sum with its approved variations."""
        return self.original + self.variations

    def __add__(self, other: ContractFigures) -> ContractFigures:
        return ContractFigures(
            *(getattr(self, one.name) + getattr(other, one.name) for one in fields(self))
        )


def figures_of(actor: Actor, contract_ids: Sequence[int]) -> dict[int, ContractFigures]:
    """The figures of each of these contracts."""
    held = _retention_held(actor, contract_ids)
    lines = (
        ScheduleLine.objects.filter(account_id=actor.account_id, contract_id__in=contract_ids)
        .order_by()
        .values("contract_id")
        .annotate(
            original=_sum("scheduled_value", Q(variation__isnull=True)),
            variations=_sum("scheduled_value", Q(variation__status="approved")),
            claimed=_sum("claimed_to_date"),
            certified=_sum("certified_to_date"),
        )
    )
    found = {
        row["contract_id"]: ContractFigures(
            original=row["original"],
            variations=row["variations"],
            claimed=row["claimed"],
            certified=row["certified"],
            retention_held=held.get(row["contract_id"], _ZERO),
        )
        for row in lines
    }
    return {pk: found.get(pk, ContractFigures()) for pk in contract_ids}


def total(figures: Iterable[ContractFigures]) -> ContractFigures:
    """The sum of many."""
    return sum(figures, ContractFigures())


def _sum(column: str, condition: Q | None = None) -> Coalesce:
    money = DecimalField(max_digits=18, decimal_places=2)
    return Coalesce(Sum(column, filter=condition), Value(_ZERO), output_field=money)


def _retention_held(actor: Actor, contract_ids: Sequence[int]) -> dict[int, Decimal]:
    """What the last certificate of each contract holds back."""
    certified = (
        Claim.objects.filter(
            account_id=actor.account_id, contract_id__in=contract_ids, certificate__isnull=False
        )
        .order_by("contract_id", "-number")
        .distinct("contract_id")
    )
    return dict(certified.values_list("contract_id", "certificate__total_retention"))


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract in a list; without figures where the reader does not see its schedule."""

    contract: Contract
    figures: ContractFigures | None
    contacts: Sequence[Contact] = ()
    may_name: bool = False


def contract_rows(actor: Actor, contracts: Sequence[Contract]) -> list[ContractRow]:
    """Contracts as a list shows them, with their claim contacts. Three queries."""
    seen = [one.pk for one in contracts if policy.may_see_schedule(actor, one)]
    figures = figures_of(actor, seen)
    people = of_contracts(actor, contracts)
    return [
        ContractRow(
            contract=one,
            figures=figures.get(one.pk),
            contacts=people[one.pk],
            may_name=policy.may_name_contacts(actor, one),
        )
        for one in contracts
    ]
