"""Reads of contracts, their schedules and their terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from ledgerstone import core
from ledgerstone.projects.models import BudgetCode
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from . import policy, visibility
from .models import (
    HEAD_CONTRACT,
    PURCHASE_ORDER,
    SUBCONTRACT,
    Contract,
    ContractFigures,
    ScheduleLine,
    Variation,
)
from .records.record import read_contract
from .retention.retention import RetentionTerms, in_force, override, read_entered, read_terms
from .schedules.schedule_rows import NewLine

COMMITMENTS = [SUBCONTRACT, PURCHASE_ORDER]
_NIL = Value(Decimal("0.00"))


@dataclass(frozen=True, slots=True)
class ContractSums:
    """What a contract comes to: its schedule, its approved variations, and what is certified."""

    original: Decimal
    variations: Decimal
    certified_to_date: Decimal
    line_count: int

    @property
    def total(self) -> Decimal:
        """The contract sum to date."""
        return self.original + self.variations


def visible_to(actor: Actor) -> QuerySet[Contract]:
    """The contracts that the person may see, of both directions."""
    return Contract.objects.filter(visibility.visible(actor), account_id=actor.account_id)


def get_contract(actor: Actor, contract_id: int) -> Contract:
    """One contract with project, company, certifier and head contract; else NotThere."""
    contract = read_contract(actor.account_id, contract_id)
    if contract is None or not policy.may_see(actor, contract):
        raise NotThere
    return contract


def commitments(actor: Actor, *project_ids: int) -> QuerySet[Contract]:
    """The commitments of a project, or several, by number, with company and sums.

    Each carries ``original_sum``, ``variations_sum``, ``contract_sum``, ``certified_sum`` and
    ``line_count``. One query.
    """
    return _listed(visible_to(actor).filter(project_id__in=project_ids, kind__in=COMMITMENTS))


def head_contracts(actor: Actor, *project_ids: int) -> QuerySet[Contract]:
    """The head contracts of a project, or several, as ``commitments`` gives those."""
    return _listed(visible_to(actor).filter(project_id__in=project_ids, kind=HEAD_CONTRACT))


def _listed(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    return (
        contracts.select_related("company")
        .annotate(
            original_sum=F("figures__original"),
            variations_sum=F("figures__approved"),
            certified_sum=F("figures__certified"),
            line_count=F("figures__line_count"),
        )
        .annotate(contract_sum=F("original_sum") + F("variations_sum"))
        .order_by("number", "id")
    )


def figures(contract: Contract) -> ContractFigures:
    """What one contract comes to, as its triggers and the rooms above keep it. One query."""
    return ContractFigures.objects.get(account_id=contract.account_id, contract_id=contract.pk)


def sums(contract: Contract) -> ContractSums:
    """What one contract comes to. One query."""
    found = figures(contract)
    return ContractSums(
        original=found.original,
        variations=found.approved,
        certified_to_date=found.certified,
        line_count=found.line_count,
    )


def lines(contract: Contract) -> list[ScheduleLine]:
    """The schedule with budget codes: its own lines, then those of each variation. One query.

    Without the details into which the subcontractor broke lines down.
    """
    return list(
        _lines(contract)
        .filter(parent__isnull=True)
        .select_related("budget_code")
        .order_by(F("variation_id").asc(nulls_first=True), "position")
    )


def variations(contract: Contract) -> QuerySet[Variation]:
    """The variations of a contract in their order, each with its ``total``. One query."""
    return (
        Variation.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
        .select_related("head_variation")
        .annotate(total=Coalesce(Sum("lines__scheduled_value"), _NIL))
        .order_by("id")
    )


def is_billed(contract: Contract) -> bool:
    """Whether an amount of the schedule was claimed or certified. One query."""
    untouched = Q(claimed_to_date=0, certified_to_date=0, billed_floor=0)
    return _lines(contract).exclude(untouched).exists()


def has_lines(contract: Contract) -> bool:
    """Whether there is anything on the schedule."""
    return _lines(contract).exists()


def budget_codes(contract: Contract) -> dict[str, int]:
    """The budget codes of the contract's project by code."""
    codes = BudgetCode.objects.filter(
        account_id=contract.account_id, project_id=contract.project_id
    )
    return dict(codes.values_list("code", "pk"))


def retention_of(contract: Contract) -> RetentionTerms | None:
    """What is held back, as entered; None where nothing is. At most two queries."""
    return read_entered(contract)


def contract_terms(contract: Contract) -> core.Terms:
    """The contract as the engine reads it. One query."""
    return terms_with(contract, read_terms(contract))


def terms_with(contract: Contract, retention: RetentionTerms | None) -> core.Terms:
    """The contract as the engine reads it, with these terms of retention. No query.

    What the contract's settings switch off bears nothing.
    """
    retention = in_force(contract, retention)
    return core.Terms(
        kind=core.ContractKind(contract.kind),
        accounting_method=core.AccountingMethod(contract.accounting_method),
        retention=None if retention is None else retention.rule,
        retention_changes=() if retention is None else retention.changes,
        securities=() if retention is None else retention.securities,
        tax=(
            None
            if contract.tax_rate is None
            else core.TaxTerms(rate=contract.tax_rate, base=core.TaxBase(contract.tax_base))
        ),
    )


def scheduled_lines(
    contract: Contract,
    *,
    schedule: Sequence[ScheduleLine] | None = None,
) -> list[core.ScheduledLine]:
    """The schedule as the engine reads it: what claims list, in order. At most two queries.

    ``schedule`` saves reading the lines again. Only lines of approved variations count.
    """
    if schedule is None:
        schedule = list(
            _lines(contract)
            .filter(is_on_claims=True)
            .order_by(F("variation_id").asc(nulls_first=True), "position")
        )
    found: dict[int | None, tuple[str | None, bool]] = {None: (None, True)}
    if any(line.variation_id is not None for line in schedule):
        rows = Variation.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
        found |= {
            pk: (number, status == "approved")
            for pk, number, status in rows.values_list("pk", "number", "status")
        }
    lines = [scheduled_line(line, *found[line.variation_id]) for line in schedule]
    if contract.retains_on_work and contract.retains_on_materials:
        return lines
    return [
        replace(
            line,
            retention_work=override(contract.retains_on_work, line.retention_work),
            retention_materials=override(contract.retains_on_materials, line.retention_materials),
        )
        for line in lines
    ]


def scheduled_line(
    line: ScheduleLine | NewLine, variation: str | None = None, counts: bool = True
) -> core.ScheduledLine:
    """One line as the engine reads it, kept or about to be, with the variation that brought it."""
    return core.ScheduledLine(
        key=line.item,
        scheduled_value=line.scheduled_value,
        quantity=line.quantity,
        unit_price=line.unit_price,
        retention_work=line.retention_work,
        retention_materials=line.retention_materials,
        exempt=line.is_exempt_from_retention,
        tax_rate=line.tax_rate,
        variation=variation,
        counts=counts,
    )


def _lines(contract: Contract) -> QuerySet[ScheduleLine]:
    return ScheduleLine.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
