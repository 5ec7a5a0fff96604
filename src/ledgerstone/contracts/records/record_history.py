"""Which records the change history of a contract is made of, and which of their fields are said.

Whoever does not see the schedule of values reads nothing of lines, variations and retention;
private lists are for those who keep them. What refers to a head contract that the person does not
see is not said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from ledgerstone.access.actions import Action
from ledgerstone.contracts import papers, policy, queries
from ledgerstone.contracts.models import (
    HEAD_CONTRACT,
    Contract,
    ContractAttachment,
    ContractPerson,
    Markup,
    Opening,
    ReleaseEvent,
    RetentionBand,
    RetentionChange,
    RetentionRule,
    RetentionSecurity,
    ScheduleLine,
    SlidingStep,
    Variation,
)
from ledgerstone.contracts.variations import variation_rules
from ledgerstone.history.models import RowChange
from ledgerstone.tenancy.actor import Actor

Records = list[tuple[str, int]]
_WITH_SCHEDULE: tuple[type[Model], ...] = (
    RetentionRule, RetentionSecurity, ReleaseEvent, Markup, Opening, ContractAttachment,
)  # fmt: skip
_OF_RULES: tuple[type[Model], ...] = (RetentionBand, RetentionChange, SlidingStep)


@dataclass(frozen=True, slots=True)
class ContractHistory:
    """Records by table and id, and the columns of tables that are left unsaid."""

    records: Records
    unsaid: Mapping[str, Collection[str]] = field(default_factory=dict)


def history_of(actor: Actor, contract: Contract) -> ContractHistory:
    """What the person may read of a contract that they see."""
    models: list[type[Model]] = []
    if policy.may_update(actor, contract) or policy.may_name_contacts(actor, contract):
        models.append(ContractPerson)
    sees_schedule = policy.may_see_schedule(actor, contract)
    if sees_schedule:
        models += [*_WITH_SCHEDULE, Variation, ScheduleLine]
    gone = _removed(contract, "contract_id", [contract.pk], models)
    records: Records = [(_table(Contract), contract.pk)]
    for model in models:
        if model is ContractAttachment:
            records += _attachments(actor, contract, gone)
        elif model not in (Variation, ScheduleLine):
            records += _living(contract, model) + [one.key for one in gone if one.is_of(model)]
    if sees_schedule:
        records += _of_rules(contract, [pk for table, pk in records if table == _RULES])
        records += _variations_and_lines(actor, contract, gone)
    return ContractHistory(records, _unsaid(actor, contract))


def _unsaid(actor: Actor, contract: Contract) -> dict[str, Collection[str]]:
    """References to head contracts and their variations, where one of them is not seen."""
    heads = Contract.objects.filter(
        account_id=contract.account_id, project_id=contract.project_id, kind=HEAD_CONTRACT
    )
    seen = queries.visible_to(actor).filter(kind=HEAD_CONTRACT, project_id=contract.project_id)
    if not heads.exclude(pk__in=seen.values("pk")).exists() and all(
        policy.may_see_schedule(actor, head) for head in seen
    ):
        return {}
    return {
        _table(Contract): ("head_contract_id",),
        _table(Variation): ("head_variation_id", "is_not_recoverable"),
    }


def _variations_and_lines(actor: Actor, contract: Contract, gone: Sequence[_Gone]) -> Records:
    """Variations that the person sees, and the lines that are on one of them or on none.

    Drafts that were removed are for those who see drafts.
    """
    here = {"account_id": contract.account_id, "contract_id": contract.pk}
    variations = list(Variation.objects.filter(**here))
    seen = [one.pk for one in variations if variation_rules.may_see(actor, contract, one)]
    hidden = {one.pk for one in variations} - set(seen)
    lines = ScheduleLine.objects.filter(**here).exclude(variation_id__in=hidden)
    records = [(_table(Variation), pk) for pk in seen]
    records += [(_table(ScheduleLine), pk) for pk in lines.values_list("pk", flat=True)]
    sees_drafts = policy.may(actor, contract, Action.VIEW_DRAFT_VARIATION)
    for one in gone:
        of_variation = one.is_of(Variation) or one.held("variation_id") is not None
        if (one.is_of(Variation) or one.is_of(ScheduleLine)) and (sees_drafts or not of_variation):
            records.append(one.key)
    return records


def _attachments(actor: Actor, contract: Contract, gone: Sequence[_Gone]) -> Records:
    """Files of the contract and of variations that the person sees; those that were removed from
    variations are for those who see drafts."""
    table = _table(ContractAttachment)
    seen = papers.of_contract(actor, contract).values_list("pk", flat=True)
    sees_drafts = policy.may(actor, contract, Action.VIEW_DRAFT_VARIATION)
    removed = (one for one in gone if one.is_of(ContractAttachment))
    return [(table, pk) for pk in seen] + [
        one.key for one in removed if sees_drafts or one.held("variation_id") is None
    ]


def _of_rules(contract: Contract, rules: list[int]) -> Records:
    """Bands, changes and steps of the terms of retention, also of those that were replaced."""
    records: Records = []
    for model in _OF_RULES:
        now = model._base_manager.filter(account_id=contract.account_id, rule_id__in=rules)
        records += [(_table(model), pk) for pk in now.values_list("pk", flat=True)]
    return records + [one.key for one in _removed(contract, "rule_id", rules, _OF_RULES)]


def _living(contract: Contract, model: type[Model]) -> Records:
    """The records of a table that belong to the contract."""
    now = model._base_manager.filter(account_id=contract.account_id, contract_id=contract.pk)
    return [(_table(model), pk) for pk in now.values_list("pk", flat=True)]


@dataclass(frozen=True, slots=True)
class _Gone:
    """A record that was removed, with what it held at the end."""

    table: str
    row_id: int
    changed: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, int]:
        return self.table, self.row_id

    def is_of(self, model: type[Model]) -> bool:
        return self.table == _table(model)

    def held(self, column: str) -> Any:
        return (self.changed.get(column) or [None])[0]


def _removed(
    contract: Contract, column: str, to: list[int], models: Sequence[type[Model]]
) -> list[_Gone]:
    """The records of some tables that are gone and referred to one of these at the end."""
    if not to or not models:
        return []
    found = RowChange.objects.filter(
        account_id=contract.account_id,
        table_name__in=[_table(model) for model in models],
        kind="removed",
        **{f"changed__{column}__0__in": to},
    )
    return [_Gone(*one) for one in found.values_list("table_name", "row_id", "changed")]


def _table(model: type[Model]) -> str:
    return model._meta.db_table


_RULES = _table(RetentionRule)
