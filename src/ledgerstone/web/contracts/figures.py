"""What many contracts come to, for lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from ledgerstone.contracts import policy
from ledgerstone.contracts.contacts import Contact, of_contracts
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.models import ContractFigures as Kept
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
    """The figures of each of these contracts. One query."""
    kept = Kept.objects.filter(account_id=actor.account_id, contract_id__in=contract_ids)
    found = {
        one.contract_id: ContractFigures(
            original=one.original,
            variations=one.approved,
            claimed=one.claimed,
            certified=one.certified,
            retention_held=one.retained,
        )
        for one in kept
    }
    return {pk: found.get(pk, ContractFigures()) for pk in contract_ids}


def total(figures: Iterable[ContractFigures]) -> ContractFigures:
    """The sum of many."""
    return sum(figures, ContractFigures())


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract in a list; without figures where the reader does not see its schedule."""

    contract: Contract
    figures: ContractFigures | None
    contacts: Sequence[Contact] = ()
    may_name: bool = False


def contract_rows(actor: Actor, contracts: Sequence[Contract]) -> list[ContractRow]:
    """Contracts as a list shows them, with their claim contacts. Two queries."""
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
